package dev.headroom.apps;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Where things lie in the working copy. */
final class Repository {

  private Repository() {}

  static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("attach/apps/harness/pom.xml"))) {
      folder = folder.getParent();
      if (folder == null) {
        throw new IllegalStateException("run the tests inside the working copy");
      }
    }
    return folder;
  }

  static Path app(String name) {
    return root().resolve("attach/apps").resolve(name);
  }

  static Path agent() {
    return jar(root().resolve("attach/agent"), "headroom-agent-0.1.0-SNAPSHOT.jar");
  }

  /** The jar that starts an application: the executable one where there are two. */
  static Path started(Path module) throws IOException {
    try (Stream<Path> files = Files.list(module.resolve("target"))) {
      List<Path> jars =
          files
              .filter(file -> file.toString().endsWith(".jar"))
              .filter(file -> !file.toString().endsWith("-sources.jar"))
              .sorted()
              .toList();
      return jars.stream()
          .filter(file -> file.toString().endsWith("-exec.jar"))
          .findFirst()
          .orElseGet(() -> jar(module, jars.isEmpty() ? "*.jar" : jars.get(0).getFileName() + ""));
    }
  }

  private static Path jar(Path module, String name) {
    Path jar = module.resolve("target").resolve(name);
    if (!Files.exists(jar)) {
      throw new IllegalStateException(jar + " is missing: build with 'mvn verify' first");
    }
    return jar;
  }
}
