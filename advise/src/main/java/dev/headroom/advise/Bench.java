package dev.headroom.advise;

import dev.headroom.loop.StatementObservation.Bind;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Where statements are planned and executed, on the scratch copy, under any choice of indexes.
 *
 * <p>All candidates are built once and hidden ({@code indisvalid = false}). Each look is one
 * transaction that shows a choice of them, explains, and rolls back: the statement's own writes are
 * undone, and the catalog is as before. Statements are prepared under their JDBC types and executed
 * with real binds under custom plans.
 */
class Bench implements Engine, AutoCloseable {

  private static final String ANALYZE = "explain (analyze, buffers, timing off) ";

  private static final Pattern READS =
      Pattern.compile("\\s*\\(*\\s*select\\b", Pattern.CASE_INSENSITIVE);

  private final Connection connection;
  private final Map<String, List<Long>> hidden = new HashMap<>();

  /** Of a partitioned table's index, those of its partitions: plans name these. */
  private final Map<String, String> names = new HashMap<>();

  /** For a kind of bench that brings its own connection. */
  Bench(Connection connection) {
    this.connection = connection;
  }

  Bench(String url, AdviceOptions options) throws SQLException {
    connection = ServerUrl.open(url);
    try {
      ServerUrl.requireSuperuser(connection, "index advice");
      connection.setAutoCommit(false);
      execute(
          "set lock_timeout = " + options.lockTimeout().toMillis(),
          // No step takes longer than the whole may.
          "set statement_timeout = " + options.timeLimit().toMillis(),
          "set plan_cache_mode = force_custom_plan",
          "set maintenance_work_mem = '256MB'",
          // The copy is thrown away: losing its last moments in a crash loses nothing.
          "set synchronous_commit = off");
      connection.commit();
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  Connection connection() {
    return connection;
  }

  void execute(String... statements) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  long number(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        var row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }

  /**
   * Makes tables as autovacuum keeps them. VACUUM cannot mark rows as visible to all while their
   * commit, or one numbered near it, is not on disk yet, and index-only scans would be measured as
   * if they did not exist. So first a commit that waits for the disk, and with it for all before;
   * only one that wrote to the log waits, hence the message.
   */
  void vacuum(Collection<String> tables) throws SQLException {
    execute("set synchronous_commit = on", "select pg_logical_emit_message(true, 'headroom', '')");
    connection.commit();
    executeAlone("vacuum (analyze) " + String.join(", ", tables));
    execute("set synchronous_commit = off");
    connection.commit();
  }

  /** Outside a transaction, for VACUUM and the like. */
  private void executeAlone(String sql) throws SQLException {
    connection.setAutoCommit(true);
    try {
      execute(sql);
    } finally {
      connection.setAutoCommit(false);
    }
  }

  /**
   * Prepares a statement, with the types of its first binds, or with the types that the server
   * infers where those do not fit.
   */
  void prepare(Query query) throws SQLException {
    String name = "hr_" + query.number();
    String body = " as " + query.numbered().text();
    int parameters = query.numbered().parameters();
    try {
      if (parameters == 0) {
        execute("prepare " + name + body);
      } else {
        try {
          execute("prepare " + name + " (" + Binds.types(query.binds().get(0)) + ")" + body);
        } catch (SQLException typed) {
          connection.rollback();
          try {
            execute("prepare " + name + " (" + Binds.unknown(parameters) + ")" + body);
          } catch (SQLException untyped) {
            untyped.addSuppressed(typed);
            throw untyped;
          }
        }
      }
      connection.commit();
    } catch (SQLException e) {
      connection.rollback();
      throw e;
    }
  }

  /** Builds an index and hides it; answers the time in nanoseconds. */
  long build(Candidate candidate, long millisLeft) throws SQLException {
    try {
      long begin = System.nanoTime();
      execute("set local statement_timeout = " + Math.max(1, millisLeft), candidate.build());
      long nanos = System.nanoTime() - begin;
      List<Long> built = built(candidate);
      hidden.put(candidate.name(), built);
      execute(
          "update pg_index set indisvalid = false where indexrelid in "
              + oids(List.of(candidate.name())));
      connection.commit();
      return nanos;
    } catch (SQLException e) {
      hidden.remove(candidate.name());
      connection.rollback();
      throw e;
    }
  }

  private List<Long> built(Candidate candidate) throws SQLException {
    List<Long> oids = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                "select p.oid::bigint, p.relname from pg_index i join pg_class c on c.oid ="
                    + " i.indexrelid left join lateral pg_partition_tree(c.oid) t on true join"
                    + " pg_class p on p.oid = coalesce(t.relid, c.oid) where i.indrelid = "
                    + candidate.table().oid()
                    + " and c.relname = "
                    + Sql.literal(candidate.name()))) {
      while (rows.next()) {
        oids.add(rows.getLong(1));
        if (!rows.getString(2).equals(candidate.name())) {
          names.put(rows.getString(2), candidate.name());
        }
      }
    }
    return oids;
  }

