package dev.headroom.advise;

/**
 * What a whole workload costs: executions times measured cost of one, summed.
 *
 * @param readNanos time of all statements that were measured
 * @param readBuffers pages of 8 KB they touch
 * @param writeNanos time of rows put into the tables of inserts and updates
 * @param writeBuffers pages these touch
 */
public record WorkloadCost(
    double readNanos, double readBuffers, double writeNanos, double writeBuffers) {

  /**
   * Pages in all.
   *
   * @return reads and writes
   */
  public double buffers() {
    return readBuffers + writeBuffers;
  }

  /**
   * Time in all.
   *
   * @return nanoseconds, reads and writes
   */
  public double nanos() {
    return readNanos + writeNanos;
  }
}
