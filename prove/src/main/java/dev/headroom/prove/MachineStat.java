package dev.headroom.prove;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * CPU time of the whole machine since it started, in ticks of 10 ms; Linux only.
 *
 * @param total all cores, idle included
 * @param busy not idle, not waiting for input or output, not stolen
 * @param stolen taken by a hypervisor
 */
record MachineStat(long total, long busy, long stolen) {

  private static final Path STAT = Path.of("/proc/stat");

  /** The present figures, or null where the system has none. */
  static @Nullable MachineStat now() {
    try (var lines = Files.lines(STAT)) {
      return parse(lines.findFirst().orElse(""));
    } catch (IOException | RuntimeException e) {
      return null;
    }
  }

  /** The line "cpu user nice system idle iowait irq softirq steal guest guest_nice". */
  static MachineStat parse(String line) {
    String[] fields = line.trim().split("\\s+", -1);
    long total = 0;
    for (int i = 1; i <= 8; i++) {
      total += Long.parseLong(fields[i]);
    }
    long stolen = Long.parseLong(fields[8]);
    long idle = Long.parseLong(fields[4]) + Long.parseLong(fields[5]);
    return new MachineStat(total, total - idle - stolen, stolen);
  }

  double stolenSince(MachineStat before) {
    return share(stolen - before.stolen, total - before.total);
  }

  /** Nanoseconds of all cores together. */
  long busyNanosSince(MachineStat before) {
    return (busy - before.busy) * 10_000_000;
  }

  long totalNanosSince(MachineStat before) {
    return (total - before.total) * 10_000_000;
  }

  private static double share(long part, long whole) {
    return whole <= 0 ? 0 : (double) part / whole;
  }
}
