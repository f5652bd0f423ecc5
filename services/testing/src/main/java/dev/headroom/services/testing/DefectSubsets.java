package dev.headroom.services.testing;

import com.zaxxer.hikari.HikariDataSource;
import dev.headroom.advise.Advice;
import dev.headroom.advise.AdviceOptions;
import dev.headroom.advise.IndexAdvice;
import dev.headroom.advise.IndexAdvisor;
import dev.headroom.advise.IndexSwitch;
import dev.headroom.devservices.DevPostgres;
import dev.headroom.diagnose.Diagnosis;
import dev.headroom.diagnose.Thresholds;
import dev.headroom.loop.Confidence;
import dev.headroom.loop.Finding;
import dev.headroom.loop.Fixes;
import dev.headroom.loop.Observations;
import dev.headroom.observe.Observer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/**
 * Takes random subsets of a service's defects away, loads the service, and compares what is named
 * with what is there.
 */
public final class DefectSubsets {

  /** The fix that builds indexes; here they are built once, and hidden or shown. */
  private static final String INDEXES = "indexes";

  /**
   * A window of seconds sees few repeats, and on a machine that also builds and loads, a statement
   * waits for its turn; the other thresholds are the defaults.
   */
  private static final Thresholds THRESHOLDS =
      Thresholds.DEFAULTS.withCacheMinimum(20).withSlow(Duration.ofMillis(500));

  /**
   * The service under test.
   *
   * @param server where its database is
   * @param database its name
   * @param pool its connections
   * @param fixes those whose defects are in its code or schema
   * @param indexes made by hand
   */
  public record Service(
      DevPostgres server,
      String database,
      HikariDataSource pool,
      Observer observer,
      Fixes switches,
      Set<String> fixes,
      List<String> indexes) {}

  /** What sends requests and waits for the last answer. */
  public interface Load {
    void run(long seed, boolean busy) throws Exception;
  }

  /**
   * What came of it.
   *
   * @param judged what was named beside what is there
   * @param highWithAllOn what was named with high confidence while every fix was on
   */
  public record Outcome(FindingsJudge judged, List<String> highWithAllOn) {}

  /** What is switched on, and whether somebody writes meanwhile. */
  private record Subset(Set<String> on, boolean busy, boolean advised) {}

  private final Service service;
  private final FindingsJudge judge;
  private final Load load;
  private final List<String> highWithAllOn = new ArrayList<>();

  /** The copy that has all indexes. */
  private String indexed = "as_found";

  public DefectSubsets(Service service, FindingsTruth truth, Load load) {
    this.service = service;
    this.judge = new FindingsJudge(truth);
    this.load = load;
  }

  /**
   * Goes through nothing on, everything on, and random subsets between.
   *
   * @param subsets how many
   * @param advised the first so many have indexes advised too
   */
  public Outcome run(long seed, int subsets, int advised) throws Exception {
    copy("as_found");
    load.run(seed, false);
    Set<String> names = createIndexes(advised > 1);
    try (IndexSwitch indexes =
        IndexSwitch.of(service.server().jdbcUrl(service.database()), names)) {
      for (Subset subset : subsets(seed, subsets, advised)) {
        List<Finding> findings = loop(subset, indexes, seed);
        judge.judge(subset.on(), subset.busy(), subset.advised(), findings);
        if (subset.on().equals(service.fixes())) {
          findings.stream()
              .filter(finding -> finding.confidence() == Confidence.HIGH)
              .map(FindingsJudge::told)
              .forEach(highWithAllOn::add);
        }
      }
    }
    for (String name : names) {
      execute("drop index " + name);
    }
    judge.print(subsets);
    return new Outcome(judge, highWithAllOn);
  }

