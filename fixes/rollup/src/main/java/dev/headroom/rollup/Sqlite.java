package dev.headroom.rollup;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** SQLite, 3.35 or newer. What is in a trigger runs in any writer's build of it, so it is plain. */
final class Sqlite extends Dialect {

  @Override
  String schema(Connection connection, String table) {
    if (table.contains(".")) {
      throw new IllegalArgumentException(
          "'" + table + "': triggers of SQLite know their own database only, leave out the schema");
    }
    return "main";
  }

  @Override
  Map<String, Column> columns(Connection connection, String table) throws SQLException {
    Map<String, Column> columns = new LinkedHashMap<>();
    try (PreparedStatement statement =
        connection.prepareStatement(
            "select name, type, \"notnull\", pk from pragma_table_info(?)")) {
      statement.setString(1, table);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          boolean rowId = row.getInt(4) > 0 && row.getString(2).equalsIgnoreCase("integer");
          columns.put(row.getString(1), new Column(row.getString(2), row.getInt(3) == 0 && !rowId));
        }
      }
    }
    return columns;
  }

  /**
   * A table's unique keys, the primary one included: for each column of one the condition that the
   * row s has the new row's value.
   */
  static List<Map<String, String>> unique(Connection connection, String table) throws SQLException {
    Map<String, Map<String, String>> keys = new LinkedHashMap<>();
    try (PreparedStatement statement =
        connection.prepareStatement(
            "select '', name, 'binary', pk from pragma_table_info(?) where pk > 0"
                + " union all select i.name, x.name, x.coll, x.cid from pragma_index_list(?) i,"
                + " pragma_index_xinfo(i.name) x where i.\"unique\" and x.key")) {
      statement.setString(1, table);
      statement.setString(2, table);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          if (row.getInt(4) == -2) {
            throw new IllegalArgumentException(
                "the unique index "
                    + row.getString(1)
                    + " of "
                    + table
                    + " is on an expression: what REPLACE removes by it could not be noticed");
          }
          String quoted = Names.quoted(row.getString(2));
          keys.computeIfAbsent(row.getString(1), key -> new LinkedHashMap<>())
              .put(
                  row.getString(2),
                  "s." + quoted + " = new." + quoted + " collate " + row.getString(3));
        }
      }
    }
    return List.copyOf(keys.values());
  }

  @Override
  String qualified(String schema, String name) {
    return Names.quoted(name);
  }

  @Override
  void checkTime(Layout layout) {
    String type = layout.type(layout.rollup().time()).toLowerCase(Locale.ROOT);
    if (layout.rollup().timeForm() == TimeForm.NATIVE && type.contains("int")) {
      throw new IllegalArgumentException(
          layout.told(layout.rollup().time())
              + " is "
              + type
              + ": say whether it counts seconds or millis (time-form)");
    }
  }

  @Override
  void checkKey(Layout layout, String key) {
    String type = layout.type(key).toLowerCase(Locale.ROOT);
    if (type.contains("blob") || type.contains("real") || type.contains("double")) {
      throw new IllegalArgumentException(
          layout.told(key) + " is " + type + ": a key is a whole number or a text");
    }
  }

  @Override
  void checkMeasure(Layout layout, Measure measure) {
    if (measure.numeric()) {
      checkNumber(layout, String.valueOf(measure.column()));
    }
    if (measure.weight() != null) {
      checkNumber(layout, measure.weight());
    }
  }

  /** Any column may hold anything, but one for texts makes a text of each number. */
  private static void checkNumber(Layout layout, String column) {
    String type = layout.type(column).toLowerCase(Locale.ROOT);
    boolean texts = type.contains("char") || type.contains("clob") || type.contains("text");
    if (texts && !type.contains("int")) {
      throw new IllegalArgumentException(layout.told(column) + " is " + type + ", no number");
    }
  }

  private static String second(Layout layout, String alias) {
    String time = alias + layout.time();
    return layout.rollup().timeForm() == TimeForm.NATIVE
        ? "cast(strftime('%s', " + time + ") as integer)"
        : time;
  }

  private static long unit(Layout layout) {
    return layout.rollup().timeForm() == TimeForm.MILLIS ? 1000 : 1;
  }

  @Override
  String usable(Layout layout, String alias) {
    String time = alias + layout.time();
    String second = second(layout, alias);
    return (layout.rollup().timeForm() == TimeForm.NATIVE
            ? time + " glob '[0-9][0-9][0-9][0-9]-*'"
            : "typeof(" + time + ") = 'integer'")
        + " and "
        + second
        + " >= "
        + Grain.LEAST * unit(layout)
        + " and "
        + second
        + " < "
        + Grain.MOST * unit(layout);
  }

  @Override
  String usableKey(String key) {
    return " and typeof(" + key + ") in ('integer', 'text')";
  }

  @Override
  String slot(Layout layout, String alias, long seconds) {
    String second = second(layout, alias);
    long length = seconds * unit(layout);
    return "(" + second + " - ((" + second + " % " + length + ") + " + length + ") % " + length
        + ") / " + length;
  }

  @Override
  String within(Layout layout) {
    String time = "s." + layout.time();
    String second = second(layout, "s.");
    long unit = unit(layout);
    // The texts may have offsets: two days more for the index, then exactly.
    return (layout.rollup().timeForm() == TimeForm.NATIVE
            ? time
                + " >= date(c.lo - 172800, 'unixepoch') and "
                + time
                + " < date(c.hi + 172800, 'unixepoch') and "
            : "")
        + second
        + " >= c.lo * "
        + unit
        + " and "
        + second
        + " < c.hi * "
        + unit;
  }

  @Override
  String sameKey(Layout layout, int index) {
    return "s." + Names.quoted(layout.group().get(index)) + " = c.k" + index + " collate binary";
  }

  @Override
  String cells(Layout layout, int count) {
    String names = layout.shortKeyList();
    String row = "(" + "?, ".repeat(layout.group().size()) + "?, ?, ?)";
    return "with c("
        + names
        + "lo, hi, n) as (values "
        + String.join(", ", Collections.nCopies(count, row))
        + ") ";
  }

  @Override
  int bindCells(
      PreparedStatement statement, Layout layout, List<List<Object>> groups, long[] lo, long[] hi)
      throws SQLException {
    int index = 1;
    for (int i = 0; i < lo.length; i++) {
      for (Object key : groups.get(i)) {
        statement.setObject(index++, key);
      }
      statement.setLong(index++, lo[i]);
      statement.setLong(index++, hi[i]);
      statement.setLong(index++, i + 1);
    }
    return index;
  }

  @Override
  int mostKeys() {
    return 1000;
  }

  /** To the byte, as keys of the table that is added up are. */
  @Override
  String among(int count) {
    return " collate binary in (" + String.join(", ", Collections.nCopies(count, "?")) + ")";
  }

  @Override
  void bindAmong(PreparedStatement statement, String type, List<Object> keys) throws SQLException {
    for (int i = 0; i < keys.size(); i++) {
      statement.setObject(i + 1, keys.get(i));
    }
  }

  @Override
  String withinBuckets(Grain grain) {
    return "s.bucket >= " + bucket(grain, "c.lo") + " and s.bucket < " + bucket(grain, "c.hi");
  }

  /** As {@link Bucket} writes it. */
  private static String bucket(Grain grain, String at) {
    return grain == Grain.HOUR
        ? "strftime('%Y-%m-%dT%H:%M:%SZ', " + at + ", 'unixepoch')"
        : "date(" + at + " * 86400, 'unixepoch')";
  }

  @Override
  String distinctKey(String key) {
    return key + " collate binary";
  }

  @Override
  String text(String column) {
    return "cast(" + column + " as text)";
  }

  @Override
  String number(String column) {
    return "case when typeof(" + column + ") in ('integer', 'real') then " + column + " end";
  }

  @Override
  void bindBucket(PreparedStatement statement, int index, Bucket bucket) throws SQLException {
    statement.setString(index, bucket.toString());
  }

  @Override
  Bucket readBucket(ResultSet row, int index, Grain grain) throws SQLException {
    String text = row.getString(index);
    return new Bucket(
        grain,
        grain == Grain.HOUR
            ? Instant.parse(text).getEpochSecond()
            : LocalDate.parse(text).toEpochDay());
  }

  static void bindNumber(PreparedStatement statement, int index, @Nullable Number number)
      throws SQLException {
    if (number == null) {
      statement.setNull(index, Types.NUMERIC);
    } else if (number instanceof BigDecimal exact) {
      statement.setLong(index, exact.longValueExact());
    } else {
      statement.setDouble(index, number.doubleValue());
    }
  }

  @Override
  void put(Connection connection, Layout layout, Grain grain, Map<Cell, @Nullable Object[]> states)
      throws SQLException {
    SqliteRows.put(connection, layout, grain, states);
  }

  @Override
  void remove(Connection connection, Layout layout, Grain grain, List<Cell> cells)
      throws SQLException {
    SqliteRows.remove(connection, layout, grain, cells);
  }

  @Override
  List<String> install(Connection connection, Layout layout) throws SQLException {
    String zones = layout.rollup().zone().table();
    return SqliteDdl.install(
        layout,
        unique(connection, layout.rollup().table()),
        zones == null ? List.of() : unique(connection, zones));
  }

  @Override
  List<String> remove(Layout layout) {
    return SqliteDdl.remove(layout);
  }

  @Override
  List<Mark> takeMarks(Connection connection, Layout layout, int most) throws SQLException {
    String keys = layout.shortKeyList();
    List<Mark> marks = new ArrayList<>();
    long last = 0;
    try (PreparedStatement statement =
        connection.prepareStatement(
            "select "
                + keys
                + "mark_slot, mark_span, mark_id from "
                + layout.marks()
                + " order by mark_id limit ?")) {
      statement.setInt(1, most);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          marks.add(Marks.read(row, layout));
          last = row.getLong("mark_id");
        }
      }
    }
    try (PreparedStatement statement =
        connection.prepareStatement("delete from " + layout.marks() + " where mark_id <= ?")) {
      statement.setLong(1, last);
      statement.executeUpdate();
    }
    return marks;
  }

  @Override
  boolean isBroken(SQLException e) {
    return String.valueOf(e.getMessage()).contains("no such ");
  }

  @Override
  void lockInstallation(Connection connection) {
    // A transaction that writes is alone from its beginning.
  }

  @Override
  String lockRow() {
    return "";
  }

  @Override
  void begin(Connection connection) throws SQLException {
    connection.setAutoCommit(true);
    execute(connection, "begin immediate");
  }

  @Override
  void beginSnapshot(Connection connection) throws SQLException {
    connection.setAutoCommit(true);
    execute(connection, "begin");
  }

  @Override
  void commit(Connection connection) throws SQLException {
    execute(connection, "commit");
  }

  @Override
  void leave(Connection connection) throws SQLException {
    try {
      execute(connection, "rollback");
    } catch (SQLException e) {
      // It was committed: there is nothing to undo.
    }
  }

  @Override
  String now() {
    return "cast(strftime('%s', 'now') as integer)";
  }
}
