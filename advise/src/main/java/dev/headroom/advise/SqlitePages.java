package dev.headroom.advise;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Bytes that this thread read from files, as Linux counts them. SQLite reads one page at a time, so
 * that the difference over a statement, with an empty cache, is its pages. Elsewhere nothing tells
 * this to a program in Java.
 */
final class SqlitePages {

  private static final Path COUNTERS = Path.of("/proc/thread-self/io");

  private SqlitePages() {}

  static boolean counted() {
    return bytesRead() >= 0;
  }

  /** Bytes read by this thread since it started; -1 if nobody counts. */
  static long bytesRead() {
    try {
      for (String line : Files.readAllLines(COUNTERS)) {
        if (line.startsWith("rchar: ")) {
          return Long.parseLong(line.substring("rchar: ".length()).strip());
        }
      }
    } catch (IOException | NumberFormatException e) {
      return -1; // not Linux, or it does not let us
    }
    return -1;
  }
}
