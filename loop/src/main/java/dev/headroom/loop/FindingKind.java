package dev.headroom.loop;

import java.util.Locale;

/** What kind of cause a finding names. The order is the order among equals in a list. */
public enum FindingKind {
  /** One statement repeated per row of an earlier one, within one request. */
  N_PLUS_ONE,
  /** The same statement with the same binds more than once in one request. */
  REDUNDANT_READ,
  /**
   * The same statement with the same binds again and again over requests, while its tables hardly
   * change.
   */
  CACHEABLE_READ,
  /** The same bearer token validated, or its user read, again at each request. */
  REPEATED_VALIDATION,
  /** A statement whose time is above the threshold by itself. */
  SLOW_STATEMENT,
  /** A statement that an index, built and measured on a scratch copy, makes cheaper. */
  MISSING_INDEX,
  /** An index that no statement used for a business cycle. */
  UNUSED_INDEX,
  /** An index of which another one serves all that it serves. */
  DUPLICATE_INDEX,
  /** A statement that reads a whole large table to return few rows of it. */
  FULL_SCAN,
  /** Rows or columns that the application reads and never looks at. */
  OVER_FETCH,
  /** A read without a limit whose result grows with the table. */
  MISSING_LIMIT,
  /** The same sums over growing raw data, computed at each request. */
  REPEATED_AGGREGATION,
  /** Requests wait for a connection while the database has room for more. */
  POOL_TOO_SMALL,
  /** Connections held while nothing is asked of the database, as others wait for one. */
  CONNECTION_HELD,
  /** A connection held, or a transaction open, during a call to another service. */
  CONNECTION_HELD_DURING_CALL,
  /** A transaction open for long. */
  LONG_TRANSACTION,
  /** A SQLite database with the settings that a library begins with. */
  SQLITE_NOT_TUNED,
  /** Writers of a SQLite database wait for each other, or give up. */
  WRITE_CONTENTION,
  /** Many different statements in one request, each for little. */
  CHATTY_ENDPOINT,
  /** A large answer that could be compressed and is not. */
  LARGE_UNCOMPRESSED_ANSWER,
  /** The application's own code is what takes the time. */
  OWN_CODE,
  /** Threads that wait for each other's locks. */
  LOCK_CONTENTION,
  /** Virtual threads that block while pinned to their carrier. */
  PINNED_THREAD,
  /** One endpoint makes most of the garbage, and collecting it costs. */
  ALLOCATION,
  /** The collector takes a large share of the time, or the heap is nearly full. */
  GC_PRESSURE;

  /**
   * The kind's name in reports, files and URLs, for example {@code n-plus-one}.
   *
   * @return lower case with dashes
   */
  public String id() {
    // "n-plus-one" reads as the field writes it; the rest follow the constant.
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
