package dev.headroom.rollup;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A rollup's tables and triggers in PostgreSQL. One trigger per statement, not per row: it reads
 * the statement's changed rows once and inserts one mark for each group and slot, none for what its
 * own transaction has marked. Marks are only ever inserted: writers do not wait for each other. The
 * function runs with the rights of who installed it, so that writers need none on the marks.
 */
final class PostgresDdl {

  private PostgresDdl() {}

  static List<String> install(Layout layout) {
    List<String> ddl = new ArrayList<>();
    ddl.add("set local lock_timeout = '5s'");
    ddl.add(
        "create table if not exists "
            + layout.states()
            + " (name text primary key, definition text not null, state text not null,"
            + " fill_marks int8 not null default 0, fill_until int8 not null default 0,"
            + " refreshed_at int8, filled_at int8, refused text)");
    for (Grain grain : layout.rollup().grains()) {
      ddl.add(level(layout, grain));
      if (!layout.group().isEmpty()) {
        ddl.add("create index on " + layout.level(grain) + " (bucket)");
      }
    }
    String keys = layout.shortKeyList();
    StringBuilder columns = new StringBuilder();
    for (int i = 0; i < layout.group().size(); i++) {
      columns.append('k').append(i).append(' ').append(layout.type(layout.group().get(i)));
      columns.append(", ");
    }
    ddl.add(
        "create table "
            + layout.marks()
            + " (mark_id int8 generated always as identity primary key, "
            + columns
            + "mark_slot int8, mark_span int8 not null default 1,"
            + " marked_at int8 not null default floor(extract(epoch from clock_timestamp())))");
    ddl.add("create index on " + layout.marks() + " (" + keys + "mark_slot)");
    ddl.add(function(layout, layout.rollup().name() + "_mark", body(layout)));
    ddl.addAll(triggers(layout, layout.source(), "_mark"));
    if (layout.rollup().zone().table() != null) {
      ddl.add(function(layout, layout.rollup().name() + "_zone", zoneBody(layout)));
      ddl.addAll(triggers(layout, zones(layout), "_zone"));
    }
    return ddl;
  }

  static List<String> remove(Layout layout) {
    List<String> ddl = new ArrayList<>();
    ddl.add("set local lock_timeout = '5s'");
    ddl.add(
        "drop function if exists " + layout.local(layout.rollup().name() + "_mark") + " cascade");
    ddl.add(
        "drop function if exists " + layout.local(layout.rollup().name() + "_zone") + " cascade");
    ddl.add("drop table if exists " + layout.marks());
    layout
        .rollup()
        .grains()
        .forEach(grain -> ddl.add("drop table if exists " + layout.level(grain)));
    ddl.add("delete from " + layout.states() + " where name = '" + layout.rollup().name() + "'");
    return ddl;
  }

  private static String level(Layout layout, Grain grain) {
    StringBuilder columns = new StringBuilder();
    for (String key : layout.group()) {
      columns.append(Names.quoted(key)).append(' ').append(layout.type(key)).append(" not null, ");
    }
    columns.append("bucket ").append(grain == Grain.HOUR ? "timestamptz" : "date");
    columns.append(" not null");
    for (Measure measure : layout.rollup().measures()) {
      for (String stored : measure.stored()) {
        columns.append(", ").append(Names.quoted(stored)).append(' ');
        String type = type(layout, measure, stored);
        columns.append(type).append(type.equals("int8") ? " not null" : "");
      }
    }
    return "create table "
        + layout.level(grain)
        + " ("
        + columns
        + ", primary key ("
        + each(layout.group(), key -> Names.quoted(key) + ", ")
        + "bucket))";
  }

  /** Of a measure's column in a level. */
  static String type(Layout layout, Measure measure, String stored) {
    if (measure.sketch()) {
      return "bytea";
    }
    if (!measure.numeric() || (stored.endsWith("_count") && measure.stored().size() > 1)) {
      return "int8";
    }
    return Postgres.REAL.contains(layout.type(String.valueOf(measure.column())))
        ? "float8"
        : "numeric";
  }

  private static List<String> triggers(Layout layout, String table, String suffix) {
    List<String> ddl = new ArrayList<>();
    String name = layout.rollup().name() + suffix;
    for (String event : List.of("insert", "update", "delete", "truncate")) {
      String tables =
          switch (event) {
            case "insert" -> " referencing new table as added";
            case "update" -> " referencing old table as removed new table as added";
            case "delete" -> " referencing old table as removed";
            default -> "";
          };
      ddl.add(
          "create trigger "
              + Names.quoted(name + "_" + event)
              + " after "
              + event
              + " on "
              + table
              + tables
              + " for each statement execute function "
              + layout.local(name)
              + "()");
    }
    return ddl;
  }

