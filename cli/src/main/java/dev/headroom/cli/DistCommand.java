package dev.headroom.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code headroom dist}: the jars to release, from a checkout. */
@Command(
    name = "dist",
    mixinStandardHelpOptions = true,
    description = {
      "Builds what is released, from a checkout: the agent's jar, the command line with its libraries and"
          + " a start script, checksums, as .tar.gz and .zip."
    })
final class DistCommand implements Callable<Integer> {

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Folder of the archives (default: target/dist of the checkout).")
  @Nullable Path out;

  @Override
  public Integer call() throws Exception {
    Path home = Home.checkout();
    if (!Files.isRegularFile(home.resolve("pom.xml"))) {
      throw new IllegalArgumentException(
          "dist builds from a checkout of the sources; this is an unpacked archive: " + home);
    }
    Path folder = out == null ? home.resolve("target/dist") : Home.working().resolve(out);
    Distribution distribution = Distribution.of(home);
    for (Path archive : distribution.write(folder.normalize())) {
      System.out.println(archive + "  " + Files.size(archive) / 1024 + " KB");
    }
    return 0;
  }
}
