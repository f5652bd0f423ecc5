package dev.headroom.rollup;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What PostgreSQL and SQLite say differently. */
abstract class Dialect {

  static Dialect of(Connection connection) throws SQLException {
    String product = connection.getMetaData().getDatabaseProductName();
    return switch (product) {
      case "PostgreSQL" -> new Postgres();
      case "SQLite" -> new Sqlite();
      default ->
          throw new IllegalArgumentException(
              "rollups are kept in PostgreSQL or SQLite, this is " + product);
    };
  }

  abstract String schema(Connection connection, String table) throws SQLException;

  abstract Map<String, Column> columns(Connection connection, String table) throws SQLException;

  abstract String qualified(String schema, String name);

  abstract void checkTime(Layout layout);

  abstract void checkKey(Layout layout, String key);

  abstract void checkMeasure(Layout layout, Measure measure);

  /** Condition: the row's time is one that is counted. */
  abstract String usable(Layout layout, String alias);

  /** More of that condition, about a key. */
  abstract String usableKey(String key);

  /** The slot of the row's time, slots being of so many seconds. */
  abstract String slot(Layout layout, String alias, long seconds);

  /** Condition: the time of s is from c.lo until before c.hi. */
  abstract String within(Layout layout);

  /** Condition: a group column of s is that of c. */
  abstract String sameKey(Layout layout, int index);

  /** {@code with c(k0, ..., lo, hi, n) as (...)} of so many cells, n from 1. */
  abstract String cells(Layout layout, int count);

  /** Binds them; answers the next parameter's index. */
  abstract int bindCells(
      PreparedStatement statement, Layout layout, List<List<Object>> groups, long[] lo, long[] hi)
      throws SQLException;

  /**
   * Columns of a group that stand before the time in an index, so that rows are to be asked for run
   * by run: planners guess a range to be a third of the rows, and would read the whole table. Null
   * where no index leads to the time.
   */
  @Nullable List<String> lead(Connection connection, Layout layout) throws SQLException {
    return null;
  }

  /** How many keys one question may ask for. */
  abstract int mostKeys();

  /** Condition on what stands before it: it is one of so many keys. */
  abstract String among(int count);

  /** Binds them, as the only parameters. */
  abstract void bindAmong(PreparedStatement statement, String type, List<Object> keys)
      throws SQLException;

  /** Condition: the bucket of s is from c.lo until before c.hi, days or seconds of the epoch. */
  abstract String withinBuckets(Grain grain);

  /** A group column's distinct values are told apart by it. */
  abstract String distinctKey(String key);

  /** A value as text. */
  abstract String text(String column);

  /** A value as number, null if it is none. */
  abstract String number(String column);

  /** What is selected for a measure that is no sketch, in the order it is stored. */
  List<String> selected(Measure measure) {
    if (measure.sketch()) {
      return List.of();
    }
    String column = measure.column() == null ? "*" : "s." + Names.quoted(measure.column());
    String number = number(column);
    return switch (measure.kind()) {
      case COUNT -> List.of("count(" + column + ")");
      case DISTINCT -> List.of("count(distinct " + distinctKey(column) + ")");
      case AVERAGE -> List.of("sum(" + number + ")", "count(" + number + ")");
      default -> List.of(measure.kind().word() + "(" + number + ")");
    };
  }

  abstract void bindBucket(PreparedStatement statement, int index, Bucket bucket)
      throws SQLException;

  abstract Bucket readBucket(ResultSet row, int index, Grain grain) throws SQLException;

  /** Writes cells, whether they are there or not. */
  abstract void put(
      Connection connection, Layout layout, Grain grain, Map<Cell, @Nullable Object[]> states)
      throws SQLException;

  /** Removes cells, whether they are there or not. */
  abstract void remove(Connection connection, Layout layout, Grain grain, List<Cell> cells)
      throws SQLException;

  /** Statements that create all of a rollup, its row of state included, without end marks. */
  abstract List<String> install(Connection connection, Layout layout) throws SQLException;

  /** Statements that remove it. */
  abstract List<String> remove(Layout layout);

  /** Takes at most so many marks away; in the transaction of the refresh. */
  abstract List<Mark> takeMarks(Connection connection, Layout layout, int most) throws SQLException;

  /** The lock of the row of state, until the end of the transaction; after the state's columns. */
  abstract String lockRow();

  /** Whether the rollup is not as it was installed, or may not be read: a table that is gone. */
  abstract boolean isBroken(SQLException e);

  /** Makes installing one at a time, until the end of the transaction. */
  abstract void lockInstallation(Connection connection) throws SQLException;

  /** Begins a transaction that writes. */
  abstract void begin(Connection connection) throws SQLException;

  /** Begins one that reads, all of it in one snapshot. */
  abstract void beginSnapshot(Connection connection) throws SQLException;

  abstract void commit(Connection connection) throws SQLException;

  /** Undoes what was not committed and leaves the connection as it came. */
  abstract void leave(Connection connection) throws SQLException;

  /** Now, in seconds of the epoch, as a marked_at is. */
  abstract String now();

  /** A key as it is compared and bound: whole numbers are Long. */
  static Object key(Object value) {
    return value instanceof Integer || value instanceof Short
        ? (Object) ((Number) value).longValue()
        : value;
  }

  static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