  private static String function(Layout layout, String name, String body) {
    return "create function "
        + layout.local(name)
        + "() returns trigger language plpgsql security definer"
        + " set search_path = pg_catalog, pg_temp as $headroom$ begin "
        + body
        + " return null; end $headroom$";
  }

  private static String body(Layout layout) {
    return "if tg_op = 'TRUNCATE' then insert into "
        + layout.marks()
        + " (mark_slot) values (null); elsif tg_op = 'INSERT' then "
        + mark(layout, changed(layout, "added"))
        + "; elsif tg_op = 'DELETE' then "
        + mark(layout, changed(layout, "removed"))
        + "; else "
        + mark(layout, difference(changed(layout, "removed"), changed(layout, "added")))
        + "; end if;";
  }

  /** What rows say that the rollup looks at: equal multisets of it need no mark. */
  private static String changed(Layout layout, String table) {
    Set<String> columns = new LinkedHashSet<>();
    layout.group().forEach(key -> columns.add(Names.quoted(key)));
    columns.add(layout.time());
    for (Measure measure : layout.rollup().measures()) {
      if (measure.column() != null) {
        // A count's column may be of a type that cannot be compared.
        columns.add(
            measure.kind() == Measure.Kind.COUNT
                ? Names.quoted(measure.column())
                    + " is null as "
                    + Names.quoted("?" + measure.name())
                : Names.quoted(measure.column()));
      }
      if (measure.weight() != null) {
        columns.add(Names.quoted(measure.weight()));
      }
    }
    return "select "
        + String.join(", ", columns)
        + " from "
        + table
        + " where "
        + layout.counted("")
        + (layout.rollup().where() == null ? "" : " and (" + layout.rollup().where() + ")");
  }

  private static String difference(String removed, String added) {
    return "("
        + removed
        + " except all "
        + added
        + ") union all ("
        + added
        + " except all "
        + removed
        + ")";
  }

  private static String mark(Layout layout, String rows) {
    String keys = layout.shortKeyList();
    StringBuilder selected = new StringBuilder();
    StringBuilder same = new StringBuilder();
    for (int i = 0; i < layout.group().size(); i++) {
      selected.append("s.").append(Names.quoted(layout.group().get(i))).append(" as k").append(i);
      selected.append(", ");
      same.append("d.k").append(i).append(" = m.k").append(i).append(" and ");
    }
    return "insert into "
        + layout.marks()
        + " ("
        + keys
        + "mark_slot) select * from (select distinct "
        + selected
        + layout.dialect().slot(layout, "s.", layout.rollup().slotSeconds())
        + " as mark_slot from ("
        + rows
        + ") s) m where not exists (select 1 from "
        + layout.marks()
        + " d where "
        + same
        + "d.mark_slot = m.mark_slot and d.xmin = pg_current_xact_id()::xid)";
  }

  private static String zones(Layout layout) {
    String table = String.valueOf(layout.rollup().zone().table());
    return table.contains(".") ? Names.quoted(table) : layout.local(table);
  }

  /** All times of a key whose zone changed. */
  private static String zoneBody(Layout layout) {
    LocalZone zone = layout.rollup().zone();
    String column = "k" + layout.group().indexOf(String.valueOf(zone.key()));
    String key = Names.quoted(String.valueOf(zone.tableKey()));
    String columns = "select " + key + " as k, " + Names.quoted(String.valueOf(zone.tableZone()));
    String insert = "insert into " + layout.marks() + " (" + column + ") select distinct k from (";
    return "if tg_op = 'TRUNCATE' then insert into "
        + layout.marks()
        + " (mark_slot) values (null); elsif tg_op = 'INSERT' then "
        + insert
        + columns
        + " from added) s where k is not null; elsif tg_op = 'DELETE' then "
        + insert
        + columns
        + " from removed) s where k is not null; else "
        + insert
        + difference(columns + " from removed", columns + " from added")
        + ") s where k is not null; end if;";
  }

  private static String each(List<String> names, java.util.function.UnaryOperator<String> text) {
    return names.stream().map(text).collect(Collectors.joining());
  }
}
