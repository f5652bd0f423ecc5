package dev.headroom.advise;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a SQLite database says of its tables. Columns have no statistics there, only indexes do: how
 * many values a column has is estimated from up to 5,000 rows spread over the table, by the
 * estimator GEE (Charikar, Chaudhuri, Motwani, Narasayya, "Towards estimation error guarantees for
 * distinct values", PODS 2000).
 */
final class SqliteCatalog {

  /**
   * An index that exists.
   *
   * @param origin {@code c} of CREATE INDEX, {@code u} of UNIQUE, {@code pk} of PRIMARY KEY
   * @param keys an expression's column is its text
   * @param where its condition; empty if it holds all rows
   * @param ddl empty if SQLite made it by itself
   */
  record Index(
      String name,
      String table,
      boolean unique,
      String origin,
      List<Candidate.Key> keys,
      String where,
      String ddl,
      long sizeBytes) {}

  /** A foreign key; {@code columns} of {@code table} refer to {@code parent}. */
  record ForeignKey(String table, String parent, List<String> columns) {}

  /** Stands for the order that a table itself has by its INTEGER PRIMARY KEY. */
  static final String ROWID = "the primary key";

  private static final int POINTS = 100;
  private static final int ROWS_A_POINT = 50;

  final List<Catalog.Tab> tables = new ArrayList<>();
  final List<Index> indexes = new ArrayList<>();
  final List<ForeignKey> foreignKeys = new ArrayList<>();

  private final Statement statement;
  private final Map<String, Long> bytes = new HashMap<>();
  private final Map<String, Long> pages = new HashMap<>();
  private final Map<String, Double> rows = new HashMap<>();

  private SqliteCatalog(Statement statement) {
    this.statement = statement;
  }

  /** Reads an analysed database. */
  static SqliteCatalog read(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      SqliteCatalog catalog = new SqliteCatalog(statement);
      catalog.sizes();
      List<String[]> found = new ArrayList<>();
      try (var row =
          statement.executeQuery(
              "select name, wr from pragma_table_list where schema = 'main' and type = 'table' and"
                  + " name not like 'sqlite\\_%' escape '\\' order by name")) {
        while (row.next()) {
          found.add(new String[] {row.getString(1), row.getString(2)});
        }
      }
      for (String[] table : found) {
        catalog.table(table[0], table[1].equals("1"));
      }
      return catalog;
    }
  }

  Catalog catalog() {
    return Catalog.of(tables);
  }

  private void sizes() throws SQLException {
    try (var row =
        statement.executeQuery("select name, pgsize, pageno from dbstat where aggregate = true")) {
      while (row.next()) {
        bytes.put(row.getString(1), row.getLong(2));
        pages.put(row.getString(1), row.getLong(3));
      }
    }
    if (!SqliteBench.exists(statement, "sqlite_stat1")) {
      return;
    }
    try (var row = statement.executeQuery("select tbl, stat from sqlite_stat1")) {
      while (row.next()) {
        String stat = String.valueOf(row.getString(2));
        rows.merge(row.getString(1), Double.parseDouble(stat.split(" ", 2)[0]), Math::max);
      }
    }
  }

  private void table(String name, boolean withoutRowid) throws SQLException {
    Map<String, Catalog.Col> columns = new LinkedHashMap<>();
    List<String[]> described = new ArrayList<>();
    Map<Integer, String> key = new java.util.TreeMap<>();
    String keyType = "";
    try (var row =
        statement.executeQuery(
            "select name, type, pk, hidden from pragma_table_xinfo(" + Sql.literal(name) + ")")) {
      while (row.next()) {
        described.add(new String[] {row.getString(1), row.getString(2)});
        if (row.getInt(3) > 0) {
          key.put(row.getInt(3), row.getString(1).toLowerCase(Locale.ROOT));
          keyType = row.getString(2);
        }
      }
    }
    Set<String> carried = new TreeSet<>();
    boolean alias = !withoutRowid && key.size() == 1 && keyType.equalsIgnoreCase("integer");
    if (withoutRowid || alias) {
      carried.addAll(key.values());
    }
    double count = rows.getOrDefault(name, 0.0);
    Map<String, Sampled> sampled = count < 1 ? Map.of() : sample(name, withoutRowid, count);
    Map<String, String> collations = new HashMap<>();
    // A column's collation stands nowhere but in the text.
    String ddl =
        SqliteCopy.text(
            statement,
            "select sql from sqlite_schema where type = 'table' and name = " + Sql.literal(name));
    for (String[] column : described) {
      String lower = column[0].toLowerCase(Locale.ROOT);
      String collation = SqliteDdl.collation(ddl, column[0]);
      collations.put(lower, collation);
      Sampled seen = sampled.getOrDefault(lower, new Sampled(1, 0, 8));
      columns.put(
          lower,
          new Catalog.Col(
              column[0],
              seen.distinct(),
              seen.nulls(),
              seen.width(),
              (column[1] + (collation.equals("binary") ? "" : " collate " + collation))
                  .toLowerCase(Locale.ROOT),
              true,
              null));
    }
    List<Catalog.Existing> existing = new ArrayList<>();
    if (alias) {
      existing.add(
          new Catalog.Existing(ROWID, key.values().stream().map(Candidate.Key::of).toList(), true));
    }
    for (Index index : indexes(name, collations)) {
      indexes.add(index);
      if (index.where().isEmpty() && index.keys().stream().noneMatch(Candidate.Key::expression)) {
        existing.add(new Catalog.Existing(index.name(), index.keys(), index.unique()));
      }
    }
    foreignKeys(name);
    tables.add(
        new Catalog.Tab(
            tables.size() + 1,
            "main",
            name,
            true,
            false,
            count,
            pages.getOrDefault(name, 0L),
            columns,
            existing,
            List.of(),
            Dialect.SQLITE,
            carried));
  }

  private List<Index> indexes(String table, Map<String, String> collations) throws SQLException {
    List<Index> found = new ArrayList<>();
    List<String[]> names = new ArrayList<>();
    try (var row =
        statement.executeQuery(
            "select l.name, l.\"unique\", l.origin, coalesce(s.sql, '') from pragma_index_list("
                + Sql.literal(table)
                + ") l left join sqlite_schema s on s.type = 'index' and s.name = l.name order by"
                + " s.rootpage")) {
      while (row.next()) {
        names.add(
            new String[] {row.getString(1), row.getString(2), row.getString(3), row.getString(4)});
      }
    }
    for (String[] one : names) {
      List<Candidate.Key> keys = new ArrayList<>();
      List<String> texts = SqliteDdl.keys(one[3]);
      try (var row =
          statement.executeQuery(
              "select name, \"desc\", coll, cid from pragma_index_xinfo("
                  + Sql.literal(one[0])
                  + ") where key = 1 order by seqno")) {
        while (row.next()) {
          boolean descending = row.getBoolean(2);
          String collation = String.valueOf(row.getString(3)).toLowerCase(Locale.ROOT);
          if (row.getInt(4) == -2) {
            String text = keys.size() < texts.size() ? texts.get(keys.size()) : "?";
            keys.add(new Candidate.Key(text, descending, descending, true, ""));
          } else {
            String column =
                row.getString(1) == null ? "rowid" : row.getString(1).toLowerCase(Locale.ROOT);
            boolean own = collation.equals(collations.getOrDefault(column, "binary"));
            keys.add(
                new Candidate.Key(
                    column, descending, descending, false, own ? "" : "collate " + collation));
          }
        }
      }
      found.add(
          new Index(
              one[0],
              table,
              one[1].equals("1"),
              one[2],
              List.copyOf(keys),
              SqliteDdl.where(one[3]),
              one[3],
              bytes.getOrDefault(one[0], 0L)));
    }
    return found;
  }

  private void foreignKeys(String table) throws SQLException {
    Map<Integer, List<String>> columns = new LinkedHashMap<>();
    Map<Integer, String> parents = new HashMap<>();
    try (var row =
        statement.executeQuery(
            "select id, \"table\", \"from\" from pragma_foreign_key_list("
                + Sql.literal(table)
                + ") order by id, seq")) {
      while (row.next()) {
        columns
            .computeIfAbsent(row.getInt(1), id -> new ArrayList<>())
            .add(row.getString(3).toLowerCase(Locale.ROOT));
        parents.put(row.getInt(1), row.getString(2));
      }
    }
    columns.forEach(
        (id, names) ->
            foreignKeys.add(
                new ForeignKey(table, parents.getOrDefault(id, ""), List.copyOf(names))));
  }

  private record Sampled(double distinct, double nulls, int width) {}

  private Map<String, Sampled> sample(String table, boolean withoutRowid, double count)
      throws SQLException {
    String from = " from " + Dialect.SQLITE.identifier(table);
    List<String> queries = new ArrayList<>();
    if (withoutRowid || count <= POINTS * ROWS_A_POINT) {
      queries.add("select *" + from + " limit " + POINTS * ROWS_A_POINT);
    } else {
      long first = SqliteCopy.number(statement, "select min(rowid)" + from);
      long last = SqliteCopy.number(statement, "select max(rowid)" + from);
      for (int i = 0; i < POINTS; i++) {
        long at = first + (long) ((double) (last - first) * i / POINTS);
        queries.add("select *" + from + " where rowid >= " + at + " limit " + ROWS_A_POINT);
      }
    }
    Map<String, Map<String, Integer>> values = new HashMap<>();
    Map<String, Long> widths = new HashMap<>();
    Map<String, Integer> nulls = new HashMap<>();
    int seen = 0;
    for (String query : queries) {
      try (var row = statement.executeQuery(query)) {
        int width = row.getMetaData().getColumnCount();
        while (row.next()) {
          seen++;
          for (int i = 1; i <= width; i++) {
            String name = row.getMetaData().getColumnName(i).toLowerCase(Locale.ROOT);
            String value = String.valueOf(row.getString(i));
            nulls.merge(name, row.wasNull() ? 1 : 0, Integer::sum);
            widths.merge(name, (long) value.length(), Long::sum);
            String shown = value.length() > 64 ? value.substring(0, 32) + value.hashCode() : value;
            values.computeIfAbsent(name, key -> new HashMap<>()).merge(shown, 1, Integer::sum);
          }
        }
      }
    }
    Map<String, Sampled> sampled = new HashMap<>();
    int total = Math.max(1, seen);
    values.forEach(
        (name, counts) -> {
          long once = counts.values().stream().filter(times -> times == 1).count();
          double distinct = Math.sqrt(Math.max(1, count / total)) * once + (counts.size() - once);
          sampled.put(
              name,
              new Sampled(
                  Math.max(1, Math.min(count, distinct)),
                  (double) nulls.getOrDefault(name, 0) / total,
                  (int) (widths.getOrDefault(name, 0L) / total)));
        });
    return sampled;
  }
}
