package dev.headroom.advise;

/**
 * What a whole workload costs: executions times cost of one, summed.
 *
 * @param readNanos time of all statements that were measured; -1 if none was
 * @param readBuffers pages of 8 KB they touch; -1 if not measured
 * @param writeNanos time of rows put into the tables of inserts and updates
 * @param writeBuffers pages these touch
 * @param readCost the planner's estimate for all statements, in its own unit; -1 unknown
 */
public record WorkloadCost(
    double readNanos, double readBuffers, double writeNanos, double writeBuffers, double readCost) {

  /**
   * Without the planner's opinion.
   *
   * @param readNanos time of all statements that were measured
   * @param readBuffers pages of 8 KB they touch
   * @param writeNanos time of rows put into the tables of inserts and updates
   * @param writeBuffers pages these touch
   */
  public WorkloadCost(
      double readNanos, double readBuffers, double writeNanos, double writeBuffers) {
    this(readNanos, readBuffers, writeNanos, writeBuffers, -1);
  }

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
