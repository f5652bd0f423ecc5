package dev.headroom.advise;

import dev.headroom.loop.Nearest;
import dev.headroom.loop.StatementObservation;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import net.sf.jsqlparser.JSQLParserException;

/**
 * Measures a workload under choices of indexes that exist already, so that advice can be held
 * against indexes made by hand or found by trying everything. Indexes that enforce something are
 * always there; of the others exactly the named ones are, for readers and for writers.
 */
public final class HandMade implements AutoCloseable {

  private final Bench bench;
  private final Costs costs;
  private final Map<String, Long> managed;
  private final List<Query> measured = new ArrayList<>();
  private final Map<Catalog.Tab, Double> inserted = new LinkedHashMap<>();
  private final List<Advice.Skipped> skipped = new ArrayList<>();

  /**
   * Prepares the measurement on a scratch copy; all switchable indexes are hidden until {@link
   * #close}.
   *
   * @param scratchUrl JDBC URL of a copy that nobody else uses, as a superuser
   * @param workload statements with text and sampled binds, writes included
   * @param options time-outs
   * @throws IllegalStateException if the role is no superuser
   * @throws SQLException if the connection fails
   */
  public HandMade(String scratchUrl, List<StatementObservation> workload, AdviceOptions options)
      throws SQLException {
    bench = new Bench(scratchUrl, options);
    costs = new Costs(bench, options);
    try {
      managed = switchable();
      bench.adopt(managed);
      Catalog catalog = Catalog.read(bench.connection());
      bench.connection().commit();
      for (Query query : Query.of(ForeignKeys.with(bench.connection(), workload))) {
        admit(query, catalog);
      }
    } catch (SQLException | RuntimeException e) {
      bench.close();
      throw e;
    }
  }

  private void admit(Query query, Catalog catalog) {
    try {
      Accesses.Read read = Accesses.of(query.numbered().text(), catalog);
      Accesses.Write write = read.write();
      if (write.kind() == Accesses.Write.Kind.INSERT
          && write.table() != null
          && read.accesses().isEmpty()) {
        double rows = query.rows() > 0 ? query.rows() : query.executions();
        inserted.merge(write.table(), rows, Double::sum);
        return;
      }
    } catch (JSQLParserException | RuntimeException e) {
      // Measured all the same: what the server understands need not be understood here.
    }
    if (query.numbered().parameters() > 0 && query.binds().isEmpty()) {
      skipped.add(new Advice.Skipped(query.label(), "no binds were sampled"));
      return;
    }
    try {
      bench.prepare(query);
      costs.admit(query, Set.of());
      measured.add(query);
    } catch (SQLException e) {
      skipped.add(new Advice.Skipped(query.label(), String.valueOf(e.getMessage())));
    }
  }

  private Map<String, Long> switchable() throws SQLException {
    Map<String, Long> found = new LinkedHashMap<>();
    try (Statement statement = bench.connection().createStatement();
        var rows =
            statement.executeQuery(
                "select c.relname, i.indexrelid::bigint from pg_index i join pg_class c on c.oid ="
                    + " i.indexrelid join pg_namespace n on n.oid = c.relnamespace where not"
                    + " i.indisunique and not i.indisexclusion and i.indisready and c.relkind ="
                    + " 'i' and n.nspname <> 'information_schema' and n.nspname not like 'pg\\_%'"
                    + " order by 1")) {
      while (rows.next()) {
        found.put(rows.getString(1), rows.getLong(2));
      }
    }
    return found;
  }

  /**
   * The names that may be shown.
   *
   * @return all indexes that enforce nothing, sorted
   */
  public Set<String> indexes() {
    return new TreeSet<>(managed.keySet());
  }

  /**
   * Statements that do not plan and are in no figure.
   *
   * @return with the server's reason
   */
  public List<Advice.Skipped> skipped() {
    return List.copyOf(skipped);
  }

  /**
   * The whole workload's cost with exactly these indexes. Plans seen before are not executed again,
   * so that trying many choices is cheap.
   *
   * @param indexes of {@link #indexes}
   * @return executions times measured cost, summed
   * @throws IllegalArgumentException if there is no such index
   * @throws SQLException if the server fails
   */
  public WorkloadCost cost(Collection<String> indexes) throws SQLException {
    for (String index : indexes) {
      if (!managed.containsKey(index)) {
        throw new IllegalArgumentException(Nearest.unknown("index", index, managed.keySet()));
      }
    }
    double nanos = 0;
    double buffers = 0;
    for (Query query : measured) {
      Costs.Cost cost = costs.under(query, new TreeSet<>(indexes));
      nanos += query.executions() * cost.micros() * 1_000;
      buffers += query.executions() * cost.buffers();
    }
    double writeNanos = 0;
    double writeBuffers = 0;
    for (var write : inserted.entrySet()) {
      double[] insert = Writes.insert(bench, write.getKey(), indexes);
      double times = write.getValue() / Math.max(1, insert[2]);
      writeNanos += insert[0] * times * 1_000;
      writeBuffers += insert[1] * times;
    }
    return new WorkloadCost(nanos, buffers, writeNanos, writeBuffers);
  }

  /**
   * Shows all indexes again and closes the connection.
   *
   * @throws SQLException if the connection is broken
   */
  @Override
  public void close() throws SQLException {
    try {
      bench.release(managed.keySet());
    } finally {
      bench.close();
    }
  }
}
