package dev.headroom.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is released, used as a user does: unpacked, with an empty home, without sources or Maven.
 */
class ReleasedArchiveTest {

  private static final Path CHECKOUT = Path.of("..").toAbsolutePath().normalize();
  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin/java").toString();

  @TempDir Path folder;

  /** A finished process. */
  private record Ended(int code, String text) {}

  @Test
  @DisplayName(
      "the unpacked archive shows its help and runs a service with the agent, exit code kept")
  void unpacked() throws Exception {
    Path out = folder.resolve("dist");
    Ended built =
        run(
            folder,
            Map.of(
                "HEADROOM_LAUNCH_HOME",
                CHECKOUT.toString(),
                "HEADROOM_LAUNCH_JAVA",
                JAVA,
                "HEADROOM_LAUNCH_CLASSPATH",
                CHECKOUT
                    + "/cli/target/headroom-cli-0.1.0-SNAPSHOT.jar:"
                    + CHECKOUT
                    + "/cli/target/lib/*"),
            "bash",
            CHECKOUT + "/cli/src/main/dist/bin/headroom",
            "dist",
            "--out",
            out.toString());
    assertThat(built.code()).as(built.text()).isZero();
    assertThat(run(out, Map.of(), "sha256sum", "-c", "SHA256SUMS").code()).isZero();

    Path place = Files.createDirectories(folder.resolve("a place"));
    run(place, Map.of(), "tar", "-xzf", out + "/headroom-0.1.0-SNAPSHOT.tar.gz");
    Path home = place.resolve("headroom-0.1.0-SNAPSHOT");
    assertThat(run(home, Map.of(), "sha256sum", "-c", "SHA256SUMS").code()).isZero();
    String headroom = home.resolve("bin/headroom").toString();
    Ended help = run(place, Map.of("JAVA_HOME", System.getProperty("java.home")), headroom, "help");
    assertThat(help.code()).isZero();
    assertThat(help.text()).contains("run", "diagnose", "Exit codes");

    Path program =
        Files.writeString(
            place.resolve("Seven.java"),
            "class Seven { public static void main(String[] a) { System.out.println(a[0]);"
                + " System.exit(7); } }");
    Ended seven =
        run(
            place,
            Map.of("JAVA_HOME", System.getProperty("java.home")),
            headroom,
            "run",
            "--",
            JAVA,
            program.toString(),
            "two words");
    assertThat(seven.code()).as(seven.text()).isEqualTo(7);
    assertThat(seven.text())
        .contains("two words", "observing by -javaagent", "headroom: observing this JVM");

    Ended prove =
        run(place, Map.of("JAVA_HOME", System.getProperty("java.home")), headroom, "prove", "pos");
    assertThat(prove.code()).isEqualTo(2);
    assertThat(prove.text()).contains("not in the released archive");
  }

  private Ended run(Path in, Map<String, String> environment, String... command)
      throws IOException, InterruptedException {
    Path home = Files.createDirectories(folder.resolve("empty-home"));
    List<String> words = new ArrayList<>(List.of("env", "-i"));
    words.add("HOME=" + home);
    words.add("PATH=" + System.getenv("PATH"));
    environment.forEach((name, value) -> words.add(name + "=" + value));
    words.addAll(List.of(command));
    Process process =
        new ProcessBuilder(words).directory(in.toFile()).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ended(process.waitFor(), text);
  }
}