  private List<Subset> subsets(long seed, int count, int withAdvice) {
    Random random = new Random(seed);
    List<Subset> subsets = new ArrayList<>();
    subsets.add(new Subset(Set.of(), false, true));
    subsets.add(new Subset(service.fixes(), false, withAdvice > 1));
    subsets.add(new Subset(service.fixes(), true, false));
    int advised = 2;
    while (subsets.size() < count) {
      Set<String> on = new TreeSet<>(service.fixes());
      on.removeIf(fix -> random.nextBoolean());
      subsets.add(new Subset(on, random.nextInt(4) == 0, advised++ < withAdvice));
    }
    return subsets;
  }

  private List<Finding> loop(Subset subset, IndexSwitch indexes, long seed) throws Exception {
    Set<String> flags = new HashSet<>(subset.on());
    boolean withIndexes = flags.remove(INDEXES);
    service.switches().switchTo(flags);
    indexes.visible(withIndexes ? indexes.managed() : Set.of());
    service.observer().reset();
    load.run(seed + subset.on().hashCode(), subset.busy());
    Observations seen = service.observer().snapshot();
    List<Finding> findings = new ArrayList<>(Diagnosis.findings(seen, THRESHOLDS));
    if (subset.advised()) {
      long all = seen.endpoints().stream().mapToLong(e -> e.totalNanos()).sum();
      findings.addAll(confirmed(withIndexes ? indexed : "as_found", all));
    }
    return Diagnosis.ranked(findings);
  }

  /**
   * What a second advice says too: it measures times, and on a machine that is busy with other
   * things one measurement is none.
   */
  private List<Finding> confirmed(String database, long allNanos) throws Exception {
    List<Finding> first = advice(database).findings(allNanos);
    if (first.isEmpty()) {
      return first;
    }
    Set<String> again = new HashSet<>();
    advice(database).indexes().forEach(index -> again.add(" on " + index.table() + " "));
    return first.stream().filter(f -> again.stream().anyMatch(f.remedy()::contains)).toList();
  }

  private Advice advice(String database) throws Exception {
    return new IndexAdvisor(AdviceOptions.defaults().within(Duration.ofSeconds(10)), line -> {})
        .advise(service.server().jdbcUrl(database), service.observer().workload());
  }

  /** The indexes made by hand and, where all of them are advised on, what advice adds to them. */
  private Set<String> createIndexes(boolean andAdvised) throws Exception {
    Set<String> names = new TreeSet<>();
    create(service.indexes(), names);
    if (andAdvised) {
      create(ddl(advice("as_found")), names);
    }
    for (int round = 1; andAdvised && round <= 3; round++) {
      indexed = "with_indexes_" + round;
      copy(indexed);
      List<String> more = ddl(advice(indexed));
      if (more.isEmpty()) {
        break;
      }
      create(more, names);
    }
    return names;
  }

  private static List<String> ddl(Advice advice) {
    return advice.indexes().stream().map(IndexAdvice::ddl).toList();
  }

  private void create(List<String> statements, Set<String> names) throws Exception {
    for (String index : statements) {
      execute(index);
      names.add(index.replaceFirst(".* if not exists (\\S+) on .*", "$1"));
    }
    execute("vacuum analyze");
  }

  private void execute(String sql) throws Exception {
    try (Connection connection =
            DriverManager.getConnection(service.server().jdbcUrl(service.database()));
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Copies the database; the pool's connections are cut off for that moment. */
  private void copy(String name) throws Exception {
    String database = service.database();
    try (Connection connection = DriverManager.getConnection(service.server().jdbcUrl("postgres"));
        Statement statement = connection.createStatement()) {
      statement.execute("alter database " + database + " with allow_connections false");
      statement.execute(
          "select pg_terminate_backend(pid) from pg_stat_activity where datname = '"
              + database
              + "'");
      statement.execute(
          "create database " + name + " template " + database + " strategy file_copy");
      statement.execute("alter database " + database + " with allow_connections true");
    }
    // A connection used within the last half second is handed out unchecked.
    service.pool().getHikariPoolMXBean().softEvictConnections();
  }
}
