package dev.headroom.bridge;

import org.jspecify.annotations.Nullable;

/**
 * What woven drivers call. Each method hands on to the agent, or does nothing while there is none;
 * the woven code catches whatever is thrown.
 */
public final class JdbcHooks {

  /** What {@link #enter} returns while nobody listens. */
  public static final long NOBODY = 0;

  private static volatile @Nullable Listener listener;

  /** Whether somebody wants to know what is read from result sets: only while one is traced. */
  private static volatile boolean reading;

  private JdbcHooks() {}

  /**
   * For the agent alone.
   *
   * @param to who is told from now on
   */
  public static void install(@Nullable Listener to) {
    listener = to;
  }

  /**
   * For the agent alone: opens or closes the gate of {@link #row} and {@link #read}.
   *
   * @param on whether reads are told
   */
  public static void reading(boolean on) {
    reading = on;
  }

  /**
   * A statement was prepared.
   *
   * @param connection the driver's connection
   * @param statement the driver's statement
   * @param sql its text
   */
  public static void prepared(Object connection, @Nullable Object statement, String sql) {
    Listener to = listener;
    if (to != null && statement != null && sql != null) {
      to.prepared(connection, statement, sql);
    }
  }

  /**
   * An execution, commit or rollback begins; ended by exactly one of {@link #ran}, {@link
   * #ranText}, {@link #ranBatch}, {@link #ended}.
   *
   * @return the time, or {@link #NOBODY}
   */
  public static long enter() {
    Listener to = listener;
    return to == null ? NOBODY : to.enter();
  }

  /**
   * A prepared statement ran.
   *
   * @param statement the statement
   * @param start what {@link #enter} returned
   * @param rows rows affected, -1 for a query
   * @param result the result set, if it is one
   * @param thrown what it threw
   */
  public static void ran(
      Object statement,
      long start,
      long rows,
      @Nullable Object result,
      @Nullable Throwable thrown) {
    Listener to = listener;
    if (to != null && start != NOBODY) {
      to.ran(statement, start, rows, result, thrown);
    }
  }

  /**
   * A statement ran a text.
   *
   * @param statement the statement
   * @param sql the text
   * @param start what {@link #enter} returned
   * @param rows rows affected, -1 for a query
   * @param result the result set, if it is one
   * @param thrown what it threw
   */
  public static void ranText(
      Object statement,
      @Nullable String sql,
      long start,
      long rows,
      @Nullable Object result,
      @Nullable Throwable thrown) {
    Listener to = listener;
    if (to != null && start != NOBODY) {
      to.ranText(statement, sql, start, rows, result, thrown);
    }
  }

  /**
   * A batch ran.
   *
   * @param statement the statement
   * @param start what {@link #enter} returned
   * @param counts what the driver returned: {@code int[]}, {@code long[]} or null
   * @param thrown what it threw
   */
  public static void ranBatch(
      Object statement, long start, @Nullable Object counts, @Nullable Throwable thrown) {
    Listener to = listener;
    if (to != null && start != NOBODY) {
      to.ranBatch(statement, start, counts, thrown);
    }
  }

  /**
   * A commit or rollback ended.
   *
   * @param start what {@link #enter} returned
   */
  public static void ended(long start) {
    Listener to = listener;
    if (to != null && start != NOBODY) {
      to.ended(start);
    }
  }

  /**
   * Auto-commit was set.
   *
   * @param on as the application gave it
   */
  public static void autoCommit(boolean on) {
    Listener to = listener;
    if (to != null) {
      to.autoCommit(on);
    }
  }

  /**
   * Something was added to a batch.
   *
   * @param statement the statement
   * @param sql the text, or null for the present binds
   */
  public static void batched(Object statement, @Nullable String sql) {
    Listener to = listener;
    if (to != null) {
      to.batched(statement, sql);
    }
  }

  /**
   * The batch or the binds were cleared.
   *
   * @param statement the statement
   * @param batch true for the batch
   */
  public static void cleared(Object statement, boolean batch) {
    Listener to = listener;
    if (to != null) {
      to.cleared(statement, batch);
    }
  }

  /**
   * A bind.
   *
   * @param statement the statement
   * @param index from 1
   * @param value the value
   */
  public static void bound(Object statement, int index, @Nullable Object value) {
    Listener to = listener;
    if (to != null) {
      to.bound(statement, index, value);
    }
  }

  /**
   * A bind of a whole number.
   *
   * @param statement the statement
   * @param index from 1
   * @param value the value
   */
  public static void boundNumber(Object statement, int index, long value) {
    Listener to = listener;
    if (to != null) {
      to.boundNumber(statement, index, value);
    }
  }

  /**
   * A bind with its type.
   *
   * @param statement the statement
   * @param index from 1
   * @param value the value
   * @param type a {@code java.sql.Types} code
   */
  public static void boundTyped(Object statement, int index, @Nullable Object value, int type) {
    Listener to = listener;
    if (to != null) {
      to.boundTyped(statement, index, value, type);
    }
  }

