package dev.headroom.services.pos;

import dev.headroom.loop.Confidence;
import dev.headroom.loop.EndpointObservation;
import dev.headroom.loop.Finding;
import dev.headroom.loop.FindingKind;
import dev.headroom.loop.Observations;
import dev.headroom.loop.StatementObservation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The answer of {@code GET /api/v1/health/performance}. Times are milliseconds; all figures but the
 * history are of the present observation window.
 *
 * @param environment development or production
 * @param windowSeconds length of the window
 * @param database statements
 * @param cache look-ups
 * @param endpoints requests, those with most time first
 * @param recommendations what to do, what saves most first
 * @param alerts what is beyond a threshold
 * @param history hour by hour
 * @param updates WebSocket statistics
 * @param system the process and its machine
 */
record PerformanceReport(
    String environment,
    double windowSeconds,
    Database database,
    Caches cache,
    List<Endpoint> endpoints,
    List<PerformanceAdvice> recommendations,
    List<PerformanceAlert> alerts,
    PerformanceHistory.History history,
    UpdatesStatistics updates,
    HealthSystem system) {

  static final int TOP = 20;

  /**
   * Statements.
   *
   * @param executions statements executed
   * @param patterns different ones
   * @param totalMillis time of all
   * @param averageMillis mean time of one
   * @param slowThresholdMillis from when on one is slow
   * @param slow how many were
   * @param top at most 20 patterns, those with most time first
   * @param nPlusOne statements repeated for each row of another
   */
  record Database(
      long executions,
      int patterns,
      double totalMillis,
      double averageMillis,
      double slowThresholdMillis,
      long slow,
      List<Pattern> top,
      List<NPlusOne> nPlusOne) {}

  /**
   * A statement without its data.
   *
   * @param statement the fingerprint
   * @param endpoints who executes it
   * @param codeLine where, or empty while unknown
   * @param minMillis shortest execution
   */
  record Pattern(
      String statement,
      List<String> endpoints,
      String codeLine,
      long count,
      double totalMillis,
      double minMillis,
      double averageMillis,
      double maxMillis,
      long slow,
      long errors) {}

  /** A statement repeated within requests. */
  record NPlusOne(
      String endpoint,
      String statement,
      String codeLine,
      double perRequest,
      Confidence confidence,
      String summary) {}

  /** All look-ups, and by namespace. */
  record Caches(long hits, long misses, double hitRate, List<Cache> namespaces) {}

  /** One namespace. */
  record Cache(String namespace, long hits, long misses, double hitRate) {}

  /** One endpoint. */
  record Endpoint(
      String endpoint,
      long requests,
      long errors,
      double errorRate,
      double averageMillis,
      double p50Millis,
      double p95Millis,
      double p99Millis,
      double maxMillis,
      double statementsPerRequest) {}

  static Database database(Observations seen, List<Finding> findings, double slowThresholdMillis) {
    Map<String, List<StatementObservation>> byFingerprint = new HashMap<>();
    for (StatementObservation statement : seen.statements()) {
      byFingerprint.computeIfAbsent(statement.fingerprint(), f -> new ArrayList<>()).add(statement);
    }
    List<Pattern> patterns =
        byFingerprint.values().stream()
            .map(PerformanceReport::pattern)
            .sorted(
                Comparator.comparingDouble(Pattern::totalMillis)
                    .reversed()
                    .thenComparing(Pattern::statement))
            .toList();
    long count = patterns.stream().mapToLong(Pattern::count).sum();
    double total = patterns.stream().mapToDouble(Pattern::totalMillis).sum();
    return new Database(
        count,
        patterns.size(),
        round(total),
        count == 0 ? 0 : round(total / count),
        slowThresholdMillis,
        patterns.stream().mapToLong(Pattern::slow).sum(),
        patterns.stream().limit(TOP).toList(),
        findings.stream()
            .filter(f -> f.kind() == FindingKind.N_PLUS_ONE)
            .map(
                f ->
                    new NPlusOne(
                        f.endpoint(),
                        f.statement(),
                        f.codeLine(),
                        round(f.evidence().perRequest()),
                        f.confidence(),
                        f.summary()))
            .toList());
  }

  private static Pattern pattern(List<StatementObservation> same) {
    long count = same.stream().mapToLong(StatementObservation::executions).sum();
    long nanos = same.stream().mapToLong(StatementObservation::totalNanos).sum();
    return new Pattern(
        same.getFirst().fingerprint(),
        List.copyOf(new TreeSet<>(same.stream().map(StatementObservation::endpoint).toList())),
        same.stream()
            .map(StatementObservation::codeLine)
            .filter(line -> !line.isEmpty())
            .findFirst()
            .orElse(""),
        count,
        millis((double) nanos),
        millis(
            (double)
                same.stream()
                    .filter(s -> s.executions() > 0)
                    .mapToLong(StatementObservation::minNanos)
                    .min()
                    .orElse(0)),
        count == 0 ? 0 : millis((double) nanos / count),
        millis((double) same.stream().mapToLong(StatementObservation::maxNanos).max().orElse(0)),
        same.stream().mapToLong(StatementObservation::slowExecutions).sum(),
        same.stream().mapToLong(StatementObservation::errors).sum());
  }

  static Caches caches(List<PerformanceSource.CacheCounts> counts) {
    long hits = counts.stream().mapToLong(PerformanceSource.CacheCounts::hits).sum();
    long misses = counts.stream().mapToLong(PerformanceSource.CacheCounts::misses).sum();
    return new Caches(
        hits,
        misses,
        share(hits, hits + misses),
        counts.stream()
            .map(
                c ->
                    new Cache(
                        c.namespace(),
                        c.hits(),
                        c.misses(),
                        share(c.hits(), c.hits() + c.misses())))
            .toList());
  }

  static List<Endpoint> endpoints(Observations seen) {
    return seen.endpoints().stream()
        .filter(e -> e.requests() > 0)
        .sorted(Comparator.comparingLong(EndpointObservation::totalNanos).reversed())
        .map(
            e ->
                new Endpoint(
                    e.endpoint(),
                    e.requests(),
                    e.errors(),
                    share(e.errors(), e.requests()),
                    millis((double) e.totalNanos() / e.requests()),
                    millis((double) e.p50Nanos()),
                    millis((double) e.p95Nanos()),
                    millis((double) e.p99Nanos()),
                    millis((double) e.maxNanos()),
                    round((double) e.statements() / e.requests())))
        .toList();
  }

  static double millis(double nanos) {
    return round(nanos / 1e6);
  }

  private static double round(double value) {
    return Math.round(value * 1_000) / 1_000.0;
  }

  private static double share(long part, long all) {
    return all == 0 ? 0 : Math.round(10_000.0 * part / all) / 10_000.0;
  }
}
