package dev.headroom.services.pos;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.lang.management.ThreadMXBean;
import org.jspecify.annotations.Nullable;

/**
 * The process and its machine, now.
 *
 * @param heapUsedBytes heap in use
 * @param heapCommittedBytes heap that the process has
 * @param heapMaxBytes heap that it may have, or null without limit
 * @param nonHeapUsedBytes classes, compiled code and the like
 * @param threads live platform threads
 * @param peakThreads most of them so far
 * @param processors what the JVM may use
 * @param processCpuLoad share of all processors that this process uses, 0..1, or null while unknown
 * @param systemCpuLoad share that everything uses, 0..1, or null while unknown
 * @param gcCount garbage collections so far
 * @param gcMillis time spent in them
 * @param uptimeSeconds since the start
 */
record HealthSystem(
    long heapUsedBytes,
    long heapCommittedBytes,
    @Nullable Long heapMaxBytes,
    long nonHeapUsedBytes,
    int threads,
    int peakThreads,
    int processors,
    @Nullable Double processCpuLoad,
    @Nullable Double systemCpuLoad,
    long gcCount,
    long gcMillis,
    long uptimeSeconds) {

  static HealthSystem now() {
    MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    long gcCount = 0;
    long gcMillis = 0;
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      gcCount += Math.max(0, collector.getCollectionCount());
      gcMillis += Math.max(0, collector.getCollectionTime());
    }
    return new HealthSystem(
        heap.getUsed(),
        heap.getCommitted(),
        heap.getMax() < 0 ? null : heap.getMax(),
        ManagementFactory.getMemoryMXBean().getNonHeapMemoryUsage().getUsed(),
        threads.getThreadCount(),
        threads.getPeakThreadCount(),
        Runtime.getRuntime().availableProcessors(),
        load(system.getProcessCpuLoad()),
        load(system.getCpuLoad()),
        gcCount,
        gcMillis,
        ManagementFactory.getRuntimeMXBean().getUptime() / 1000);
  }

  /** The JVM says negative or NaN while it does not know. */
  private static @Nullable Double load(double load) {
    return load >= 0 ? Math.round(load * 10_000) / 10_000.0 : null;
  }
}