  long size(Candidate candidate) throws SQLException {
    try {
      return number(
          "select sum(pg_relation_size(indexrelid)) from pg_index where indexrelid in "
              + oids(List.of(candidate.name())));
    } finally {
      connection.rollback();
    }
  }

  /** Takes existing indexes under the switch, by name and oid; they are hidden from now on. */
  void adopt(Map<String, Long> indexes) throws SQLException {
    for (var entry : indexes.entrySet()) {
      execute("update pg_index set indisvalid = false where indexrelid = " + entry.getValue());
      hidden.put(entry.getKey(), List.of(entry.getValue()));
    }
    connection.commit();
  }

  /** Gives adopted indexes back to the planner. */
  void release(Collection<String> indexes) throws SQLException {
    show(indexes);
    connection.commit();
  }

  /** Shows these within the open transaction. */
  void show(Collection<String> indexes) throws SQLException {
    if (!indexes.isEmpty()) {
      execute("update pg_index set indisvalid = true where indexrelid in " + oids(indexes));
    }
  }

  /** Stops the maintenance of all switched indexes but these, within the open transaction. */
  void maintainOnly(Collection<String> indexes) throws SQLException {
    Set<String> others = new HashSet<>(hidden.keySet());
    others.removeAll(indexes);
    if (!others.isEmpty()) {
      execute("update pg_index set indisready = false where indexrelid in " + oids(others));
    }
  }

  private String oids(Collection<String> indexes) {
    List<String> oids = new ArrayList<>();
    for (String index : indexes) {
      hidden.getOrDefault(index, List.of()).forEach(oid -> oids.add(String.valueOf(oid)));
    }
    return "(" + String.join(", ", oids) + ")";
  }

  @Override
  public List<Plan> plan(Query query, List<List<Bind>> samples, Collection<String> indexes)
      throws SQLException {
    try {
      show(indexes);
      List<Plan> plans = new ArrayList<>();
      for (List<Bind> sample : samples) {
        plans.add(Plan.parse(explain("explain " + call(query, sample)), names));
      }
      return plans;
    } finally {
      connection.rollback();
    }
  }

  /** The tables of the catalog that a statement's plan reads or writes, as they are written. */
  Set<String> tables(Query query, Catalog catalog) throws SQLException {
    try {
      List<Bind> sample = query.binds().isEmpty() ? List.of() : query.binds().get(0);
      Set<String> named = Plan.relations(explain("explain " + call(query, sample)));
      Set<String> tables = new HashSet<>();
      for (Catalog.Tab table : catalog.tables()) {
        if (named.contains(table.name())
            || table.parts().stream().anyMatch(part -> named.contains(part.name()))) {
          tables.add(table.sql());
        }
      }
      return tables;
    } finally {
      connection.rollback();
    }
  }

  /** A plan while existing indexes, by their oid, are invalid. */
  Plan without(Query query, List<Bind> sample, List<Long> oids) throws SQLException {
    try {
      if (!oids.isEmpty()) {
        execute(
            "update pg_index set indisvalid = false where indexrelid in "
                + oids.toString().replace('[', '(').replace(']', ')'));
      }
      return Plan.parse(explain("explain " + call(query, sample)), names);
    } finally {
      connection.rollback();
    }
  }

  /** The plan that a prepared statement gets once the server stops looking at the binds. */
  Plan genericPlan(Query query, List<Bind> sample, Collection<String> indexes) throws SQLException {
    try {
      show(indexes);
      execute("set local plan_cache_mode = force_generic_plan");
      return Plan.parse(explain("explain " + call(query, sample)), names);
    } finally {
      connection.rollback();
    }
  }

  @Override
  public boolean usedByGenericPlan(
      Query query, List<Bind> sample, Collection<String> indexes, String index)
      throws SQLException {
    return genericPlan(query, sample, indexes).indexes().contains(index);
  }

  static boolean reads(Query query) {
    return READS.matcher(query.numbered().text()).lookingAt();
  }

  /** Executes once; what the statement wrote is rolled back. */
  @Override
  public Plan run(Query query, List<Bind> sample, Collection<String> indexes, long limitMillis)
      throws SQLException {
    try {
      show(indexes);
      if (!reads(query)) {
        maintainOnly(indexes);
      }
      execute("set local statement_timeout = " + Math.max(1, limitMillis));
      return Plan.parse(explain(ANALYZE + call(query, sample)), names);
    } finally {
      connection.rollback();
    }
  }

  String explain(String sql) throws SQLException {
    StringBuilder text = new StringBuilder();
    try (Statement statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        text.append(rows.getString(1)).append('\n');
      }
    }
    return text.toString();
  }

  String explainAnalyze(String sql) throws SQLException {
    return explain(ANALYZE + sql);
  }

  /** Without parameters a prepared plan is kept whatever indexes come into sight: so its text. */
  static String call(Query query, List<Bind> sample) {
    return query.numbered().parameters() == 0
        ? query.numbered().text()
        : "execute hr_" + query.number() + " (" + Binds.values(sample) + ")";
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
