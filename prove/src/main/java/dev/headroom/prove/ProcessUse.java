package dev.headroom.prove;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

/**
 * CPU and resident memory of a process and all below it, between the first and the last look. Pages
 * that several of them share count for each. Memory is known on Linux only.
 */
final class ProcessUse {

  private static final String NAME = "service";

  private final ProcessHandle root;
  private final ProcessCpu cpu;
  private long firstNanos = -1;
  private long firstCpu = -1;
  private long lastNanos = -1;
  private long lastCpu = -1;
  private long mostBytes = -1;
  private boolean lost;

  ProcessUse(ProcessHandle root) {
    this.root = root;
    this.cpu = new ProcessCpu(Map.of(NAME, root));
  }

  /** Looks. */
  synchronized void look(long nowNanos) {
    long used = cpu.nanos().getOrDefault(NAME, -1L);
    long bytes = resident();
    lost |= used < 0;
    if (firstCpu < 0) {
      firstNanos = nowNanos;
      firstCpu = used;
    }
    lastNanos = nowNanos;
    lastCpu = used;
    mostBytes = Math.max(mostBytes, bytes);
  }

  synchronized LoadReport.Service seen() {
    double wall = (double) (lastNanos - firstNanos) * Runtime.getRuntime().availableProcessors();
    boolean known = !lost && firstCpu >= 0 && wall > 0;
    return new LoadReport.Service(
        known ? (lastCpu - firstCpu) / wall : -1, lost || mostBytes < 0 ? -1 : mostBytes / 1e6);
  }

  private long resident() {
    long own = resident(root.pid());
    try (Stream<ProcessHandle> below = root.descendants()) {
      return own < 0 ? -1 : own + below.mapToLong(each -> Math.max(0, resident(each.pid()))).sum();
    }
  }

  private static long resident(long pid) {
    try {
      return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
          .findFirst()
          .orElse(-1);
    } catch (IOException | NumberFormatException e) {
      return -1; // gone meanwhile, not ours to read, or no Linux
    }
  }
}
