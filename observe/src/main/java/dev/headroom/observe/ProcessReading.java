package dev.headroom.observe;

import dev.headroom.loop.RuntimeObservation;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;

/**
 * The process's own counters at a moment; a figure that this JVM does not tell is -1.
 *
 * @param cpuNanos processor time since the process began
 * @param collections garbage collections since then
 * @param pauseNanos time in them; with a concurrent collector, in its pauses only
 * @param allocatedBytes bytes allocated by all threads; known from Java 21 on
 */
record ProcessReading(long cpuNanos, long collections, long pauseNanos, long allocatedBytes) {

  private static final ProcessReading NONE = new ProcessReading(-1, -1, -1, -1);

  static ProcessReading now() {
    try {
      long collections = 0;
      long pauses = 0;
      for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
        // Concurrent collectors have a bean for their cycles, in which nothing stands still.
        if (!collector.getName().endsWith("Cycles")
            && !collector.getName().contains("Concurrent")) {
          collections += Math.max(0, collector.getCollectionCount());
          pauses += Math.max(0, collector.getCollectionTime());
        }
      }
      return new ProcessReading(cpu(), collections, pauses * 1_000_000, allocated());
    } catch (RuntimeException | LinkageError withoutManagement) {
      return NONE;
    }
  }

  private static long cpu() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? system.getProcessCpuTime()
        : -1;
  }

  private static long allocated() {
    try {
      return com.sun.management.ThreadMXBean.class
                  .getMethod("getTotalThreadAllocatedBytes")
                  .invoke(ManagementFactory.getThreadMXBean())
              instanceof Long bytes
          ? bytes
          : -1;
    } catch (ReflectiveOperationException before21) {
      return -1;
    }
  }

  private static long since(long now, long before) {
    return now < 0 || before < 0 ? -1 : now - before;
  }

  /**
   * What happened since this reading.
   *
   * @param flight what the flight recorder saw since
   * @param missing why it saw nothing; empty if it is on
   */
  RuntimeObservation until(ProcessReading now, FlightSums flight, String missing) {
    boolean recorded = missing.isEmpty();
    long allocated = since(now.allocatedBytes, allocatedBytes);
    return new RuntimeObservation(
        Runtime.getRuntime().availableProcessors(),
        since(now.cpuNanos, cpuNanos),
        since(now.collections, collections),
        recorded ? flight.pauseNanos() : since(now.pauseNanos, pauseNanos),
        recorded ? flight.maxPauseNanos() : -1,
        allocated < 0 && recorded ? flight.allocatedBytes() : allocated,
        heapAfterCollection(),
        Runtime.getRuntime().maxMemory(),
        flight.hot(),
        flight.blocked(),
        missing);
  }

  private static long heapAfterCollection() {
    try {
      long used = 0;
      for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
        MemoryUsage usage = pool.getType() == MemoryType.HEAP ? pool.getCollectionUsage() : null;
        used += usage == null ? 0 : usage.getUsed();
      }
      return used == 0 ? -1 : used; // no collection yet
    } catch (RuntimeException | LinkageError withoutManagement) {
      return -1;
    }
  }
}
