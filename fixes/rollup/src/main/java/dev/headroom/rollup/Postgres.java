package dev.headroom.rollup;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** PostgreSQL, 14 or newer. */
final class Postgres extends Dialect {

  static final Set<String> WHOLE = Set.of("int2", "int4", "int8");
  static final Set<String> REAL = Set.of("float4", "float8");
  private static final Set<String> KEYS =
      Set.of("int2", "int4", "int8", "text", "varchar", "uuid", "bool");
  private static final Set<String> VALUES =
      Set.of("int2", "int4", "int8", "text", "varchar", "uuid", "bool", "date", "timestamptz");

  @Override
  String schema(Connection connection, String table) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "select n.nspname, c.relkind from pg_class c join pg_namespace n on n.oid = c.relnamespace"
                + " where c.oid = to_regclass(?)")) {
      statement.setString(1, Names.quoted(table));
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          throw Layout.noTable(connection, table);
        }
        if (!Set.of("r", "p").contains(row.getString(2))) {
          throw new IllegalArgumentException(
              "'" + table + "' is no table: changes of a view's rows cannot be noticed");
        }
        return row.getString(1);
      }
    }
  }

  @Override
  Map<String, Column> columns(Connection connection, String table) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "select a.attname, t.typname, not a.attnotnull from pg_attribute a"
                + " join pg_type t on t.oid = a.atttypid"
                + " where a.attrelid = to_regclass(?) and a.attnum > 0 and not a.attisdropped"
                + " order by a.attnum")) {
      statement.setString(1, Names.quoted(table));
      Map<String, Column> columns = new LinkedHashMap<>();
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          columns.put(row.getString(1), new Column(row.getString(2), row.getBoolean(3)));
        }
      }
      return columns;
    }
  }

  @Override
  String qualified(String schema, String name) {
    return Names.quoted(schema + "." + name);
  }

  @Override
  void checkTime(Layout layout) {
    String type = layout.type(layout.rollup().time());
    boolean whole = layout.rollup().timeForm() != TimeForm.NATIVE;
    if (!whole && type.equals("date")) {
      checkDays(layout);
      return;
    }
    if (!(whole ? WHOLE : Set.of("timestamptz", "timestamp")).contains(type)) {
      throw new IllegalArgumentException(
          layout.told(layout.rollup().time())
              + " is "
              + type
              + ": the time is timestamptz, timestamp in UTC, or date"
              + (WHOLE.contains(type)
                  ? ", or whole numbers with time-form seconds or millis"
                  : ""));
    }
  }

  /** The time as it is compared with a {@link #bound}. */
  static String instant(Layout layout, String time) {
    if (layout.rollup().timeForm() != TimeForm.NATIVE) {
      return time + "::int8";
    }
    return layout.type(layout.rollup().time()).equals("timestamptz") ? time : time + "::timestamp";
  }

  /** A date is a day already, and has no hours. */
  private static void checkDays(Layout layout) {
    boolean utc = ZoneId.of("UTC").equals(layout.rollup().zone().fixed());
    if (!utc
        || layout.rollup().zone().table() != null
        || layout.rollup().grains().contains(Grain.HOUR)) {
      throw new IllegalArgumentException(
          layout.told(layout.rollup().time())
              + " is date, which is local already: leave the zone out, and the grain hour");
    }
  }

  @Override
  void checkKey(Layout layout, String key) {
    if (!KEYS.contains(layout.type(key))) {
      throw new IllegalArgumentException(
          layout.told(key)
              + " is "
              + layout.type(key)
              + ": a key is one of "
              + String.join(", ", new java.util.TreeSet<>(KEYS)));
    }
  }

  @Override
  void checkMeasure(Layout layout, Measure measure) {
    String column = measure.column();
    if (column != null && measure.kind() != Measure.Kind.COUNT) {
      check(layout, column, measure.numeric());
    }
    if (measure.weight() != null) {
      check(layout, measure.weight(), true);
    }
  }

  private static void check(Layout layout, String column, boolean number) {
    String type = layout.type(column);
    boolean fits =
        number
            ? WHOLE.contains(type) || REAL.contains(type) || type.equals("numeric")
            : VALUES.contains(type);
    if (!fits) {
      throw new IllegalArgumentException(
          layout.told(column)
              + " is "
              + type
              + (number ? ", no number" : ", whose values are not told apart here"));
    }
  }

  @Override
  String usable(Layout layout, String alias) {
    String time = alias + layout.time();
    return time
        + " >= "
        + bound(layout, Grain.LEAST)
        + " and "
        + time
        + " < "
        + bound(layout, Grain.MOST);
  }

  /** A second of the epoch as the time is compared with it. */
  static String bound(Layout layout, Object second) {
    return switch (layout.rollup().timeForm()) {
      case SECONDS -> String.valueOf(second);
      case MILLIS -> second + " * 1000";
      case NATIVE ->
          layout.type(layout.rollup().time()).equals("timestamptz")
              ? "to_timestamp(" + second + ")"
              : "(to_timestamp(" + second + ") at time zone 'UTC')";
    };
  }

  @Override
  String usableKey(String key) {
    return " and " + key + " is not null";
  }

  @Override
  String slot(Layout layout, String alias, long seconds) {
    String time = alias + layout.time();
    if (seconds == 86_400 && layout.rollup().timeForm() == TimeForm.NATIVE) {
      // The same, some ten times faster than by numeric.
      boolean zoned = layout.type(layout.rollup().time()).equals("timestamptz");
      String utc = zoned ? "(" + time + " at time zone 'UTC')" : time;
      return "(" + utc + "::date - date '1970-01-01')::int8";
    }
    return switch (layout.rollup().timeForm()) {
      case SECONDS -> "floor(" + time + "::numeric / " + seconds + ")::int8";
      case MILLIS -> "floor(" + time + "::numeric / " + seconds * 1000 + ")::int8";
      case NATIVE -> "floor(extract(epoch from " + time + ") / " + seconds + ")::int8";
    };
  }

  @Override
  String within(Layout layout) {
    String time = "s." + layout.time();
    return time + " >= " + bound(layout, "c.lo") + " and " + time + " < " + bound(layout, "c.hi");
  }

  @Override
  String sameKey(Layout layout, int index) {
    return "s." + Names.quoted(layout.group().get(index)) + " = c.k" + index;
  }

  @Override
  String cells(Layout layout, int count) {
    StringBuilder arrays = new StringBuilder();
    for (String key : layout.group()) {
      arrays.append("?::").append(layout.type(key)).append("[], ");
    }
    String names = layout.shortKeyList();
    return "with c as (select * from unnest("
        + arrays
        + "?::int8[], ?::int8[]) with ordinality as u("
        + names
        + "lo, hi, n)) ";
  }

  @Override
  int bindCells(
      PreparedStatement statement, Layout layout, List<List<Object>> groups, long[] lo, long[] hi)
      throws SQLException {
    Connection connection = statement.getConnection();
    int index = 1;
    for (int key = 0; key < layout.group().size(); key++) {
      int at = key;
      statement.setArray(
          index++,
          connection.createArrayOf(
              layout.type(layout.group().get(key)),
              groups.stream().map(group -> group.get(at)).toArray()));
    }
    statement.setArray(index++, connection.createArrayOf("int8", boxed(lo)));
    statement.setArray(index++, connection.createArrayOf("int8", boxed(hi)));
    return index;
  }

  @Override
  @Nullable List<String> lead(Connection connection, Layout layout) throws SQLException {
    List<String> longest = null;
    try (PreparedStatement statement =
        connection.prepareStatement(
            "select array(select a.attname::text from unnest(i.indkey) with ordinality k(n, at)"
                + " left join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.n"
                + " order by k.at) from pg_index i"
                + " where i.indrelid = ?::regclass and i.indisvalid and i.indpred is null")) {
      statement.setString(1, layout.source());
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          List<String> before = new ArrayList<>();
          for (Object column : (Object[]) row.getArray(1).getArray()) {
            if (layout.rollup().time().equals(column)) {
              longest = longest == null || longest.size() < before.size() ? before : longest;
              break;
            }
            if (!layout.group().contains(String.valueOf(column))) {
              break;
            }
            before.add(String.valueOf(column));
          }
        }
      }
      return longest;
    }
  }

  private static Object[] boxed(long[] values) {
    return java.util.Arrays.stream(values).boxed().toArray();
  }

  @Override
  int mostKeys() {
    return Integer.MAX_VALUE;
  }

  @Override
  String among(int count) {
    return " = any(?)";
  }

  @Override
  void bindAmong(PreparedStatement statement, String type, List<Object> keys) throws SQLException {
    statement.setArray(1, statement.getConnection().createArrayOf(type, keys.toArray()));
  }

  @Override
  String withinBuckets(Grain grain) {
    return grain == Grain.HOUR
        ? "s.bucket >= to_timestamp(c.lo) and s.bucket < to_timestamp(c.hi)"
        : "s.bucket >= date '1970-01-01' + c.lo::int4 and s.bucket < date '1970-01-01' + c.hi::int4";
  }

  @Override
  String distinctKey(String key) {
    return key;
  }

  @Override
  String text(String column) {
    return column + "::text";
  }

  @Override
  String number(String column) {
    return column;
  }

  @Override
  void bindBucket(PreparedStatement statement, int index, Bucket bucket) throws SQLException {
    statement.setObject(
        index,
        bucket.grain() == Grain.HOUR ? bucket.hour().atOffset(ZoneOffset.UTC) : bucket.day());
  }

  @Override
  Bucket readBucket(ResultSet row, int index, Grain grain) throws SQLException {
    return new Bucket(
        grain,
        grain == Grain.HOUR
            ? row.getObject(index, OffsetDateTime.class).toEpochSecond()
            : row.getObject(index, LocalDate.class).toEpochDay());
  }

  @Override
  void put(Connection connection, Layout layout, Grain grain, Map<Cell, @Nullable Object[]> states)
      throws SQLException {
    PostgresRows.put(connection, layout, grain, states);
  }

  @Override
  void remove(Connection connection, Layout layout, Grain grain, List<Cell> cells)
      throws SQLException {
    PostgresRows.remove(connection, layout, grain, cells);
  }

  @Override
  List<String> install(Connection connection, Layout layout) {
    return PostgresDdl.install(layout);
  }

  @Override
  List<String> remove(Layout layout) {
    return PostgresDdl.remove(layout);
  }

  /** By what was seen, not by a range of numbers: a lower number may commit later. */
  @Override
  List<Mark> takeMarks(Connection connection, Layout layout, int most) throws SQLException {
    String keys = layout.shortKeyList();
    try (PreparedStatement statement =
        connection.prepareStatement(
            "delete from "
                + layout.marks()
                + " where mark_id in (select mark_id from "
                + layout.marks()
                + " order by mark_id limit ?) returning "
                + keys
                + "mark_slot, mark_span")) {
      statement.setInt(1, most);
      List<Mark> marks = new ArrayList<>();
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          marks.add(Marks.read(row, layout));
        }
      }
      return marks;
    }
  }

  /** Class 42 of SQLSTATE: syntax error or access rule violation. */
  @Override
  boolean isBroken(SQLException e) {
    return e.getSQLState() != null && e.getSQLState().startsWith("42");
  }

  /** Two at once would fail, also with {@code if not exists}. */
  @Override
  void lockInstallation(Connection connection) throws SQLException {
    execute(connection, "select pg_advisory_xact_lock(hashtext('headroom_rollup'))");
  }

  @Override
  String lockRow() {
    return " for update skip locked";
  }

  @Override
  void begin(Connection connection) throws SQLException {
    connection.setAutoCommit(false);
    execute(connection, "set transaction isolation level read committed");
  }

  @Override
  void beginSnapshot(Connection connection) throws SQLException {
    connection.setAutoCommit(false);
    execute(connection, "set transaction isolation level repeatable read read only");
  }

  @Override
  void commit(Connection connection) throws SQLException {
    connection.commit();
  }

  @Override
  void leave(Connection connection) throws SQLException {
    connection.rollback();
    connection.setAutoCommit(true);
  }

  @Override
  String now() {
    return "floor(extract(epoch from clock_timestamp()))::int8";
  }
}
