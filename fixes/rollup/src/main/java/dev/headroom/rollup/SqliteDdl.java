package dev.headroom.rollup;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A rollup's tables and triggers in SQLite, by row. REPLACE removes rows without firing their
 * delete trigger, so triggers before an insert or update mark the rows that have one of its unique
 * keys. A slot that is marked is not marked again: there is one writer at a time, and who reads
 * marks in order to compute is one.
 */
final class SqliteDdl {

  private SqliteDdl() {}

  static List<String> install(
      Layout layout, List<Map<String, String>> unique, List<Map<String, String>> zoneUnique) {
    List<String> ddl = new ArrayList<>();
    ddl.add(
        "create table if not exists "
            + layout.states()
            + " (name text primary key, definition text not null, state text not null,"
            + " fill_marks integer not null default 0, fill_until integer not null default 0,"
            + " refreshed_at integer, filled_at integer, refused text)");
    String keys = layout.shortKeyList();
    StringBuilder columns = new StringBuilder();
    StringBuilder shortColumns = new StringBuilder();
    for (int i = 0; i < layout.group().size(); i++) {
      String name = layout.group().get(i);
      String type = layout.type(name);
      columns.append(Names.quoted(name)).append(' ').append(type).append(" not null, ");
      shortColumns.append('k').append(i).append(' ').append(type).append(", ");
    }
    for (Grain grain : layout.rollup().grains()) {
      ddl.add(
          "create table "
              + layout.level(grain)
              + " ("
              + columns
              + "bucket text not null"
              + each(
                  layout.rollup().measures().stream()
                      .flatMap(measure -> measure.stored().stream())
                      .toList(),
                  stored -> ", " + Names.quoted(stored))
              + ", primary key ("
              + each(layout.group(), key -> Names.quoted(key) + ", ")
              + "bucket)) without rowid");
      if (!layout.group().isEmpty()) {
        ddl.add(
            "create index "
                + Names.quoted(layout.levelName(grain) + "_bucket")
                + " on "
                + layout.level(grain)
                + " (bucket)");
      }
    }
    ddl.add(
        "create table "
            + layout.marks()
            + " (mark_id integer primary key autoincrement, "
            + shortColumns
            + "mark_slot integer, mark_span integer not null default 1,"
            + " marked_at integer not null default ("
            + layout.dialect().now()
            + "))");
    ddl.add(
        "create index "
            + Names.quoted(layout.rollup().name() + "_dirty_slot")
            + " on "
            + layout.marks()
            + " ("
            + keys
            + "mark_slot)");
    ddl.addAll(triggers(layout, unique));
    if (layout.rollup().zone().table() != null) {
      ddl.addAll(zoneTriggers(layout, zoneUnique));
    }
    return ddl;
  }

  static List<String> remove(Layout layout) {
    List<String> ddl = new ArrayList<>();
    for (String suffix : List.of("insert", "update", "delete", "replace", "move")) {
      for (String kind : List.of("_mark_", "_zone_")) {
        ddl.add("drop trigger if exists " + Names.quoted(layout.rollup().name() + kind + suffix));
      }
    }
    ddl.add("drop table if exists " + layout.marks());
    layout
        .rollup()
        .grains()
        .forEach(grain -> ddl.add("drop table if exists " + layout.level(grain)));
    ddl.add("delete from " + layout.states() + " where name = '" + layout.rollup().name() + "'");
    return ddl;
  }

  private static List<String> triggers(Layout layout, List<Map<String, String>> unique) {
    String changed =
        differ(layout.rollup().where() == null ? looked(layout) : layout.columns().keySet());
    List<String> ddl = new ArrayList<>();
    ddl.add(trigger(layout, "_mark_insert", "after insert", "", mark(layout, row(layout, "new"))));
    ddl.add(trigger(layout, "_mark_delete", "after delete", "", mark(layout, row(layout, "old"))));
    ddl.add(
        trigger(
            layout,
            "_mark_update",
            "after update",
            " when " + changed,
            mark(layout, row(layout, "old")) + mark(layout, row(layout, "new"))));
    String replaced = conflicts(layout.source(), unique);
    if (!replaced.isEmpty()) {
      ddl.add(trigger(layout, "_mark_replace", "before insert", "", mark(layout, replaced)));
      ddl.add(
          trigger(
              layout,
              "_mark_move",
              "before update",
              " when " + differ(columns(unique)),
              mark(layout, replaced)));
    }
    return ddl;
  }

