package dev.headroom.advise;

import dev.headroom.loop.StatementObservation.Bind;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Indexes that the planner believes in and nobody built, on a copy that is one's own. Each is built
 * on an empty table of the same columns, in no time, and then said to be one of the real table, in
 * {@code pg_index}. All of it is within one transaction that only plans, and is rolled back.
 *
 * <p>Limits: such an index has no pages, so that reading much of it looks cheaper than it is; what
 * it finds in the table costs what it would. The planner's opinion of it is therefore a lower
 * bound. A table that once had more columns, a partitioned one, and other methods than the b-tree
 * cannot be imagined.
 */
final class Imagined implements AutoCloseable {

  private final Bench bench;
  private final Map<Candidate, Long> made = new HashMap<>();
  private final Map<Catalog.Tab, String> empty = new HashMap<>();
  private final Set<Candidate> shown = new HashSet<>();

  Imagined(Bench bench) {
    this.bench = bench;
  }

  /** Whether it can be asked about from now on. */
  boolean add(Candidate candidate) throws SQLException {
    Catalog.Tab table = candidate.table();
    if (table.partitioned() || !candidate.method().equals("btree")) {
      return false;
    }
    bench.execute("savepoint imagined");
    try {
      String like = empty.get(table);
      if (like == null) {
        like = like(table);
        if (like.isEmpty()) {
          empty.put(table, like);
        }
      }
      if (like.isEmpty()) {
        return false;
      }
      bench.execute("create index " + candidate.name() + " on " + like + " " + candidate.columns());
      String its = " where indrelid = '" + like + "'::regclass";
      long oid = bench.number("select indexrelid::bigint from pg_index" + its);
      bench.execute(
          // Known to the table's sessions by the second: the row is as it was.
          "update pg_index set indisvalid = false, indrelid = " + table.oid() + its,
          "update pg_class set relhasindex = true where oid = " + table.oid());
      made.put(candidate, oid);
      empty.put(table, like);
      return true;
    } catch (SQLException e) {
      bench.execute("rollback to savepoint imagined");
      return false; // it is built, and the server says then what it does not like
    }
  }

  /** The name of an empty table of the same columns at the same numbers; blank if there is none. */
  private String like(Catalog.Tab table) throws SQLException {
    if (bench.number(
            "select count(*) from pg_attribute where attisdropped and attrelid = " + table.oid())
        > 0) {
      return "";
    }
    String name = Sql.identifier(table.schema()) + ".hr_like_" + table.oid();
    bench.execute("create table " + name + " (like " + table.sql() + ")");
    return name;
  }

  /** Rows that a condition leaves, by the planner's opinion. */
  double rows(Candidate candidate) throws SQLException {
    if (candidate.where().isEmpty()) {
      return candidate.table().rows();
    }
    String asked =
        "explain select 1 from " + candidate.table().sql() + " where " + candidate.where();
    return Plan.parse(bench.explain(asked)).scannedRows();
  }

  /** Plans with these and no other candidates. */
  List<Plan> plan(Query query, List<List<Bind>> samples, Collection<Candidate> indexes)
      throws SQLException {
    show(indexes);
    List<Plan> plans = new ArrayList<>();
    for (List<Bind> sample : samples) {
      plans.add(Plan.parse(bench.explain("explain " + Bench.call(query, sample))));
    }
    return plans;
  }

  private void show(Collection<Candidate> indexes) throws SQLException {
    for (Candidate candidate : made.keySet()) {
      boolean wanted = indexes.contains(candidate);
      if (wanted != shown.contains(candidate)) {
        bench.execute(
            "update pg_index set indisvalid = "
                + wanted
                + " where indexrelid = "
                + made.get(candidate));
        if (wanted) {
          shown.add(candidate);
        } else {
          shown.remove(candidate);
        }
      }
    }
  }

  @Override
  public void close() throws SQLException {
    bench.connection().rollback();
  }
}
