package dev.headroom.prove;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * CPU that named processes and all below them have used since they started, also by children that
 * are gone (PostgreSQL's parallel workers live for one statement). On Linux from {@code /proc}: in
 * nanoseconds for processes of one thread, else in ticks of 10 ms; elsewhere what {@link
 * ProcessHandle} knows, without children that are gone.
 */
public final class ProcessCpu {

  private static final Path PROC = Path.of("/proc");
  private static final boolean LINUX = Files.isReadable(PROC.resolve("self/stat"));
  private static final long TICK_NANOS = 10_000_000;

  private final Map<String, ProcessHandle> roots;

  /**
   * Watches process trees.
   *
   * @param roots by name; {@code service}, {@code database} and {@code redis} are what a {@link
   *     WorkMeter} asks for
   */
  public ProcessCpu(Map<String, ProcessHandle> roots) {
    this.roots = Map.copyOf(roots);
  }

  /**
   * CPU so far.
   *
   * @return nanoseconds by name; -1 where not known, for example because the process is gone
   */
  public Map<String, Long> nanos() {
    Map<String, Long> nanos = new LinkedHashMap<>();
    roots.forEach((name, root) -> nanos.put(name, tree(root)));
    return nanos;
  }

  private static long tree(ProcessHandle root) {
    long sum = one(root);
    if (sum < 0) {
      return -1;
    }
    try (Stream<ProcessHandle> below = root.descendants()) {
      return sum + below.mapToLong(ProcessCpu::one).filter(nanos -> nanos > 0).sum();
    }
  }

  private static long one(ProcessHandle process) {
    if (!LINUX) {
      return process.info().totalCpuDuration().map(Duration::toNanos).orElse(-1L);
    }
    Path directory = PROC.resolve(Long.toString(process.pid()));
    try {
      Stat stat = Stat.parse(Files.readString(directory.resolve("stat")));
      if (stat.threads == 1) {
        String[] schedule = Files.readString(directory.resolve("schedstat")).trim().split(" ", -1);
        return Long.parseLong(schedule[0]) + stat.reapedTicks * TICK_NANOS;
      }
      return (stat.ownTicks + stat.reapedTicks) * TICK_NANOS;
    } catch (IOException | RuntimeException e) {
      return -1; // gone meanwhile, or not ours to read
    }
  }

  /**
   * Fields of {@code /proc/PID/stat}.
   *
   * @param ownTicks utime + stime, all threads
   * @param reapedTicks cutime + cstime: children that ended and were waited for
   */
  record Stat(long ownTicks, long reapedTicks, long threads) {
    static Stat parse(String line) {
      // The name stands in parentheses and may hold blanks and parentheses itself.
      String[] fields = line.substring(line.lastIndexOf(')') + 2).trim().split(" ", -1);
      return new Stat(
          Long.parseLong(fields[11]) + Long.parseLong(fields[12]),
          Long.parseLong(fields[13]) + Long.parseLong(fields[14]),
          Long.parseLong(fields[17]));
    }
  }
}
