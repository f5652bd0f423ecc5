package dev.headroom.advise;

import dev.headroom.loop.StatementObservation.Bind;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;

/**
 * Where statements are planned and executed on a copy of a SQLite database, under any choice of
 * indexes.
 *
 * <p>All candidates are built once. SQLite has no switch to hide an index, but it knows only what
 * stands in {@code sqlite_schema}: taking an index's row out of it and reading the schema again
 * hides the index and leaves its pages as they are; putting the row back shows it again. While
 * hidden it is not maintained, therefore nothing is written then that is not taken back.
 *
 * <p>Its row in {@code sqlite_stat1} goes and comes with it: SQLite takes statistics of an index
 * that it does not know for those of the table, and a partial index would make the table look
 * small.
 *
 * <p>Work is counted, not timed: steps of the virtual machine through the progress handler, and
 * pages through the operating system, both from an empty cache. They are the same on every run.
 * What a step hides (sorting, functions) shows in the times, which are measured beside.
 */
final class SqliteBench implements Engine, AutoCloseable {

  /**
   * What takes so long takes about as long again: it is not executed a second time for its time.
   */
  private static final long LONG_NANOS = 50_000_000;

  /** How many times longer a busy machine may need for the same work. */
  private static final int BUSY = 4;

  private record Shown(String table, int root, String ddl, String stat) {}

  /** Statements that write pay for the indexes that they maintain, whatever their plan. */
  private record Counted(int query, List<Bind> sample, String shape, Set<String> maintained) {}

  private final Connection connection;
  private final Path file;
  private final LongSupplier ticker;
  private final Map<String, Shown> switched = new HashMap<>();
  private final Map<String, Set<String>> behindKeys = new HashMap<>();

  /** What took long: counts are the same the next time. */
  private final Map<Counted, Plan> counted = new HashMap<>();

  private final int pageSize;
  private final SqliteMeter meter;
  private Set<String> shown = Set.of();

