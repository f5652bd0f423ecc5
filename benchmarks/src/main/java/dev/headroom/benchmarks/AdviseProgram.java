package dev.headroom.benchmarks;

import dev.headroom.advise.Advice;
import dev.headroom.advise.AdviceOptions;
import dev.headroom.advise.HandMade;
import dev.headroom.advise.IndexAdvice;
import dev.headroom.advise.IndexAdvisor;
import dev.headroom.devservices.DevPostgres;
import dev.headroom.loop.StatementObservation;
import dev.headroom.observe.ObserveOptions;
import dev.headroom.observe.ObservedDataSource;
import dev.headroom.observe.Observer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * S9: index advice beside the indexes that a schema's authors publish, and beside trying all
 * subsets.
 *
 * <p>Each case's schema is filled; that state is kept. What works on it is recorded whole, and
 * observed as a service would be. Then, each on a copy of the kept state, the recording is replayed
 * without secondary indexes, with the published ones, and with those advised for the copy without;
 * where there are few, all subsets of both are measured by the workload's executed plans and the
 * best is replayed too. Secondary is what enforces nothing.
 */
final class AdviseProgram {

  private static final int MOST_TRIED = 10;

  private final DevPostgres server;
  private final boolean quick;
  private final Table table =
      new Table(
          "S9: pages touched by the replayed workload",
          "case",
          "indexes",
          "how many",
          "MB",
          "pages",
          "against none",
          "against published",
          "advice s",
          "statements",
          "failed");
  private final List<String> details = new ArrayList<>();

  private AdviseProgram(DevPostgres server, boolean quick) {
    this.server = server;
    this.quick = quick;
  }

  static void run(boolean quick) throws Exception {
    System.out.println(Table.machine());
    List<AdviseCase> cases =
        List.of(new QuartzCase(), new JobRunrCase(), new FlowableCase(), new PosCase());
    String only = System.getProperty("bench.advise.only", "");
    try (DevPostgres server = DevPostgres.temporary()) {
      execute(server.jdbcUrl("postgres"), "alter system set autovacuum = off");
      execute(server.jdbcUrl("postgres"), "select pg_reload_conf()");
      AdviseProgram program = new AdviseProgram(server, quick);
      try {
        for (AdviseCase one : cases) {
          if (one.name().contains(only)) {
            program.run(one);
          }
        }
      } finally { // a case that fails does not take the others' figures with it
        program.table.print(quick);
        program.details.forEach(System.out::println);
      }
    }
  }

  private void run(AdviseCase one) throws Exception {
    System.err.println("filling " + one.name());
    server.dropDatabase("live");
    server.createDatabase("live", null);
    String live = server.jdbcUrl("live");
    one.fill(live, source(live), quick);
    execute(live, "vacuum analyze");
    server.dropDatabase("kept");
    server.createDatabase("kept", "live");

    System.err.println("recording");
    Recorder recorder = new Recorder();
    List<StatementObservation> workload;
    try (Observer observer =
        new Observer(
            new ObserveOptions(true, Duration.ofMillis(100), Duration.ofMillis(500))
                .withBounds(10, 2_000))) {
      one.work(recorder.wrap(new ObservedDataSource(source(live), observer)), quick);
      workload = observer.workload();
    }
    List<Recorder.Event> events = recorder.events();

    Map<String, String> published = secondary(server.jdbcUrl("kept"));
    System.err.println("advising on " + workload.size() + " statements");
    String none = copy("bare", List.of());
    Advice advice =
        new IndexAdvisor(
                AdviceOptions.defaults().within(Duration.ofSeconds(60)), System.err::println)
            .advise(none, workload);
    Map<String, String> advised = new LinkedHashMap<>();
    for (IndexAdvice index : advice.indexes()) {
      advised.put(
          index.name(),
          "create index " + index.name() + " on " + index.table() + " " + index.columns());
    }
    note(one, workload, events, advice);

    Replay without = replay(one, "none", Map.of(), events, null, null, "");
    Replay hand = replay(one, "published", published, events, without, null, "");
    replay(
        one, "advised", advised, events, without, hand, Table.number(advice.elapsedNanos() / 1e9));
    Map<String, String> both = different(published, advised);
    if (both.size() <= MOST_TRIED) {
      replay(one, "best of all subsets", best(workload, both), events, without, hand, "");
    }
  }

