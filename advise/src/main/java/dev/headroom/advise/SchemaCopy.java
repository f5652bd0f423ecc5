package dev.headroom.advise;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The order of a copy: what others stand on first. Views and functions may stand on each other, so
 * they are tried in rounds until a round makes nothing new.
 */
final class SchemaCopy {

  static final String OURS = " n.nspname <> 'information_schema' and n.nspname not like 'pg\\_%' ";

  static String noMember(String catalog, String oid) {
    return " not exists (select from pg_depend d where d.classid = '"
        + catalog
        + "'::regclass and d.objid = "
        + oid
        + " and d.deptype = 'e') ";
  }

  private final Connection source;
  private final Connection target;
  private final DatabaseCopy.Limits limits;
  private final List<String> notes;
  private final Consumer<String> progress;
  private final Set<String> made = new LinkedHashSet<>();

  SchemaCopy(
      Connection source,
      Connection target,
      DatabaseCopy.Limits limits,
      List<String> notes,
      Consumer<String> progress) {
    this.source = source;
    this.target = target;
    this.limits = limits;
    this.notes = notes;
    this.progress = progress;
  }

  void run() throws SQLException {
    progress.accept("reading the schema");
    one("set check_function_bodies = off");
    one("set synchronous_commit = off");
    one("set maintenance_work_mem = '256MB'");
    one("set session_replication_role = replica");
    one("set search_path = pg_catalog");
    Map<String, String> first = new LinkedHashMap<>();
    first.putAll(
        list(
            "select 'schema ' || nspname, 'create schema if not exists ' || quote_ident(nspname)"
                + " from pg_namespace n where"
                + OURS));
    first.putAll(
        list(
            "select 'extension ' || extname, 'create extension if not exists ' ||"
                + " quote_ident(extname) || ' schema ' || quote_ident(n.nspname) from pg_extension"
                + " e join pg_namespace n on n.oid = e.extnamespace where extname <> 'plpgsql'"));
    make(first);
    Map<String, String> basic = new LinkedHashMap<>(types());
    basic.putAll(sequences());
    basic.putAll(functions());
    Map<String, String> tables = tables();
    basic.putAll(tables);
    make(basic);
    new RowCopy(source, target, limits, notes, progress, made).run();
    progress.accept("building keys and indexes of the copy");
    make(constraints("('p', 'u', 'x')", ""));
    make(indexes());
    make(constraints("('c')", " not valid"));
    make(constraints("('f')", " not valid"));
    Map<String, String> last = new LinkedHashMap<>(statistics());
    last.putAll(defaults());
    last.putAll(views());
    make(last);
    progress.accept("analysing the copy");
    one("vacuum (analyze)");
  }

  /** Makes what can be made, in rounds; notes what is left. */
  private void make(Map<String, String> wanted) {
    Map<String, String> open = new LinkedHashMap<>(wanted);
    Map<String, String> why = new LinkedHashMap<>();
    int before;
    do {
      before = open.size();
      open.entrySet()
          .removeIf(
              entry -> {
                try {
                  one(entry.getValue());
                  made.add(entry.getKey());
                  return true;
                } catch (SQLException e) {
                  RowCopy.refuseWithoutRoom(target, e, entry.getKey());
                  why.put(entry.getKey(), first(e));
                  return false;
                }
              });
    } while (!open.isEmpty() && open.size() < before);
    open.keySet().forEach(key -> notes.add("not in the copy: " + key + " (" + why.get(key) + ")"));
  }

  static String first(SQLException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("").replace("ERROR: ", "");
  }