  SqliteBench(String url, Path file, LongSupplier ticker) throws SQLException {
    this.file = file;
    this.ticker = ticker;
    connection = DriverManager.getConnection(url);
    try (Statement statement = connection.createStatement()) {
      // The copy is thrown away; nothing of it need survive a crash.
      execute(
          "pragma journal_mode = memory",
          "pragma synchronous = off",
          "pragma temp_store = memory",
          "pragma mmap_size = 0",
          "pragma cache_size = -2000",
          "pragma foreign_keys = on",
          "pragma defensive = off");
      pageSize = (int) SqliteCopy.number(statement, "pragma page_size");
      meter = new SqliteMeter(connection, pageSize, ticker);
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  Connection connection() {
    return connection;
  }

  int pageSize() {
    return pageSize;
  }

  static boolean exists(Statement statement, String table) throws SQLException {
    return SqliteCopy.number(
            statement, "select count(*) from sqlite_schema where name = " + Sql.literal(table))
        > 0;
  }

  void execute(String... statements) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  /** Builds an index with its statistics and hides it; answers the time in nanoseconds. */
  long build(Candidate candidate, long millisLeft) throws SQLException {
    show(Set.of());
    long begin = ticker.getAsLong();
    meter.limited(
        millisLeft,
        SqliteMeter.COARSE,
        () -> {
          execute(candidate.build());
          return true;
        });
    long nanos = ticker.getAsLong() - begin;
    execute("analyze " + Dialect.SQLITE.identifier(candidate.name()));
    adopt(candidate.name());
    return nanos;
  }

  /** Takes an index under the switch; it is hidden from now on. */
  void adopt(String index) throws SQLException {
    try (Statement statement = connection.createStatement();
        var row =
            statement.executeQuery(
                "select tbl_name, rootpage, sql from sqlite_schema where type = 'index' and name = "
                    + Sql.literal(index))) {
      if (!row.next() || row.getString(3) == null) {
        throw new SQLException("no index that could be hidden: " + index);
      }
      String table = row.getString(1);
      int root = row.getInt(2);
      String ddl = row.getString(3);
      String stat =
          exists(statement, "sqlite_stat1")
              ? SqliteCopy.text(
                  statement, "select stat from sqlite_stat1 where idx = " + Sql.literal(index))
              : "";
      switched.put(index, new Shown(table, root, ddl, stat));
    }
    Set<String> now = new TreeSet<>(shown);
    now.add(index);
    shown = now;
    now = new TreeSet<>(now);
    now.remove(index);
    show(now);
  }

  /** Shows these and forgets all statistics, for good. */
  void forget(Collection<String> indexes) throws SQLException {
    show(indexes);
    execute(
        "pragma writable_schema = on",
        "delete from sqlite_stat1",
        "delete from sqlite_stat4",
        "pragma writable_schema = reset");
  }

  /** Bytes of an index as built. */
  long size(Candidate candidate) throws SQLException {
    show(Set.of(candidate.name()));
    try (Statement statement = connection.createStatement()) {
      return SqliteCopy.number(
          statement,
          "select pgsize from dbstat where aggregate = true and name = "
              + Sql.literal(candidate.name()));
    }
  }

  /** The write-ahead log. */
  Path log() {
    return Path.of(file + "-wal");
  }

  /**
   * The tables that a statement's program opens, as {@link Catalog.Tab#sql} writes them: also those
   * behind views, triggers and foreign keys, and of statements that the reader does not understand.
   */
  Set<String> tables(Query query) throws SQLException {
    Map<Integer, String> roots = new HashMap<>();
    try (Statement statement = connection.createStatement();
        var row = statement.executeQuery("select rootpage, tbl_name from sqlite_schema")) {
      while (row.next()) {
        roots.put(row.getInt(1), row.getString(2));
      }
    }
    Set<String> tables = new TreeSet<>();
    try (PreparedStatement statement =
            connection.prepareStatement("explain " + query.main().sql());
        var row = statement.executeQuery()) {
      while (row.next()) {
        String opcode = row.getString(2);
        if ((opcode.equals("OpenRead") || opcode.equals("OpenWrite"))
            && row.getInt(5) == 0
            && roots.containsKey(row.getInt(4))) {
          tables.add(Dialect.SQLITE.identifier(roots.getOrDefault(row.getInt(4), "")));
        }
      }
    }
    return tables;
  }

  /** Names an index that serves a foreign key: plans do not tell who looks through it. */
  void servesKeyOf(String parent, String index) {
    behindKeys.computeIfAbsent(parent.toLowerCase(Locale.ROOT), key -> new TreeSet<>()).add(index);
  }

  /** Shows exactly these of the switched indexes. */
  void show(Collection<String> indexes) throws SQLException {
    Set<String> wanted = new TreeSet<>(indexes);
    wanted.retainAll(switched.keySet());
    if (wanted.equals(shown)) {
      return;
    }
    execute("pragma writable_schema = on", "begin");
    try (PreparedStatement hide =
            connection.prepareStatement(
                "delete from sqlite_schema where type = 'index' and name = ?");
        PreparedStatement show =
            connection.prepareStatement("insert into sqlite_schema values ('index', ?, ?, ?, ?)");
        PreparedStatement forget =
            connection.prepareStatement("delete from sqlite_stat1 where idx = ?");
        PreparedStatement know =
            connection.prepareStatement("insert into sqlite_stat1 values (?, ?, ?)")) {
      for (String index : shown) {
        if (!wanted.contains(index)) {
          hide.setString(1, index);
          hide.executeUpdate();
          forget.setString(1, index);
          forget.executeUpdate();
        }
      }
      for (String index : wanted) {
        Shown one = switched.get(index);
        if (one != null && !shown.contains(index)) {
          show.setString(1, index);
          show.setString(2, one.table());
          show.setInt(3, one.root());
          show.setString(4, one.ddl());
          show.executeUpdate();
          if (!one.stat().isEmpty()) {
            know.setString(1, one.table());
            know.setString(2, index);
            know.setString(3, one.stat());
            know.executeUpdate();
          }
        }
      }
    }
    execute("commit", "pragma writable_schema = reset");
    shown = wanted;
  }

  @Override
  public List<Plan> plan(Query query, List<List<Bind>> samples, Collection<String> indexes)
      throws SQLException {
    List<Plan> plans = new ArrayList<>();
    for (List<Bind> sample : samples) {
      plans.add(settled(query, sample, indexes));
    }
    return plans;
  }

  /**
   * The plan without skip-scans through the candidates, which are hidden then: SQLite takes those
   * only where statistics tell it to, and a database that is not analysed has none.
   */
  private Plan settled(Query query, List<Bind> sample, Collection<String> indexes)
      throws SQLException {
    Set<String> left = new TreeSet<>(indexes);
    while (true) {
      show(left);
      Plan plan = explain(query, sample);
      Set<String> skipping = skipped(plan, left);
      if (skipping.isEmpty()) {
        return plan;
      }
      left.removeAll(skipping);
    }
  }

  /** Of these indexes, those that SQLite takes by skip-scan once it has statistics. */
  Set<String> skipped(Collection<Query> queries, Collection<String> indexes) throws SQLException {
    show(indexes);
    Set<String> skipped = new TreeSet<>();
    for (Query query : queries) {
      List<Bind> sample = query.binds().isEmpty() ? List.of() : query.binds().get(0);
      skipped.addAll(skipped(explain(query, sample), indexes));
    }
    return skipped;
  }

  private static Set<String> skipped(Plan plan, Collection<String> indexes) {
    Set<String> skipped = new TreeSet<>();
    for (String line : plan.text().lines().filter(line -> line.contains("ANY(")).toList()) {
      indexes.stream().filter(name -> SqlitePlan.uses(line, name)).forEach(skipped::add);
    }
    return skipped;
  }

  /** The plan with these binds; without binds, the plan for values that are not known. */
  Plan explain(Query query, List<Bind> sample) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("explain query plan " + query.main().sql())) {
      SqliteBinds.set(statement, sample);
      SqlitePlan plan = SqlitePlan.of(statement, switched.keySet());
      return plan.with(behindKeys(query)).planned();
    }
  }

