package dev.headroom.advise;

import dev.headroom.loop.StatementObservation.Bind;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Plans on a database that others use, with indexes that exist for this connection's EXPLAIN alone:
 * HypoPG keeps them in the memory of its server process. Everything is in read-only transactions
 * with time-outs; nothing is executed, built or locked beyond what planning locks.
 *
 * <p>HypoPG knows b-trees, also over expressions, partial and with included columns; no GIN. Of an
 * expression without an index the server has no statistics, so that its selectivity is a guess.
 */
final class HypotheticalBench extends Bench {

  private record Index(long oid, String name) {}

  private final String schema;
  private final Map<String, Candidate> candidates = new HashMap<>();
  private final Map<String, List<Index>> live = new LinkedHashMap<>();
  private final Map<String, String> names = new HashMap<>();

  private HypotheticalBench(Connection connection, String schema) {
    super(connection);
    this.schema = schema;
  }

  static HypotheticalBench of(String url, AdviceOptions options) throws SQLException {
    Connection connection = ServerUrl.open(url);
    try {
      HypotheticalBench bench = new HypotheticalBench(connection, HypoPg.find(connection).schema());
      bench.execute(
          "set default_transaction_read_only = on",
          "set lock_timeout = " + options.lockTimeout().toMillis(),
          "set statement_timeout = " + options.statementTimeout().toMillis(),
          "set plan_cache_mode = force_custom_plan");
      connection.setAutoCommit(false);
      return bench;
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  @Override
  public boolean executes() {
    return false;
  }

  @Override
  long build(Candidate candidate, long millisLeft) throws SQLException {
    try {
      candidates.put(candidate.name(), candidate);
      create(candidate);
      return -1;
    } catch (SQLException e) {
      candidates.remove(candidate.name());
      throw e;
    } finally {
      connection().rollback();
    }
  }

  /** On each partition, because HypoPG makes none on their parent. */
  private void create(Candidate candidate) throws SQLException {
    List<Index> made = new ArrayList<>();
    live.put(candidate.name(), made);
    for (String table : candidate.table().leaves()) {
      String ddl = "create index on " + table + " " + candidate.columns();
      try (Statement statement = connection().createStatement();
          var row =
              statement.executeQuery(
                  "select indexrelid::bigint, indexname from "
                      + schema
                      + ".hypopg_create_index("
                      + Sql.literal(ddl)
                      + ")")) {
        row.next();
        made.add(new Index(row.getLong(1), row.getString(2)));
        names.put(row.getString(2), candidate.name());
      }
    }
  }

  @Override
  void show(Collection<String> indexes) throws SQLException {
    for (String name : List.copyOf(live.keySet())) {
      if (!indexes.contains(name)) {
        for (Index index : live.getOrDefault(name, List.of())) {
          execute("select " + schema + ".hypopg_drop_index(" + index.oid() + "::oid)");
          names.remove(index.name());
        }
        live.remove(name);
      }
    }
    for (String name : indexes) {
      Candidate candidate = candidates.get(name);
      if (candidate != null && !live.containsKey(name)) {
        create(candidate);
      }
    }
  }

  @Override
  long size(Candidate candidate) throws SQLException {
    try {
      show(List.of(candidate.name()));
      long size = 0;
      for (Index index : live.getOrDefault(candidate.name(), List.of())) {
        try (Statement statement = connection().createStatement();
            var row =
                statement.executeQuery(
                    "select " + schema + ".hypopg_relation_size(" + index.oid() + "::oid)")) {
          row.next();
          size += row.getLong(1);
        }
      }
      return size;
    } finally {
      connection().rollback();
    }
  }

  @Override
  public List<Plan> plan(Query query, List<List<Bind>> samples, Collection<String> indexes)
      throws SQLException {
    try {
      show(indexes);
      List<Plan> plans = new ArrayList<>();
      for (List<Bind> sample : samples) {
        plans.add(Plan.parse(explain("explain " + asked(query, sample)), names));
      }
      return plans;
    } finally {
      connection().rollback();
    }
  }

  /** One without parameters is planned from its text: prepared, its first plan would be kept. */
  private static String asked(Query query, List<Bind> sample) {
    return query.numbered().parameters() == 0 ? query.numbered().text() : call(query, sample);
  }

  /** Prepared anew: a generic plan would be kept, with indexes that are gone by its next use. */
  @Override
  Plan genericPlan(Query query, List<Bind> sample, Collection<String> indexes) throws SQLException {
    try {
      execute("deallocate hr_" + query.number());
      prepare(query);
      show(indexes);
      execute("set local plan_cache_mode = force_generic_plan");
      return Plan.parse(explain("explain " + asked(query, sample)), names);
    } finally {
      connection().rollback();
      execute("deallocate hr_" + query.number());
      prepare(query);
    }
  }

  @Override
  public Plan run(Query query, List<Bind> sample, Collection<String> indexes, long limitMillis)
      throws SQLException {
    return plan(query, List.of(sample), indexes).get(0).assumed();
  }
}