  /** All of both, those that are the same but for their name once. */
  private Map<String, String> different(Map<String, String> published, Map<String, String> advised)
      throws SQLException {
    Map<String, String> all = new LinkedHashMap<>(published);
    all.putAll(advised);
    Set<String> seen = new LinkedHashSet<>();
    for (var index : secondary(copy("tried", all.values())).entrySet()) {
      if (!seen.add(index.getValue().replaceFirst("INDEX \\S+ ON", "INDEX ON"))) {
        all.remove(index.getKey());
      }
    }
    return all;
  }

  private Replay replay(
      AdviseCase one,
      String what,
      Map<String, String> indexes,
      List<Recorder.Event> events,
      @Nullable Replay without,
      @Nullable Replay hand,
      String seconds)
      throws SQLException {
    System.err.println("replaying with " + what);
    String url = copy("replayed", indexes.values());
    double megabytes = size(url, indexes.keySet());
    Replay replay = Replay.of(url, events);
    System.err.println(
        what + ": " + indexes.size() + " indexes, " + Table.number(replay.pages()) + " pages");
    table.row(
        one.name(),
        what,
        String.valueOf(indexes.size()),
        Table.number(megabytes),
        Table.number(replay.pages()),
        without == null ? "" : Table.number(replay.pages() / without.pages()),
        hand == null ? "" : Table.number(replay.pages() / hand.pages()),
        seconds,
        String.valueOf(events.size()),
        String.valueOf(replay.failures()));
    return replay;
  }

  /** A copy of the kept state with exactly these secondary indexes. */
  private String copy(String database, Iterable<String> indexes) throws SQLException {
    server.dropDatabase(database);
    server.createDatabase(database, "kept");
    String url = server.jdbcUrl(database);
    for (String name : secondary(url).keySet()) {
      execute(url, "drop index " + name);
    }
    for (String index : indexes) {
      execute(url, index);
    }
    execute(url, "vacuum analyze");
    return url;
  }

  private Map<String, String> best(List<StatementObservation> workload, Map<String, String> all)
      throws SQLException {
    String url = copy("tried", all.values());
    List<String> names = List.copyOf(all.keySet());
    Map<String, String> best = Map.of();
    double least = Double.MAX_VALUE;
    try (HandMade made = new HandMade(url, workload, AdviceOptions.defaults())) {
      for (int mask = 0; mask < 1 << names.size(); mask++) {
        Set<String> subset = new LinkedHashSet<>();
        for (int i = 0; i < names.size(); i++) {
          if ((mask & 1 << i) != 0) {
            subset.add(names.get(i));
          }
        }
        double pages = made.cost(subset).buffers();
        if (pages < least) {
          least = pages;
          best = new LinkedHashMap<>(all);
          best.keySet().retainAll(subset);
        }
      }
    }
    return best;
  }

  private void note(
      AdviseCase one,
      List<StatementObservation> workload,
      List<Recorder.Event> events,
      Advice advice) {
    details.add("\n#### " + one.name() + " (" + one.source() + ")\n");
    details.add(
        workload.size()
            + " different statements, "
            + events.size()
            + " executions, "
            + advice.skipped().size()
            + " not considered, "
            + (advice.complete() ? "complete" : "cut short by the time limit")
            + ".\n");
    for (IndexAdvice index : advice.indexes()) {
      details.add("- `" + index.table() + " " + index.columns() + "`");
    }
    if (Boolean.getBoolean("bench.advise.verbose")) {
      advice
          .refused()
          .forEach(each -> details.add("- refused " + each.index() + ": " + each.reason()));
      advice
          .skipped()
          .forEach(each -> details.add("- skipped " + each.statement() + ": " + each.reason()));
    }
  }

  private static Map<String, String> secondary(String url) throws SQLException {
    Map<String, String> found = new LinkedHashMap<>();
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "select indexrelid::regclass::text, pg_get_indexdef(indexrelid) from pg_index i"
                    + " join pg_class c on c.oid = i.indexrelid where not indisunique and not"
                    + " indisexclusion and c.relnamespace = 'public'::regnamespace order by 1")) {
      while (rows.next()) {
        found.put(rows.getString(1), rows.getString(2));
      }
    }
    return found;
  }

  private static double size(String url, Set<String> indexes) throws SQLException {
    double bytes = 0;
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      for (String index : indexes) {
        try (ResultSet row =
            statement.executeQuery("select pg_relation_size('" + index + "'::regclass)")) {
          row.next();
          bytes += row.getLong(1);
        }
      }
    }
    return bytes / 1e6;
  }

  static void execute(String url, String... statements) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private static DataSource source(String url) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(url);
    return source;
  }
}
