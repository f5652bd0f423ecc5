package dev.headroom.advise;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * What an index adds to a written row, measured: rows spread over the table are taken out and put
 * back, each in a transaction of its own, with the index and without. Pages are what the
 * write-ahead log grew by, which is what a commit writes. The same rows are back in the end, so
 * that hidden indexes are right as they were.
 */
final class SqliteWrites {

  private static final int ROWS = 100;
  private static final int FRAME_HEADER = 24;

  private SqliteWrites() {}

  static Writes.PerRow measure(SqliteBench bench, Candidate candidate, LongSupplier ticker)
      throws SQLException, IOException {
    List<String> triggers = triggers(bench, candidate.table());
    bench.execute(
        "pragma foreign_keys = off", "pragma journal_mode = wal", "pragma wal_autocheckpoint = 0");
    try {
      sample(bench, candidate.table());
      bench.show(List.of());
      put(bench, candidate.table(), ticker); // the first time writes more: pages are packed full
      double[] without = put(bench, candidate.table(), ticker);
      bench.show(List.of(candidate.name()));
      double[] with = put(bench, candidate.table(), ticker);
      return new Writes.PerRow(
          Math.max(0, with[0] - without[0]), Math.max(0, with[1] - without[1]));
    } finally {
      bench.execute(
          "drop table if exists temp.hr_rows",
          "pragma journal_mode = memory",
          "pragma foreign_keys = on");
      for (String trigger : triggers) {
        bench.execute(trigger);
      }
    }
  }

  /** Takes the table's triggers off: they cost the same either way. */
  private static List<String> triggers(SqliteBench bench, Catalog.Tab table) throws SQLException {
    List<String> ddl = new ArrayList<>();
    List<String> names = new ArrayList<>();
    try (Statement statement = bench.connection().createStatement();
        var row =
            statement.executeQuery(
                "select name, sql from sqlite_schema where type = 'trigger' and tbl_name = "
                    + Sql.literal(table.name())
                    + " collate nocase")) {
      while (row.next()) {
        names.add(row.getString(1));
        ddl.add(row.getString(2));
      }
    }
    for (String name : names) {
      bench.execute("drop trigger " + Dialect.SQLITE.identifier(name));
    }
    return ddl;
  }

  /** Rows that lie apart, the same ones on every run. */
  private static void sample(SqliteBench bench, Catalog.Tab table) throws SQLException {
    String columns = columns(bench, table);
    String from = " from " + table.sql();
    bench.execute(
        "drop table if exists temp.hr_rows",
        "create temp table hr_rows as select "
            + (hasRowid(bench, table)
                ? "rowid as hr_rowid, "
                    + columns
                    + from
                    + " where rowid in (with recursive point (k) as (select 0 union all select k + 1"
                    + " from point where k < "
                    + (ROWS - 1)
                    + "), ends (low, high) as (select (select min(rowid)"
                    + from
                    + "), (select max(rowid)"
                    + from
                    + ")) select (select min(rowid)"
                    + from
                    + " where rowid >= low + k * (high / "
                    + ROWS
                    + " - low / "
                    + ROWS
                    + ")) from point, ends)"
                : columns
                    + " from (select row_number() over () as hr_number, "
                    + columns
                    + from
                    + ") where hr_number % "
                    + Math.max(1, (long) (table.rows() / ROWS))
                    + " = 0 limit "
                    + ROWS));
  }

  private static boolean hasRowid(SqliteBench bench, Catalog.Tab table) throws SQLException {
    try (Statement statement = bench.connection().createStatement()) {
      return SqliteCopy.number(
              statement,
              "select wr from pragma_table_list where schema = 'main' and name = "
                  + Sql.literal(table.name()))
          == 0;
    }
  }

  private static String columns(SqliteBench bench, Catalog.Tab table) throws SQLException {
    List<String> names = new ArrayList<>();
    try (Statement statement = bench.connection().createStatement();
        var row =
            statement.executeQuery(
                "select name from pragma_table_xinfo("
                    + Sql.literal(table.name())
                    + ") where hidden = 0")) {
      while (row.next()) {
        names.add(Dialect.SQLITE.identifier(row.getString(1)));
      }
    }
    return String.join(", ", names);
  }

  /** Microseconds and pages of putting one row back, the median and the mean. */
  private static double[] put(SqliteBench bench, Catalog.Tab table, LongSupplier ticker)
      throws SQLException, IOException {
    String columns = columns(bench, table);
    boolean rowid = hasRowid(bench, table);
    String key = rowid ? "rowid" : String.join(", ", keys(bench, table));
    bench.execute(
        "delete from "
            + table.sql()
            + " where ("
            + key
            + ") in (select "
            + (rowid ? "hr_rowid" : key)
            + " from temp.hr_rows)");
    Path log = bench.log();
    long before = Files.size(log);
    List<Double> micros = new ArrayList<>();
    try (Statement count = bench.connection().createStatement();
        PreparedStatement insert =
            bench
                .connection()
                .prepareStatement(
                    "insert into "
                        + table.sql()
                        + " ("
                        + (rowid ? "rowid, " : "")
                        + columns
                        + ") select "
                        + (rowid ? "hr_rowid, " : "")
                        + columns
                        + " from temp.hr_rows where rowid = ?")) {
      long rows = SqliteCopy.number(count, "select count(*) from temp.hr_rows");
      for (long i = 1; i <= rows; i++) {
        insert.setLong(1, i);
        long begin = ticker.getAsLong();
        insert.executeUpdate();
        micros.add((ticker.getAsLong() - begin) / 1_000.0);
      }
    }
    double pages = (double) (Files.size(log) - before) / (bench.pageSize() + FRAME_HEADER);
    double[] sorted = micros.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return new double[] {
      sorted.length == 0 ? 0 : sorted[sorted.length / 2], pages / Math.max(1, sorted.length)
    };
  }

  private static List<String> keys(SqliteBench bench, Catalog.Tab table) throws SQLException {
    List<String> names = new ArrayList<>();
    try (Statement statement = bench.connection().createStatement();
        var row =
            statement.executeQuery(
                "select name from pragma_table_info("
                    + Sql.literal(table.name())
                    + ") where pk > 0 order by pk")) {
      while (row.next()) {
        names.add(Dialect.SQLITE.identifier(row.getString(1)));
      }
    }
    return names;
  }
}
