package dev.headroom.checks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The checkout that the tests run in. */
final class Repository {

  private static final List<String> SKIPPED =
      List.of("target", ".git", ".headroom", "node_modules", "headroom-report");

  private Repository() {}

  static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("headroom"))) {
      folder = folder.getParent();
    }
    return folder;
  }

  static List<Path> files(String nameEndsWith) throws IOException {
    try (Stream<Path> all = Files.walk(root())) {
      return all.filter(path -> path.toString().endsWith(nameEndsWith))
          .filter(Files::isRegularFile)
          .filter(
              path ->
                  SKIPPED.stream()
                      .noneMatch(
                          skip ->
                              root()
                                  .relativize(path)
                                  .toString()
                                  .matches("(.*/)?" + Path.of(skip) + "/.*")))
          .toList();
    }
  }
}
