package dev.headroom.services.wellbeing;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What the process has, in MB (1,048,576 bytes).
 *
 * @param heapUsedMb heap in use, garbage included
 * @param heapMostMb heap that it may have
 * @param residentMb all that it has of the machine's memory; null where Linux does not tell
 */
record Memory(long heapUsedMb, long heapMostMb, @Nullable Long residentMb) {

  private static final int MB = 1 << 20;

  static Memory now() {
    Runtime runtime = Runtime.getRuntime();
    return new Memory(
        ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / MB,
        runtime.maxMemory() / MB,
        resident());
  }

  private static @Nullable Long resident() {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
        if (line.startsWith("VmRSS:")) {
          return Long.parseLong(line.replaceAll("\\D", "")) / 1_024;
        }
      }
    } catch (IOException e) {
      return null; // no Linux
    }
    return null;
  }
}
