package dev.headroom.prove;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

/**
 * CPU and resident memory of a process and all below it, between the first and the last look. Each
 * page counts once, also where it is mapped several times (a file by each connection to it, shared
 * memory by each process); what others share too counts by its part. That is Linux's proportional
 * set size, which takes milliseconds to add up: it is asked for when there is more than ever
 * before. Memory is known on Linux only.
 */
final class ProcessUse {

  private static final String NAME = "service";

  private final ProcessHandle root;
  private final ProcessCpu cpu;
  private long firstNanos = -1;
  private long firstCpu = -1;
  private long lastNanos = -1;
  private long lastCpu = -1;
  private long mostResident = -1;
  private long mostBytes = -1;
  private boolean lost;

  ProcessUse(ProcessHandle root) {
    this.root = root;
    this.cpu = new ProcessCpu(Map.of(NAME, root));
  }

  /** Looks. */
  synchronized void look(long nowNanos) {
    long used = cpu.nanos().getOrDefault(NAME, -1L);
    remember();
    lost |= used < 0;
    if (firstCpu < 0) {
      firstNanos = nowNanos;
      firstCpu = used;
    }
    lastNanos = nowNanos;
    lastCpu = used;
  }

  synchronized LoadReport.Service seen() {
    double wall = (double) (lastNanos - firstNanos) * Runtime.getRuntime().availableProcessors();
    boolean known = !lost && firstCpu >= 0 && wall > 0;
    return new LoadReport.Service(
        known ? (lastCpu - firstCpu) / wall : -1, lost || mostBytes < 0 ? -1 : mostBytes / 1e6);
  }

  private void remember() {
    long resident = sum("status", "VmRSS:");
    if (resident > mostResident) {
      mostResident = resident;
      long once = sum("smaps_rollup", "Pss:");
      mostBytes = Math.max(mostBytes, once < 0 ? resident : once);
    }
  }

  private long sum(String file, String name) {
    long own = bytes(root.pid(), file, name);
    try (Stream<ProcessHandle> below = root.descendants()) {
      return own < 0
          ? -1
          : own + below.mapToLong(each -> Math.max(0, bytes(each.pid(), file, name))).sum();
    }
  }

  private static long bytes(long pid, String file, String name) {
    try {
      return Files.readAllLines(Path.of("/proc", Long.toString(pid), file)).stream()
          .filter(line -> line.startsWith(name))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
          .findFirst()
          .orElse(-1);
    } catch (IOException | NumberFormatException e) {
      return -1; // gone meanwhile, not ours to read, or no Linux
    }
  }
}
