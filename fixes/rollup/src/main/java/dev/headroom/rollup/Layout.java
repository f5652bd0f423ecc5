package dev.headroom.rollup;

import dev.headroom.loop.Nearest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A declaration as it lies in a database: columns looked up, names qualified.
 *
 * @param rollup the declaration
 * @param dialect the database's kind
 * @param schema of the table that is added up; all of the rollup lies there
 * @param columns of that table
 * @param lead what {@link Dialect#lead} found; refreshes look again
 */
record Layout(
    Rollup rollup,
    Dialect dialect,
    String schema,
    Map<String, Column> columns,
    AtomicReference<@Nullable List<String>> lead) {

  static Layout of(Connection connection, Rollup rollup) throws SQLException {
    Dialect dialect = Dialect.of(connection);
    String schema = dialect.schema(connection, rollup.table());
    Map<String, Column> columns = dialect.columns(connection, rollup.table());
    if (columns.isEmpty()) {
      throw noTable(connection, rollup.table());
    }
    LocalZone zone = rollup.zone();
    if (zone.table() != null) {
      Map<String, Column> zones = dialect.columns(connection, zone.table());
      if (zones.isEmpty()) {
        throw noTable(connection, zone.table());
      }
      String theirs = column(rollup, zone.table(), zones, String.valueOf(zone.tableKey())).type();
      String mine = column(rollup, rollup.table(), columns, String.valueOf(zone.key())).type();
      if (!mine.equalsIgnoreCase(theirs)) {
        throw new IllegalArgumentException(
            "the rollup '"
                + rollup.name()
                + "': "
                + rollup.table()
                + "."
                + zone.key()
                + " is "
                + mine
                + " and "
                + zone.table()
                + "."
                + zone.tableKey()
                + " is "
                + theirs
                + ": they must be of one type");
      }
      column(rollup, zone.table(), zones, String.valueOf(zone.tableZone()));
    }
    Layout layout = new Layout(rollup, dialect, schema, columns, new AtomicReference<>());
    layout.check();
    layout.lookForIndex(connection);
    return layout;
  }

  static IllegalArgumentException noTable(Connection connection, String table) throws SQLException {
    List<String> tables = new ArrayList<>();
    try (ResultSet row = connection.getMetaData().getTables(null, null, "%", null)) {
      while (row.next()) {
        if (String.valueOf(row.getString(4)).endsWith("TABLE")) {
          tables.add(row.getString(3));
        }
      }
    }
    List<String> near = Nearest.of(table.substring(table.indexOf('.') + 1), tables);
    return new IllegalArgumentException(
        "there is no table '"
            + table
            + "'"
            + (near.isEmpty() ? "" : ": did you mean " + String.join(" or ", near) + "?"));
  }

  /** Indexes come and go. */
  void lookForIndex(Connection connection) throws SQLException {
    lead.set(dialect.lead(connection, this));
  }

  private void check() {
    List<String> never = new ArrayList<>(group());
    never.add(rollup.time());
    for (String name : never) {
      boolean nullable = column(rollup, rollup.table(), columns, name).nullable();
      String where = rollup.where() == null ? "" : rollup.where().toLowerCase(Locale.ROOT);
      if (nullable && !where.contains(name.toLowerCase(Locale.ROOT) + " is not null")) {
        throw new IllegalArgumentException(
            told(name)
                + " may be null, and such rows would belong to no bucket: declare it NOT NULL, or"
                + " say where: "
                + name
                + " is not null");
      }
    }
    dialect.checkTime(this);
    for (String key : group()) {
      dialect.checkKey(this, key);
    }
    for (Measure measure : rollup.measures()) {
      for (String name : new String[] {measure.column(), measure.weight()}) {
        if (name != null) {
          column(rollup, rollup.table(), columns, name);
        }
      }
      dialect.checkMeasure(this, measure);
    }
  }

  private static Column column(
      Rollup rollup, String table, Map<String, Column> columns, String name) {
    Column column = columns.get(name);
    if (column == null) {
      throw new IllegalArgumentException(
          "the rollup '"
              + rollup.name()
              + "': "
              + Nearest.unknown("column of " + table, name, columns.keySet()));
    }
    return column;
  }

  /** How a complaint about a column begins. */
  String told(String column) {
    return "the rollup '" + rollup.name() + "': the column " + rollup.table() + "." + column;
  }

  String type(String column) {
    return column(rollup, rollup.table(), columns, column).type();
  }

  /** Columns of a group: the keys, and the zone where rows say it. */
  List<String> group() {
    List<String> group = new ArrayList<>(rollup.keys());
    if (rollup.zone().column() != null) {
      group.add(rollup.zone().column());
    }
    return group;
  }

  /** Positions of a group's columns and, behind them, of the time, as an index has them. */
  List<Integer> order() {
    List<String> first = lead.get();
    List<String> sorted = new ArrayList<>(first == null ? group() : first);
    sorted.add(rollup.time());
    group().stream().filter(key -> !sorted.contains(key)).forEach(sorted::add);
    List<Integer> order = new ArrayList<>();
    for (String column : sorted) {
      int key = group().indexOf(column);
      order.add(key < 0 ? group().size() + 1 : key + 1);
    }
    return order;
  }

  String time() {
    return Names.quoted(rollup.time());
  }

  /** The table that is added up, without rows that belong to no bucket; in a FROM. */
  String rows() {
    return "(select * from "
        + source()
        + " where "
        + counted("")
        + (rollup.where() == null ? "" : " and (" + rollup.where() + ")")
        + ")";
  }

  /** Whether a row belongs to a bucket, without the declaration's condition. */
  String counted(String alias) {
    StringBuilder condition = new StringBuilder(dialect.usable(this, alias));
    group().forEach(key -> condition.append(dialect.usableKey(alias + Names.quoted(key))));
    return condition.toString();
  }

  String source() {
    return local(rollup.table().substring(rollup.table().indexOf('.') + 1));
  }

  String level(Grain grain) {
    return local(levelName(grain));
  }

  String levelName(Grain grain) {
    return rollup.name() + "_" + grain.name().toLowerCase(Locale.ROOT);
  }

  String marks() {
    return local(rollup.name() + "_dirty");
  }

  String states() {
    return local("headroom_rollup");
  }

  String local(String name) {
    return dialect.qualified(schema, name);
  }

  /** k0, k1, ...: a group's columns where names of the user's could clash. */
  List<String> shortKeys() {
    List<String> keys = new ArrayList<>();
    for (int i = 0; i < group().size(); i++) {
      keys.add("k" + i);
    }
    return keys;
  }

  /** The same for a list of columns that goes on: {@code k0, k1, }. */
  String shortKeyList() {
    return String.join("", shortKeys().stream().map(key -> key + ", ").toList());
  }
}
