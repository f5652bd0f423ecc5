package dev.headroom.prove;

import com.sun.management.OperatingSystemMXBean;
import dev.headroom.loop.EndpointObservation;
import dev.headroom.loop.Observations;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * What a stretch of load cost: CPU by process, and what the service observed. Taken while no load
 * runs; the calls for the figures themselves stay outside of them.
 */
public final class WorkMeter {

  private final @Nullable ServiceClient service;
  private final ProcessCpu processes;

  /**
   * A meter.
   *
   * @param service for its observations, or null if it has none
   * @param processes whose CPU counts
   */
  public WorkMeter(@Nullable ServiceClient service, ProcessCpu processes) {
    this.service = service;
    this.processes = processes;
  }

  /** Observations first: their cost must not be in the stretch that begins here. */
  Reading before() throws IOException, InterruptedException {
    Sums seen = service == null ? null : Sums.of(service.observations());
    return new Reading(processes.nanos(), ownCpu(), MachineStat.now(), seen);
  }

  /** CPU first, then the observations, once they have caught up with the answers. */
  Reading after(Reading before, long answered) throws IOException, InterruptedException {
    Map<String, Long> cpu = processes.nanos();
    long own = ownCpu();
    MachineStat machine = MachineStat.now();
    Sums seen = null;
    if (service != null) {
      seen = Sums.of(service.observations());
      long expected = before.seen == null ? 0 : before.seen.requests + answered;
      for (int i = 0; i < 10 && seen.requests < expected; i++) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        seen = Sums.of(service.observations());
      }
    }
    return new Reading(cpu, own, machine, seen);
  }

  private static long ownCpu() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
        ? system.getProcessCpuTime()
        : -1;
  }

  /** Work between two readings. */
  static Block.Work work(Reading before, Reading after, long requests) {
    Sums seen = Sums.between(before.seen, after.seen);
    return new Block.Work(
        requests,
        cpu("service", before, after),
        cpu("database", before, after),
        cpu("redis", before, after),
        seen.statements,
        seen.databaseNanos,
        seen.poolWaitNanos,
        seen.cacheNanos,
        seen.totalNanos,
        seen.cacheHits,
        seen.cacheMisses,
        seen.allocatedBytes,
        seen.sentBytes);
  }

  private static long cpu(String name, Reading before, Reading after) {
    long a = before.cpu.getOrDefault(name, -1L);
    long b = after.cpu.getOrDefault(name, -1L);
    return a < 0 || b < a ? -1 : b - a;
  }

  /** Share of the machine that others used between two readings, or -1 if not known. */
  static double foreignShare(Reading before, Reading after) {
    if (before.machine == null || after.machine == null || before.own < 0 || after.own < 0) {
      return -1;
    }
    long known = after.own - before.own;
    for (String name : after.cpu.keySet()) {
      known += Math.max(0, cpu(name, before, after));
    }
    double total = after.machine.totalNanosSince(before.machine);
    return total <= 0 ? -1 : (after.machine.busyNanosSince(before.machine) - known) / total;
  }

  /** Everything so far. */
  record Reading(
      Map<String, Long> cpu, long own, @Nullable MachineStat machine, @Nullable Sums seen) {}

  /** Observations summed over endpoints, without Headroom's own. */
  record Sums(
      long requests,
      long statements,
      long databaseNanos,
      long poolWaitNanos,
      long cacheNanos,
      long totalNanos,
      long cacheHits,
      long cacheMisses,
      long allocatedBytes,
      long sentBytes) {

    /** -1 everywhere if it is not known; a window that began anew in between is not. */
    static Sums between(@Nullable Sums a, @Nullable Sums b) {
      if (a == null || b == null || b.requests < a.requests) {
        return new Sums(-1, -1, -1, -1, -1, -1, -1, -1, -1, -1);
      }
      return new Sums(
          b.requests - a.requests,
          b.statements - a.statements,
          b.databaseNanos - a.databaseNanos,
          b.poolWaitNanos - a.poolWaitNanos,
          b.cacheNanos - a.cacheNanos,
          b.totalNanos - a.totalNanos,
          b.cacheHits - a.cacheHits,
          b.cacheMisses - a.cacheMisses,
          b.allocatedBytes - a.allocatedBytes,
          b.sentBytes - a.sentBytes);
    }

    static Sums of(Observations observations) {
      List<EndpointObservation> all =
          observations.endpoints().stream()
              .filter(e -> !e.endpoint().contains(" /headroom/"))
              .toList();
      return new Sums(
          all.stream().mapToLong(EndpointObservation::requests).sum(),
          all.stream().mapToLong(EndpointObservation::statements).sum(),
          all.stream().mapToLong(EndpointObservation::databaseNanos).sum(),
          all.stream().mapToLong(EndpointObservation::poolWaitNanos).sum(),
          all.stream().mapToLong(EndpointObservation::cacheNanos).sum(),
          all.stream().mapToLong(EndpointObservation::totalNanos).sum(),
          all.stream().mapToLong(EndpointObservation::cacheHits).sum(),
          all.stream().mapToLong(EndpointObservation::cacheMisses).sum(),
          all.stream().mapToLong(EndpointObservation::allocatedBytes).sum(),
          all.stream().mapToLong(e -> e.transfer().responseBytes()).sum());
    }
  }
}