  private static Set<String> looked(Layout layout) {
    Set<String> columns = new LinkedHashSet<>(layout.group());
    columns.add(layout.rollup().time());
    for (Measure measure : layout.rollup().measures()) {
      if (measure.column() != null) {
        columns.add(measure.column());
      }
      if (measure.weight() != null) {
        columns.add(measure.weight());
      }
    }
    return columns;
  }

  private static String differ(Set<String> columns) {
    return columns.stream()
        .map(name -> "old." + Names.quoted(name) + " is not new." + Names.quoted(name))
        .collect(Collectors.joining(" or "));
  }

  /** The row of a trigger as a table, so that conditions may name its columns. */
  private static String row(Layout layout, String which) {
    return "(select "
        + layout.columns().keySet().stream()
            .map(name -> which + "." + Names.quoted(name) + " as " + Names.quoted(name))
            .collect(Collectors.joining(", "))
        + ")";
  }

  /** Rows that have one of the new row's unique keys; empty if there are none. */
  private static String conflicts(String table, List<Map<String, String>> keys) {
    return keys.stream()
        .map(key -> "select s.* from " + table + " s where " + String.join(" and ", key.values()))
        .collect(
            Collectors.collectingAndThen(
                Collectors.joining(" union "), all -> all.isEmpty() ? "" : "(" + all + ")"));
  }

  private static Set<String> columns(List<Map<String, String>> unique) {
    return unique.stream()
        .flatMap(key -> key.keySet().stream())
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private static String mark(Layout layout, String rows) {
    StringBuilder selected = new StringBuilder();
    StringBuilder same = new StringBuilder();
    for (int i = 0; i < layout.group().size(); i++) {
      String key = "s." + Names.quoted(layout.group().get(i));
      selected.append(key).append(", ");
      same.append("d.k").append(i).append(" = ").append(key).append(" and ");
    }
    String slot = layout.dialect().slot(layout, "s.", layout.rollup().slotSeconds());
    String where = layout.rollup().where();
    return "insert into "
        + layout.marks()
        + " ("
        + layout.shortKeyList()
        + "mark_slot) select "
        + selected
        + slot
        + " from (select * from "
        + rows
        + (where == null ? "" : " where (" + where + ")")
        + ") s where "
        + layout.counted("s.")
        + " and not exists (select 1 from "
        + layout.marks()
        + " d where "
        + same
        + "d.mark_slot = "
        + slot
        + "); ";
  }

  private static List<String> zoneTriggers(Layout layout, List<Map<String, String>> unique) {
    LocalZone zone = layout.rollup().zone();
    String table = Names.quoted(String.valueOf(zone.table()));
    String key = Names.quoted(String.valueOf(zone.tableKey()));
    String name = layout.rollup().name();
    List<String> ddl = new ArrayList<>();
    String changed =
        differ(Set.of(String.valueOf(zone.tableKey()), String.valueOf(zone.tableZone())));
    ddl.add(on(table, name + "_zone_insert", "after insert", "", all(layout, "select new." + key)));
    ddl.add(on(table, name + "_zone_delete", "after delete", "", all(layout, "select old." + key)));
    ddl.add(
        on(
            table,
            name + "_zone_update",
            "after update",
            " when " + changed,
            all(layout, "select old." + key) + all(layout, "select new." + key)));
    String replaced = conflicts(table, unique);
    if (!replaced.isEmpty()) {
      String keys = all(layout, "select " + key + " from " + replaced);
      ddl.add(on(table, name + "_zone_replace", "before insert", "", keys));
      ddl.add(
          on(
              table,
              name + "_zone_move",
              "before update",
              " when " + differ(columns(unique)),
              keys));
    }
    return ddl;
  }

  /** All times of a key. */
  private static String all(Layout layout, String keys) {
    int index = layout.group().indexOf(String.valueOf(layout.rollup().zone().key()));
    return "insert into " + layout.marks() + " (k" + index + ") " + keys + "; ";
  }

  private static String trigger(
      Layout layout, String suffix, String event, String when, String body) {
    return on(layout.source(), layout.rollup().name() + suffix, event, when, body);
  }

  private static String on(String table, String name, String event, String when, String body) {
    return "create trigger "
        + Names.quoted(name)
        + " "
        + event
        + " on "
        + table
        + " for each row"
        + when
        + " begin "
        + body
        + "end";
  }

  private static String each(List<String> names, java.util.function.UnaryOperator<String> text) {
    return names.stream().map(text).collect(Collectors.joining());
  }
}
