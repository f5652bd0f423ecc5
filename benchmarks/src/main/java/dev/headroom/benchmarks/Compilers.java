package dev.headroom.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Processor time of a JVM's compiler threads, which compile for minutes what a request has long
 * used: a cost of the start, and larger than what observing a request costs. Linux alone tells it;
 * elsewhere it is 0, and the compilers count for the requests.
 */
final class Compilers {

  private Compilers() {}

  /** Nanoseconds since the process began. */
  static long nanos(long pid) {
    Path threads = Path.of("/proc/" + pid + "/task");
    if (!Files.isDirectory(threads)) {
      return 0;
    }
    long sum = 0;
    try (DirectoryStream<Path> each = Files.newDirectoryStream(threads)) {
      for (Path thread : each) {
        sum += nanos(thread);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return sum;
  }

  private static long nanos(Path thread) throws IOException {
    try {
      String name = Files.readString(thread.resolve("comm"));
      boolean compiles = name.startsWith("C1 Comp") || name.startsWith("C2 Comp");
      String spent = compiles ? Files.readString(thread.resolve("schedstat")) : "0 ";
      return Long.parseLong(spent.substring(0, spent.indexOf(' ')));
    } catch (NoSuchFileException ended) {
      return 0;
    }
  }
}
