package dev.headroom.advise;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the database says of its tables: size, columns with their statistics, indexes. */
final class Catalog {

  /**
   * A column.
   *
   * @param distinct estimated distinct values, at least 1; the row count where never analysed
   * @param nulls share of rows without a value
   * @param width average bytes
   * @param type its type's name
   * @param sortable whether its type has a default b-tree operator class
   * @param only the value that all rows have, as far as statistics know; null if there are others
   */
  record Col(
      String name,
      double distinct,
      double nulls,
      int width,
      String type,
      boolean sortable,
      @Nullable String only) {}

  /** An existing b-tree without predicate and expressions that the planner may use. */
  record Existing(String name, List<Candidate.Key> keys, boolean unique) {}

  /**
   * A partition at any depth.
   *
   * @param parent the table that it is attached to
   * @param leaf whether it holds rows itself
   */
  record Part(String schema, String name, boolean onSearchPath, String parent, boolean leaf) {
    String sql() {
      return Catalog.sql(schema, name, onSearchPath);
    }
  }

  private static String sql(String schema, String name, boolean onSearchPath) {
    return onSearchPath
        ? Sql.identifier(name)
        : Sql.identifier(schema) + "." + Sql.identifier(name);
  }

  /**
   * A table, a materialised view, or a partitioned table with all its partitions.
   *
   * @param columns by the name that statements are read with
   * @param carried columns that every index of the table holds at its end, by itself
   * @param parts of a partitioned table those that can carry an index, parents first; empty for
   *     others
   */
  record Tab(
      long oid,
      String schema,
      String name,
      boolean onSearchPath,
      boolean partitioned,
      double rows,
      long pages,
      Map<String, Col> columns,
      List<Existing> indexes,
      List<Part> parts,
      Dialect dialect,
      Set<String> carried) {

    String sql() {
      return dialect == Dialect.SQLITE
          ? dialect.identifier(name)
          : Catalog.sql(schema, name, onSearchPath);
    }

    /** The tables that hold its rows. */
    List<String> leaves() {
      return partitioned
          ? parts.stream().filter(Part::leaf).map(Part::sql).toList()
          : List.of(sql());
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Tab tab && tab.oid == oid;
    }

    @Override
    public int hashCode() {
      return Long.hashCode(oid);
    }

    /** Below this a sequential scan is as good as anything; SQLite packs many rows on a page. */
    boolean tiny() {
      return rows < 1_000 || (pages <= 8 && dialect == Dialect.POSTGRESQL);
    }
  }

  /** A view and what stands behind it. */
  private record View(String schema, String name, boolean onSearchPath, String definition) {}

  private final Map<Long, Tab> tables = new LinkedHashMap<>();
  private final List<View> views = new ArrayList<>();

  private Catalog() {}

  static Catalog of(Collection<Tab> tables) {
    Catalog catalog = new Catalog();
    tables.forEach(table -> catalog.tables.put(table.oid(), table));
    return catalog;
  }

  static Catalog read(Connection connection) throws SQLException {
    Catalog catalog = new Catalog();
    try (Statement statement = connection.createStatement()) {
      catalog.readTables(statement);
      catalog.readColumns(statement);
      catalog.readIndexes(statement);
      catalog.readPartitions(statement);
      catalog.readViews(statement);
    }
    return catalog;
  }

  private void readTables(Statement statement) throws SQLException {
    try (var rows =
        statement.executeQuery(
            "select c.oid::bigint, n.nspname, c.relname, pg_table_is_visible(c.oid), c.relkind ="
                + " 'p', case when c.relkind = 'p' then (select coalesce(sum(greatest(l.reltuples,"
                + " 0)), 0) from pg_partition_tree(c.oid) p join pg_class l on l.oid = p.relid and"
                + " p.isleaf) else greatest(c.reltuples, 0) end, case when c.relkind = 'p' then"
                + " (select coalesce(sum(pg_relation_size(p.relid)), 0) from"
                + " pg_partition_tree(c.oid) p where p.isleaf) else pg_relation_size(c.oid) end /"
                + " 8192 from pg_class c join pg_namespace n on n.oid = c.relnamespace where"
                + " c.relkind in ('r', 'm', 'p') and n.nspname <> 'information_schema' and"
                + " n.nspname not like 'pg\\_%'")) {
      while (rows.next()) {
        tables.put(
            rows.getLong(1),
            new Tab(
                rows.getLong(1),
                rows.getString(2),
                rows.getString(3),
                rows.getBoolean(4),
                rows.getBoolean(5),
                rows.getDouble(6),
                rows.getLong(7),
                new LinkedHashMap<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                Dialect.POSTGRESQL,
                Set.of()));
      }
    }
  }