  private void one(String sql) throws SQLException {
    try (Statement statement = target.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Two columns of a query on the source, the key and the statement that makes it. */
  private Map<String, String> list(String sql) throws SQLException {
    Map<String, String> found = new LinkedHashMap<>();
    try (Statement statement = source.createStatement();
        var rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        if (rows.getString(2) != null) {
          found.put(rows.getString(1), rows.getString(2));
        }
      }
    }
    return found;
  }

  private Map<String, String> types() throws SQLException {
    Map<String, String> types =
        list(
            "select 'type ' || format_type(t.oid, null), 'create type ' || format_type(t.oid, null)"
                + " || ' as enum (' || (select string_agg(quote_literal(enumlabel), ', ' order by"
                + " enumsortorder) from pg_enum where enumtypid = t.oid) || ')' from pg_type t join"
                + " pg_namespace n on n.oid = t.typnamespace where t.typtype = 'e' and"
                + OURS
                + "and"
                + noMember("pg_type", "t.oid"));
    types.putAll(
        list(
            "select 'domain ' || format_type(t.oid, null), 'create domain ' || format_type(t.oid,"
                + " null) || ' as ' || format_type(t.typbasetype, t.typtypmod) ||"
                + " coalesce(' default ' || t.typdefault, '') || case when t.typnotnull then ' not"
                + " null' else '' end || coalesce((select string_agg(' constraint ' ||"
                + " quote_ident(conname) || ' ' || pg_get_constraintdef(oid), '') from"
                + " pg_constraint where contypid = t.oid and contype = 'c'), '') from pg_type t join"
                + " pg_namespace n on n.oid = t.typnamespace where t.typtype = 'd' and"
                + OURS
                + "and"
                + noMember("pg_type", "t.oid")));
    types.putAll(
        list(
            "select 'type ' || format_type(t.oid, null), 'create type ' || format_type(t.oid, null)"
                + " || ' as (' || (select string_agg(quote_ident(attname) || ' ' ||"
                + " format_type(atttypid, atttypmod), ', ' order by attnum) from pg_attribute where"
                + " attrelid = c.oid and attnum > 0 and not attisdropped) || ')' from pg_type t join"
                + " pg_class c on c.oid = t.typrelid and c.relkind = 'c' join pg_namespace n on"
                + " n.oid = t.typnamespace where"
                + OURS
                + "and"
                + noMember("pg_type", "t.oid")));
    return types;
  }

  private Map<String, String> sequences() throws SQLException {
    return list(
        "select 'sequence ' || format('%I.%I', n.nspname, c.relname), format('create sequence"
            + " %I.%I', n.nspname, c.relname) from pg_class c join pg_namespace n on n.oid ="
            + " c.relnamespace where c.relkind = 'S' and"
            + OURS
            + "and"
            + noMember("pg_class", "c.oid")
            + "and not exists (select from pg_depend i where i.classid = 'pg_class'::regclass and"
            + " i.objid = c.oid and i.deptype = 'i')");
  }

  private Map<String, String> functions() throws SQLException {
    return list(
        "select 'function ' || p.oid::regprocedure, pg_get_functiondef(p.oid) from pg_proc p join"
            + " pg_namespace n on n.oid = p.pronamespace join pg_language l on l.oid = p.prolang"
            + " where p.prokind in ('f', 'p') and l.lanname <> 'c' and p.prorettype <>"
            + " 'trigger'::regtype and"
            + OURS
            + "and"
            + noMember("pg_proc", "p.oid"));
  }

  private static final String COLUMNS =
      "(select string_agg(format('%I %s', a.attname, format_type(a.atttypid, a.atttypmod)) ||"
          + " coalesce((select format(' collate %I.%I', cn.nspname, co.collname) from pg_collation"
          + " co join pg_namespace cn on cn.oid = co.collnamespace where co.oid = a.attcollation and"
          + " a.attcollation <> ty.typcollation), '') || case when a.attgenerated <> '' then ' "
          + "generated always as (' || pg_get_expr(ad.adbin, ad.adrelid) || ') stored' when"
          + " a.attidentity <> '' then ' generated by default as identity' else '' end || case when"
          + " a.attnotnull then ' not null' else '' end, ', ' order by a.attnum) from pg_attribute a"
          + " join pg_type ty on ty.oid = a.atttypid left join pg_attrdef ad on ad.adrelid ="
          + " a.attrelid and ad.adnum = a.attnum where a.attrelid = c.oid and a.attnum > 0 and not"
          + " a.attisdropped)";

  /** Parents before their partitions; classic inheritance becomes plain tables. */
  private Map<String, String> tables() throws SQLException {
    return list(
        "with recursive level(oid, depth) as (select c.oid, 0 from pg_class c where not"
            + " c.relispartition and c.relkind in ('r', 'p', 'f', 'm') union all select i.inhrelid,"
            + " depth + 1 from level join pg_inherits i on i.inhparent = level.oid join pg_class p"
            + " on p.oid = i.inhrelid and p.relispartition and p.relkind in ('r', 'p')) select"
            + " 'table ' || format('%I.%I', n.nspname, c.relname), case when c.relispartition then"
            + " format('create table %I.%I partition of %s %s', n.nspname, c.relname, (select"
            + " inhparent::regclass from pg_inherits where inhrelid = c.oid),"
            + " pg_get_expr(c.relpartbound, c.oid)) else format('create table %I.%I (%s)',"
            + " n.nspname, c.relname, coalesce("
            + COLUMNS
            + ", '')) end || case when c.relkind = 'p' then ' partition by ' ||"
            + " pg_get_partkeydef(c.oid) else '' end from level join pg_class c on c.oid ="
            + " level.oid join pg_namespace n on n.oid = c.relnamespace where"
            + OURS
            + "and"
            + noMember("pg_class", "c.oid")
            + "order by level.depth, c.oid");
  }

  private Map<String, String> defaults() throws SQLException {
    return list(
        "select 'default of ' || a.attrelid::regclass || '.' || a.attname, format('alter table %s"
            + " alter column %I set default %s', a.attrelid::regclass, a.attname,"
            + " pg_get_expr(ad.adbin, ad.adrelid)) from pg_attrdef ad join pg_attribute a on"
            + " a.attrelid = ad.adrelid and a.attnum = ad.adnum join pg_class c on c.oid ="
            + " a.attrelid join pg_namespace n on n.oid = c.relnamespace where c.relkind in ('r',"
            + " 'p') and a.attgenerated = '' and"
            + OURS
            + "and"
            + noMember("pg_class", "c.oid"));
  }

  private Map<String, String> constraints(String types, String behind) throws SQLException {
    return list(
        "select 'constraint ' || k.conrelid::regclass || '.' || k.conname, format('alter table %s"
            + " add constraint %I %s%s', k.conrelid::regclass, k.conname,"
            + " regexp_replace(pg_get_constraintdef(k.oid), ' NOT VALID$', ''), case when c.relkind"
            + " = 'p' then '' else "
            + Sql.literal(behind)
            + " end) from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n"
            + " on n.oid = c.relnamespace where k.contype in "
            + types
            + " and k.conparentid = 0 and (k.contype = 'f' or k.conislocal) and c.relkind in ('r',"
            + " 'p') and"
            + OURS
            + "and"
            + noMember("pg_class", "c.oid")
            + "order by k.contype desc, k.oid");
  }

  private Map<String, String> indexes() throws SQLException {
    return list(
        "select 'index ' || i.indexrelid::regclass, pg_get_indexdef(i.indexrelid) from pg_index i"
            + " join pg_class c on c.oid = i.indrelid join pg_class ic on ic.oid = i.indexrelid"
            + " join pg_namespace n on n.oid = c.relnamespace where i.indisvalid and not"
            + " ic.relispartition and c.relkind in ('r', 'p', 'm') and not exists (select from"
            + " pg_constraint k where k.conindid = i.indexrelid and k.contype in ('p', 'u', 'x'))"
            + " and"
            + OURS
            + "and"
            + noMember("pg_class", "c.oid")
            + "order by i.indexrelid");
  }

  private Map<String, String> statistics() throws SQLException {
    return list(
        "select 'statistics ' || e.stxname, pg_get_statisticsobjdef(e.oid) from pg_statistic_ext e"
            + " join pg_namespace n on n.oid = e.stxnamespace where"
            + OURS);
  }

  private Map<String, String> views() throws SQLException {
    return list(
        "select 'view ' || c.oid::regclass, format('create view %s as %s', c.oid::regclass,"
            + " pg_get_viewdef(c.oid)) from pg_class c join pg_namespace n on n.oid ="
            + " c.relnamespace where c.relkind = 'v' and"
            + OURS
            + "and"
            + noMember("pg_class", "c.oid"));
  }
}
