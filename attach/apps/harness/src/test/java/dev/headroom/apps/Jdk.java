package dev.headroom.apps;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** The JDKs beside the one that runs the tests. */
final class Jdk {

  private Jdk() {}

  /** The {@code java} of a version: where {@code JAVA_17_HOME} says, this one, or one beside it. */
  static Optional<Path> java(int version) throws IOException {
    String told = System.getenv("JAVA_" + version + "_HOME");
    if (told != null) {
      return Optional.of(Path.of(told, "bin", "java"));
    }
    Path own = Path.of(System.getProperty("java.home"));
    if (Runtime.version().feature() == version) {
      return Optional.of(own.resolve("bin/java"));
    }
    try (Stream<Path> beside = Files.list(own.getParent())) {
      return beside
          .filter(home -> isVersion(home, version))
          .map(home -> home.resolve("bin/java"))
          .findFirst();
    }
  }

  private static boolean isVersion(Path home, int version) {
    Path release = home.resolve("release");
    try {
      return Files.isExecutable(home.resolve("bin/javac"))
          && Files.exists(release)
          && Files.readString(release).contains("JAVA_VERSION=\"" + version + ".");
    } catch (IOException e) {
      return false;
    }
  }
}