  private void readColumns(Statement statement) throws SQLException {
    try (var rows =
        statement.executeQuery(
            "select a.attrelid::bigint, a.attname, s.n_distinct, coalesce(s.avg_width, 8), exists"
                + " (select from pg_opclass o join pg_am m on m.oid = o.opcmethod where m.amname ="
                + " 'btree' and o.opcdefault and (o.opcintype = coalesce(nullif(t.typbasetype, 0),"
                + " t.oid) or t.typtype = 'e' or t.typname in ('varchar', '_varchar') or"
                + " t.typcategory = 'A')), t.typname, coalesce(s.null_frac, 0), case when s.n_distinct = 1"
                + " and s.null_frac = 0 then (s.most_common_vals::text::text[])[1] end from pg_attribute a join pg_class c on c.oid ="
                + " a.attrelid join pg_namespace n on n.oid = c.relnamespace join pg_type t on"
                + " t.oid = a.atttypid left join pg_stats s on s.schemaname = n.nspname and"
                + " s.tablename = c.relname and s.attname = a.attname and s.inherited = (c.relkind"
                + " = 'p') where c.relkind in ('r', 'm', 'p') and a.attnum > 0 and not a.attisdropped and n.nspname"
                + " <> 'information_schema' and n.nspname not like 'pg\\_%' order by a.attrelid,"
                + " a.attnum")) {
      while (rows.next()) {
        Tab table = tables.get(rows.getLong(1));
        if (table == null) {
          continue;
        }
        double distinct = rows.getDouble(3);
        if (rows.wasNull() || distinct == 0) {
          distinct = table.rows();
        } else if (distinct < 0) {
          distinct = -distinct * table.rows();
        }
        table
            .columns()
            .put(
                rows.getString(2),
                new Col(
                    rows.getString(2),
                    Math.max(1, distinct),
                    rows.getDouble(7),
                    rows.getInt(4),
                    rows.getString(6),
                    rows.getBoolean(5),
                    rows.getString(8)));
      }
    }
  }

  private void readIndexes(Statement statement) throws SQLException {
    try (var rows =
        statement.executeQuery(
            "select i.indrelid::bigint, ic.relname, i.indisunique, a.attname,"
                + " (i.indoption[k.n - 1] & 1) = 1, (i.indoption[k.n - 1] & 2) = 2"
                + " from pg_index i join pg_class ic on ic.oid = i.indexrelid join pg_am m on"
                + " m.oid = ic.relam cross join lateral generate_series(1, i.indnkeyatts) k(n) left"
                + " join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[k.n -"
                + " 1] where i.indisvalid and i.indpred is null and i.indexprs is null and m.amname"
                + " = 'btree' order by i.indexrelid, k.n")) {
      String last = "";
      List<Candidate.Key> keys = List.of();
      while (rows.next()) {
        Tab table = tables.get(rows.getLong(1));
        if (table == null) {
          continue;
        }
        String name = rows.getString(2);
        if (!name.equals(last)) {
          keys = new ArrayList<>();
          table.indexes().add(new Existing(name, keys, rows.getBoolean(3)));
          last = name;
        }
        keys.add(new Candidate.Key(rows.getString(4), rows.getBoolean(5), rows.getBoolean(6)));
      }
    }
  }

  private void readPartitions(Statement statement) throws SQLException {
    try (var rows =
        statement.executeQuery(
            "select r.oid::bigint, n.nspname, c.relname, pg_table_is_visible(c.oid), pn.nspname,"
                + " pc.relname, pg_table_is_visible(pc.oid), p.isleaf from pg_class r cross join"
                + " lateral pg_partition_tree(r.oid) p join pg_class c on c.oid = p.relid join"
                + " pg_namespace n on n.oid = c.relnamespace join pg_class pc on pc.oid ="
                + " p.parentrelid join pg_namespace pn on pn.oid = pc.relnamespace where r.relkind"
                + " = 'p' and c.relkind in ('r', 'p') and p.relid <> r.oid order by r.oid, p.level,"
                + " c.oid")) {
      while (rows.next()) {
        Tab table = tables.get(rows.getLong(1));
        if (table != null) {
          table
              .parts()
              .add(
                  new Part(
                      rows.getString(2),
                      rows.getString(3),
                      rows.getBoolean(4),
                      sql(rows.getString(5), rows.getString(6), rows.getBoolean(7)),
                      rows.getBoolean(8)));
        }
      }
    }
  }

  private void readViews(Statement statement) throws SQLException {
    try (var rows =
        statement.executeQuery(
            "select n.nspname, c.relname, pg_table_is_visible(c.oid), pg_get_viewdef(c.oid) from"
                + " pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind = 'v'"
                + " and n.nspname <> 'information_schema' and n.nspname not like 'pg\\_%'")) {
      while (rows.next()) {
        if (rows.getString(4) != null) {
          views.add(
              new View(
                  rows.getString(1), rows.getString(2), rows.getBoolean(3), rows.getString(4)));
        }
      }
    }
  }

  /** The query behind a view as a statement names it; null for what is none. */
  @Nullable String view(@Nullable String schema, String name) {
    for (View view : views) {
      if (view.name().equals(name)
          && (schema == null ? view.onSearchPath() : view.schema().equals(schema))) {
        return view.definition();
      }
    }
    return null;
  }

  /**
   * The table as a statement names it; null for what is none (a view, a common table expression).
   */
  @Nullable Tab table(@Nullable String schema, String name) {
    Tab found = null;
    for (Tab table : tables.values()) {
      if ((table.dialect() == Dialect.SQLITE
              ? table.name().equalsIgnoreCase(name)
              : table.name().equals(name))
          && (schema == null ? table.onSearchPath() : table.schema().equals(schema))) {
        found = table;
      }
    }
    return found;
  }

  List<Tab> tables() {
    return List.copyOf(tables.values());
  }
}
