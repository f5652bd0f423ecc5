package dev.headroom.advise;

import java.util.List;

/**
 * One index to create, built and measured.
 *
 * @param name its name
 * @param table its table, with the schema where the search path does not find it
 * @param columns for example {@code (restaurant_id, placed_at)}
 * @param ddl creates it without blocking writers; to be run outside a transaction
 * @param undo drops it again
 * @param helped the statements that it serves, largest gain first; at least one
 * @param sizeBytes as built
 * @param buildNanos time that building took, on the scratch copy, writers blocked
 * @param writes what it costs
 */
public record IndexAdvice(
    String name,
    String table,
    String columns,
    String ddl,
    String undo,
    List<StatementEffect> helped,
    long sizeBytes,
    long buildNanos,
    WriteCost writes) {

  /** Copies the list. */
  public IndexAdvice {
    helped = List.copyOf(helped);
  }

  /**
   * What an index costs writers.
   *
   * @param nanosPerRow time added to a written row, measured
   * @param buffersPerRow pages touched more for a written row, measured
   * @param rows rows of the observed workload that pay it
   */
  public record WriteCost(long nanosPerRow, double buffersPerRow, long rows) {}
}
