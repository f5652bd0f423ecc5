package dev.headroom.advise;

import java.util.List;

/**
 * One index to create: built and measured on a copy, or only asked of the planner.
 *
 * @param name its name
 * @param table its table, with the schema where the search path does not find it
 * @param columns for example {@code (restaurant_id, placed_at)}
 * @param create creates it without blocking writers: one statement, or several for a partitioned
 *     table, each to be run on its own outside a transaction
 * @param undo drops it again
 * @param helped the statements that it serves, largest gain first; at least one
 * @param sizeBytes as built; estimated where it was not
 * @param buildNanos time that building took, on the scratch copy, writers blocked; -1 if it was not
 *     built
 * @param writes what it costs
 */
public record IndexAdvice(
    String name,
    String table,
    String columns,
    List<String> create,
    String undo,
    List<StatementEffect> helped,
    long sizeBytes,
    long buildNanos,
    WriteCost writes) {

  /** Copies the lists. */
  public IndexAdvice {
    create = List.copyOf(create);
    helped = List.copyOf(helped);
  }

  /**
   * With one statement that creates it.
   *
   * @param name its name
   * @param table its table
   * @param columns what it is over
   * @param ddl creates it
   * @param undo drops it again
   * @param helped the statements that it serves
   * @param sizeBytes as built
   * @param buildNanos time that building took
   * @param writes what it costs
   */
  public IndexAdvice(
      String name,
      String table,
      String columns,
      String ddl,
      String undo,
      List<StatementEffect> helped,
      long sizeBytes,
      long buildNanos,
      WriteCost writes) {
    this(name, table, columns, List.of(ddl), undo, helped, sizeBytes, buildNanos, writes);
  }

  /**
   * What creates it, as one text.
   *
   * @return statements, separated by semicolon and line break
   */
  public String ddl() {
    return String.join(";\n", create);
  }

  IndexAdvice withRate(double rowsPerSecond) {
    return new IndexAdvice(
        name,
        table,
        columns,
        create,
        undo,
        helped,
        sizeBytes,
        buildNanos,
        new WriteCost(
            writes.nanosPerRow(),
            writes.buffersPerRow(),
            writes.rows(),
            rowsPerSecond,
            writes.measured()));
  }

  /**
   * What an index costs writers.
   *
   * @param nanosPerRow time added to a written row
   * @param buffersPerRow pages touched more for a written row
   * @param rows rows of the observed workload that pay it
   * @param rowsPerSecond rows written to the table by the database's own counters since they were
   *     reset; -1 unknown
   * @param measured whether time and pages were measured, else they are estimated
   */
  public record WriteCost(
      long nanosPerRow, double buffersPerRow, long rows, double rowsPerSecond, boolean measured) {

    /**
     * Measured, at an unknown rate.
     *
     * @param nanosPerRow time added to a written row
     * @param buffersPerRow pages touched more for a written row
     * @param rows rows of the observed workload that pay it
     */
    public WriteCost(long nanosPerRow, double buffersPerRow, long rows) {
      this(nanosPerRow, buffersPerRow, rows, -1, true);
    }

    /**
     * What writers of the table pay at its rate.
     *
     * @return nanoseconds in each second; -1 unknown
     */
    public double nanosPerSecond() {
      return rowsPerSecond < 0 ? -1 : rowsPerSecond * nanosPerRow;
    }
  }
}
