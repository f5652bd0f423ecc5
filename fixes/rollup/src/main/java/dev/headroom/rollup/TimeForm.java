package dev.headroom.rollup;

/** How a column of integers says when; other columns say it by their type. */
public enum TimeForm {
  /**
   * PostgreSQL: timestamptz, or timestamp in UTC. SQLite: text as its date functions read it, UTC
   * or with an offset.
   */
  NATIVE,
  /** Seconds of the epoch. */
  SECONDS,
  /** Milliseconds of the epoch. */
  MILLIS
}