  /**
   * A bind with its type.
   *
   * @param statement the statement
   * @param index from 1
   * @param value the value
   * @param type a {@code java.sql.SQLType}
   */
  public static void boundAs(
      Object statement, int index, @Nullable Object value, @Nullable Object type) {
    Listener to = listener;
    if (to != null) {
      to.boundAs(statement, index, value, type);
    }
  }

  /**
   * A bind that cannot be read twice: a stream, a large object.
   *
   * @param statement the statement
   * @param index from 1
   */
  public static void boundStream(Object statement, int index) {
    Listener to = listener;
    if (to != null) {
      to.boundStream(statement, index);
    }
  }

  /**
   * The application took the rows of what {@code execute} ran.
   *
   * @param statement the statement
   * @param result the result set
   */
  public static void result(Object statement, @Nullable Object result) {
    Listener to = listener;
    if (to != null && result != null) {
      to.result(statement, result);
    }
  }

  /**
   * The application moved to the next row.
   *
   * @param result the result set
   * @param found whether there is one
   */
  public static void row(Object result, boolean found) {
    if (reading && found) {
      Listener to = listener;
      if (to != null) {
        to.row(result);
      }
    }
  }

  /**
   * Whether {@link #read} does anything.
   *
   * @return false unless a request is traced
   */
  public static boolean reading() {
    return reading;
  }

  /**
   * The application read a column.
   *
   * @param result the result set
   * @param column its number or label
   * @param value the value
   */
  public static void read(Object result, Object column, @Nullable Object value) {
    Listener to = listener;
    if (to != null) {
      to.read(result, column, value);
    }
  }

  /** The agent behind this class; the methods are those above. */
  public interface Listener {

    /**
     * See {@link JdbcHooks#prepared}.
     *
     * @param connection the connection
     * @param statement the statement
     * @param sql the text
     */
    void prepared(Object connection, Object statement, String sql);

    /**
     * See {@link JdbcHooks#enter}.
     *
     * @return the time
     */
    long enter();

    /**
     * See {@link JdbcHooks#ran}.
     *
     * @param statement the statement
     * @param start the time
     * @param rows rows affected
     * @param result the result set
     * @param thrown what it threw
     */
    void ran(
        Object statement,
        long start,
        long rows,
        @Nullable Object result,
        @Nullable Throwable thrown);

    /**
     * See {@link JdbcHooks#ranText}.
     *
     * @param statement the statement
     * @param sql the text
     * @param start the time
     * @param rows rows affected
     * @param result the result set
     * @param thrown what it threw
     */
    void ranText(
        Object statement,
        @Nullable String sql,
        long start,
        long rows,
        @Nullable Object result,
        @Nullable Throwable thrown);

    /**
     * See {@link JdbcHooks#ranBatch}.
     *
     * @param statement the statement
     * @param start the time
     * @param counts the driver's counts
     * @param thrown what it threw
     */
    void ranBatch(
        Object statement, long start, @Nullable Object counts, @Nullable Throwable thrown);

    /**
     * See {@link JdbcHooks#ended}.
     *
     * @param start the time
     */
    void ended(long start);

    /**
     * See {@link JdbcHooks#autoCommit}.
     *
     * @param on as given
     */
    void autoCommit(boolean on);

    /**
     * See {@link JdbcHooks#batched}.
     *
     * @param statement the statement
     * @param sql the text
     */
    void batched(Object statement, @Nullable String sql);

    /**
     * See {@link JdbcHooks#cleared}.
     *
     * @param statement the statement
     * @param batch true for the batch
     */
    void cleared(Object statement, boolean batch);

    /**
     * See {@link JdbcHooks#bound}.
     *
     * @param statement the statement
     * @param index from 1
     * @param value the value
     */
    void bound(Object statement, int index, @Nullable Object value);

    /**
     * See {@link JdbcHooks#boundNumber}.
     *
     * @param statement the statement
     * @param index from 1
     * @param value the value
     */
    void boundNumber(Object statement, int index, long value);

    /**
     * See {@link JdbcHooks#boundTyped}.
     *
     * @param statement the statement
     * @param index from 1
     * @param value the value
     * @param type a {@code java.sql.Types} code
     */
    void boundTyped(Object statement, int index, @Nullable Object value, int type);

    /**
     * See {@link JdbcHooks#boundAs}.
     *
     * @param statement the statement
     * @param index from 1
     * @param value the value
     * @param type a {@code java.sql.SQLType}
     */
    void boundAs(Object statement, int index, @Nullable Object value, @Nullable Object type);

    /**
     * See {@link JdbcHooks#boundStream}.
     *
     * @param statement the statement
     * @param index from 1
     */
    void boundStream(Object statement, int index);

    /**
     * See {@link JdbcHooks#result}.
     *
     * @param statement the statement
     * @param result the result set
     */
    void result(Object statement, Object result);

    /**
     * See {@link JdbcHooks#row}.
     *
     * @param result the result set
     */
    void row(Object result);

    /**
     * See {@link JdbcHooks#read}.
     *
     * @param result the result set
     * @param column number or label
     * @param value the value
     */
    void read(Object result, Object column, @Nullable Object value);
  }
}
