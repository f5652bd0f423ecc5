package dev.headroom.advise;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the workload writes, and what an index adds to it. An insert pays for every index of its
 * table; an update for those whose columns it sets; a delete for none (vacuum pays later), in
 * SQLite for every index.
 */
final class Writes {

  /** What one index adds to one written row. */
  record PerRow(double micros, double buffers) {
    double work() {
      return micros + Costs.MICROS_PER_PAGE * buffers;
    }
  }

  /** Before anything is measured: three levels of pages and the comparison on them. */
  static final PerRow GUESS = new PerRow(4, 3);

  private static final int ROWS = 1_000;

  private record Rate(Accesses.Write write, double rows) {}

  private final List<Rate> rates = new ArrayList<>();
  private final Map<String, PerRow> measured = new HashMap<>();

  /** Asked for with each choice, and dear to find. */
  private final Map<Candidate, Double> rows = new HashMap<>();

  void add(Query query, Accesses.Write write) {
    if (write.table() != null && write.kind() != Accesses.Write.Kind.NONE) {
      double rows = query.rows() > 0 ? query.rows() : query.executions();
      rates.add(new Rate(write, rows));
      this.rows.clear();
    }
  }

  /** Rows written in the workload whose entry in this index must be written too. */
  double rows(Candidate candidate) {
    return rows.computeIfAbsent(candidate, this::written);
  }

  private double written(Candidate candidate) {
    double rows = 0;
    Set<String> columns = candidate.touched();
    for (Rate rate : rates) {
      if (candidate.table().equals(rate.write().table())) {
        switch (rate.write().kind()) {
          case INSERT -> rows += rate.rows();
          case UPDATE ->
              rows += rate.write().columns().stream().anyMatch(columns::contains) ? rate.rows() : 0;
          // SQLite takes the entry out at once; PostgreSQL leaves it to vacuum.
          case DELETE -> rows += candidate.table().dialect() == Dialect.SQLITE ? rate.rows() : 0;
          default -> {}
        }
      }
    }
    return rows;
  }

  boolean isMeasured(Candidate candidate) {
    return measured.containsKey(candidate.name());
  }

  PerRow perRow(Candidate candidate) {
    return measured.getOrDefault(candidate.name(), GUESS);
  }

  void measured(Candidate candidate, PerRow cost) {
    measured.put(candidate.name(), cost);
  }

  /** Work that an index adds over the whole workload. */
  double work(Candidate candidate) {
    return rows(candidate) * perRow(candidate).work();
  }

  /** Work that the choice adds over the whole workload. */
  double work(Collection<Candidate> choice) {
    return choice.stream().mapToDouble(this::work).sum();
  }

  /**
   * Measures it on the real index: takes rows out and puts them back, with this index maintained
   * and without, and rolls back. Triggers and foreign keys are off; they cost the same either way.
   */
  void measure(Bench bench, Candidate candidate) throws SQLException {
    double[] with = insert(bench, candidate.table(), List.of(candidate.name()));
    double[] without = insert(bench, candidate.table(), List.of());
    double rows = Math.max(1, with[2]);
    measured.put(
        candidate.name(),
        new PerRow(
            Math.max(0, with[0] - without[0]) / rows, Math.max(0, with[1] - without[1]) / rows));
  }

  /** Microseconds, pages and rows of putting sampled rows of a table back. */
  static double[] insert(Bench bench, Catalog.Tab table, Collection<String> maintained)
      throws SQLException {
    Connection connection = bench.connection();
    try (Statement statement = connection.createStatement()) {
      bench.maintainOnly(maintained);
      statement.execute("set local session_replication_role = replica");
      double percent = Math.min(100, 150.0 * ROWS / Math.max(1, table.rows()));
      statement.execute(
          "create temp table hr_rows on commit drop as select ctid as hr_ctid, t.* from "
              + table.sql()
              + " t tablesample bernoulli ("
              + percent
              + ") repeatable (7) limit "
              + ROWS);
      statement.execute(
          "delete from " + table.sql() + " where ctid = any (array(select hr_ctid from hr_rows))");
      String columns = insertable(statement, table);
      Plan plan =
          Plan.parse(
              bench.explainAnalyze(
                  "insert into "
                      + table.sql()
                      + " ("
                      + columns
                      + ") overriding system value select "
                      + columns
                      + " from hr_rows"));
      return new double[] {plan.micros(), plan.buffers(), plan.rowsRead()};
    } finally {
      connection.rollback();
    }
  }

  private static String insertable(Statement statement, Catalog.Tab table) throws SQLException {
    try (var row =
        statement.executeQuery(
            "select string_agg(quote_ident(attname), ', ' order by attnum) from pg_attribute where"
                + " attrelid = "
                + table.oid()
                + " and attnum > 0 and not attisdropped and attgenerated = ''")) {
      row.next();
      return row.getString(1);
    }
  }
}
