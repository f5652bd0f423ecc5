package dev.headroom.prove;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Watches the generator's own thread and machine during a run. Used on that thread only. */
final class GeneratorWatch {

  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private final @Nullable Path schedstat;
  private long began;
  private long cpu;
  private long runDelay;
  private @Nullable MachineStat machine;
  private long stoodStill;
  private long lately;

  private GeneratorWatch(@Nullable Path schedstat) {
    this.schedstat = schedstat;
  }

  static GeneratorWatch ofThisThread() {
    try {
      // "self/task/123" of the kernel's thread that runs this.
      Path thread = Path.of("/proc/thread-self").toRealPath().resolve("schedstat");
      return new GeneratorWatch(Files.isReadable(thread) ? thread : null);
    } catch (IOException e) {
      return new GeneratorWatch(null);
    }
  }

  void begin(long now) {
    began = now;
    cpu = cpu();
    runDelay = runDelay();
    machine = MachineStat.now();
    stoodStill = 0;
    lately = 0;
  }

  void probe(long lateNanos) {
    stoodStill = Math.max(stoodStill, lateNanos);
    lately = Math.max(lately, lateNanos);
  }

  /** The longest time that it stood still since this was last asked. */
  long turn() {
    long longest = lately;
    lately = 0;
    return longest;
  }

  Generator end(long now) {
    double wall = Math.max(1, now - began);
    long waited = runDelay();
    MachineStat after = MachineStat.now();
    return new Generator(
        cpu < 0 ? -1 : (cpu() - cpu) / wall,
        runDelay < 0 || waited < 0 ? -1 : (waited - runDelay) / wall,
        machine == null || after == null ? -1 : after.stolenSince(machine),
        stoodStill);
  }

  private long cpu() {
    return threads.isCurrentThreadCpuTimeSupported() ? threads.getCurrentThreadCpuTime() : -1;
  }

  /** Time this thread was ready to run but waited for a core. */
  private long runDelay() {
    if (schedstat == null) {
      return -1;
    }
    try {
      return Long.parseLong(Files.readString(schedstat).trim().split(" ", -1)[1]);
    } catch (IOException | RuntimeException e) {
      return -1;
    }
  }

  /**
   * How the generator fared. What is not known is -1.
   *
   * @param cpuShare of one core that its thread used
   * @param waitShare of the time that it waited for a core
   * @param stealShare of the machine's time that a hypervisor took
   * @param stoodStillNanos longest time that it did not look, beyond what it meant to
   */
  record Generator(double cpuShare, double waitShare, double stealShare, long stoodStillNanos) {

    Generator worse(Generator other) {
      return new Generator(
          Math.max(cpuShare, other.cpuShare),
          Math.max(waitShare, other.waitShare),
          Math.max(stealShare, other.stealShare),
          Math.max(stoodStillNanos, other.stoodStillNanos));
    }
  }
}
