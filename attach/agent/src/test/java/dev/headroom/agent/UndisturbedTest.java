package dev.headroom.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The agent never breaks the application, whatever is wrong with the agent or the driver. */
class UndisturbedTest {

  @TempDir Path folder;

  static Stream<Path> javas() throws IOException {
    return Jvm.javas();
  }

  private Jvm.Said run(Path java, String... options) throws Exception {
    return Jvm.run(java, folder, List.of(options), "org.example.shop.OddDriver");
  }

  private static void applicationRan(Jvm.Said said) {
    assertThat(said.exit()).as(said.err()).isZero();
    assertThat(said.out()).isEqualTo("ended well\n");
  }

  @ParameterizedTest
  @MethodSource("javas")
  @DisplayName(
      "a driver that throws from metadata and odd calls, and casts of its own, are observed")
  void oddDriver(Path java) throws Exception {
    Jvm.Said said = run(java);
    applicationRan(said);
    assertThat(said.err())
        .contains("4 statements")
        .contains("No endpoint was seen")
        .doesNotContain("a fault of the agent");
  }

  @Test
  @DisplayName("an unknown key is told with the nearest one, and the application runs unobserved")
  void unknownKey() throws Exception {
    Jvm.Said said = run(Jvm.own(), "-Dheadroom.observe.sample=true");
    applicationRan(said);
    assertThat(said.err()).contains("headroom.observe.samples").contains("nothing is observed");
  }

  @Test
  @DisplayName(
      "a threshold that is not there is told with the nearest one, before anything is woven")
  void unknownThreshold() throws Exception {
    Jvm.Said said = run(Jvm.own(), "-Dheadroom.thresholds.slo=2s");
    applicationRan(said);
    assertThat(said.err())
        .contains("did you mean slow")
        .contains("nothing is observed")
        .doesNotContain("could not start");
  }

  @Test
  @DisplayName("options written behind the jar's name are told where they belong")
  void optionsAsArgument() throws Exception {
    Jvm.Said said =
        Jvm.run(
            Jvm.own(),
            folder,
            List.of("-javaagent:" + Jvm.AGENT + "=port=8081"),
            List.of(),
            "org.example.shop.OddDriver");
    applicationRan(said);
    assertThat(said.err()).contains("-Dheadroom.agent.port=8081").contains("nothing is observed");
  }

  @Test
  @DisplayName("a settings file that is not YAML is told with its place")
  void brokenFile() throws Exception {
    Files.writeString(folder.resolve("headroom.yml"), "observe: [samples\n");
    Jvm.Said said = run(Jvm.own());
    applicationRan(said);
    assertThat(said.err()).contains("headroom.yml").contains("nothing is observed");
  }

  @Test
  @DisplayName(
      "without a temporary folder and with a report that cannot be written, all else works")
  void nowhereToWrite() throws Exception {
    Jvm.Said said =
        run(
            Jvm.own(),
            "-Djava.io.tmpdir=/proc/nowhere",
            "-Dorg.sqlite.tmpdir=" + folder, // the driver needs one, whoever observes it
            "-Dheadroom.agent.report=/proc/nowhere/findings");
    applicationRan(said);
    assertThat(said.err()).contains("4 statements").contains("headroom.agent.report");
  }

  @Test
  @DisplayName(
      "a JVM without web server and flight recorder is observed, and it is said what lacks")
  void fewModules() throws Exception {
    Jvm.Said said = run(Jvm.own(), "--limit-modules", "java.sql,java.instrument,java.management");
    applicationRan(said);
    assertThat(said.err()).contains("4 statements").contains("--add-modules jdk.httpserver");
  }

  @Test
  @DisplayName("a JVM without java.sql runs, and it is said that nothing was seen")
  void noSql() throws Exception {
    Jvm.Said said =
        Jvm.run(
            Jvm.own(),
            folder,
            List.of("--limit-modules", "java.instrument"),
            "org.example.shop.Hello");
    applicationRan(said);
    assertThat(said.err())
        .contains("neither a request nor a statement was seen")
        .doesNotContain("a fault of the agent");
  }

  @Test
  @DisplayName("a port that is taken is told, and findings come on exit")
  void portTaken() throws Exception {
    try (java.net.ServerSocket taken =
        new java.net.ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
      Jvm.Said said = run(Jvm.own(), "-Dheadroom.agent.port=" + taken.getLocalPort());
      applicationRan(said);
      assertThat(said.err()).contains("could not be opened").contains("4 statements");
    }
  }
}