  /** Of indexes that exist, those that a statement uses beside these candidates. */
  Set<String> existingUsed(
      Query query, Collection<String> indexes, List<SqliteCatalog.Index> existing)
      throws SQLException {
    show(indexes);
    try (PreparedStatement statement =
        connection.prepareStatement("explain query plan " + query.main().sql())) {
      if (!query.binds().isEmpty()) {
        SqliteBinds.set(statement, query.binds().get(0));
      }
      return SqlitePlan.of(statement, existing.stream().map(SqliteCatalog.Index::name).toList())
          .indexes();
    }
  }

  private Set<String> behindKeys(Query query) {
    Set<String> used = new TreeSet<>();
    if (!behindKeys.isEmpty()) {
      String text = query.numbered().text();
      behindKeys.forEach(
          (parent, indexes) -> {
            if (text.startsWith("delete from " + parent)
                || text.startsWith("delete from \"" + parent)) {
              indexes.stream().filter(shown::contains).forEach(used::add);
            }
          });
    }
    return used;
  }

  @Override
  public Plan run(Query query, List<Bind> sample, Collection<String> indexes, long limitMillis)
      throws SQLException {
    return run(query, sample, indexes, limitMillis, Double.MAX_VALUE);
  }

  @Override
  public Plan run(
      Query query, List<Bind> sample, Collection<String> indexes, long limitMillis, double mostWork)
      throws SQLException {
    boolean reads = query.numbered().text().startsWith("select");
    Plan planned = settled(query, sample, indexes);
    Counted key =
        new Counted(query.number(), sample, planned.shape(), reads ? Set.of() : Set.copyOf(shown));
    Plan known = counted.get(key);
    if (known != null) {
      return known;
    }
    String sql = query.main().sql();
    SqliteMeter.Reading cold =
        takenBack(reads, () -> cold(sql, sample, SqliteMeter.FINE, limitMillis, 0));
    if (!cold.whole()) {
      cold = takenBack(reads, () -> whole(sql, sample, limitMillis, mostWork));
    }
    boolean slow = cold.nanos() >= LONG_NANOS;
    long nanos =
        slow
            ? cold.nanos()
            : takenBack(reads, () -> meter.execute(sql, sample, SqliteMeter.COARSE, limitMillis))
                .nanos();
    Plan run =
        new Plan(
            planned.text(),
            planned.shape(),
            planned.indexes(),
            Double.NaN,
            planned.scannedRows(),
            nanos / 1_000.0,
            (double) cold.pages(),
            Double.NaN,
            cold.whole() ? (double) cold.rows() : Double.NaN,
            (double) cold.steps());
    if (slow) {
      counted.put(key, run);
    }
    return run;
  }

  private SqliteMeter.Reading cold(
      String sql, List<Bind> sample, int every, long limitMillis, double mostWork)
      throws SQLException {
    execute("pragma shrink_memory");
    return meter.execute(sql, sample, every, limitMillis, mostWork);
  }

  /** The limit is one of work: a busy machine's clock may show a multiple of it. */
  private SqliteMeter.Reading whole(
      String sql, List<Bind> sample, long limitMillis, double mostWork) throws SQLException {
    double limit = limitMillis * 1_000.0;
    SqliteMeter.Reading reading =
        cold(sql, sample, SqliteMeter.MIDDLE, BUSY * limitMillis, Math.min(limit, mostWork));
    if (!reading.whole() && limit <= mostWork) {
      throw SqliteMeter.tooLong(limitMillis, null);
    }
    return reading;
  }

  /** What a statement writes is taken back. */
  private <T> T takenBack(boolean reads, SqliteMeter.Call<T> call) throws SQLException {
    if (reads) {
      return call.call();
    }
    // What violates a key is only counted until the end, which never comes.
    execute("begin", "pragma defer_foreign_keys = on");
    try {
      return call.call();
    } finally {
      rollback();
    }
  }

  /** SQLite does so itself where a statement that writes was ended. */
  private void rollback() throws SQLException {
    try {
      execute("rollback");
    } catch (SQLException e) {
      if (!String.valueOf(e.getMessage()).contains("no transaction is active")) {
        throw e;
      }
    }
  }

  /** SQLite plans again where a value that is bound matters. */
  @Override
  public boolean usedByGenericPlan(
      Query query, List<Bind> sample, Collection<String> indexes, String index) {
    return true;
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
