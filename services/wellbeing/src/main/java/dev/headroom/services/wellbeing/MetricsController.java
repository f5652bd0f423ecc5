package dev.headroom.services.wellbeing;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import dev.headroom.loop.EndpointObservation;
import dev.headroom.loop.Observations;
import dev.headroom.loop.PoolObservation;
import dev.headroom.loop.StatementObservation;
import dev.headroom.observe.Observer;
import dev.headroom.services.common.Problem;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * W1 to W4 in one answer: requests, statements, look-ups and pool of the present observation
 * window, and the cache's hits since the start. {@code /metrics} has the same and more for
 * Prometheus.
 */
@RestController
@RequestMapping("/api/v1/metrics")
class MetricsController {

  /** Requests that have ended. */
  record Performance(long totalRequests, double totalTimeMs, double averageTimeMs) {}

  /** Statements, and those above the threshold. */
  record Statements(long executions, long slow, double slowPercent, double slowThresholdMs) {}

  /**
   * The pool, now; {@code most_active} of the window.
   *
   * @param size connections that it has
   * @param overflow of these, those beyond {@link PoolFix#SIZE}
   * @param most how many it may have
   * @param usePercent share of these in use
   * @param taken how often one was taken from it, since the start
   * @param opened how many were opened, since the start
   * @param reusedPercent share of what was taken that was there already
   */
  record Pool(
      int size,
      int idle,
      int active,
      int overflow,
      int waiting,
      int most,
      double usePercent,
      int mostActive,
      long taken,
      long opened,
      double reusedPercent) {}

  /**
   * The cache: as {@link CacheView} tells it since the start, and look-ups of the window.
   *
   * @param lookups of the window, those for the user of a token among them
   * @param lookupMs mean time of one without its load; those answered in the process count, but
   *     their time, less than reading the clock twice takes, is not measured
   */
  record Cache(
      long hits,
      long misses,
      double hitRatePercent,
      long lookups,
      double lookupMs,
      long entries,
      List<CacheView.Kept> caches) {}

  /** All of it. */
  record Metrics(
      double windowSeconds,
      Performance performance,
      Statements statements,
      Cache cache,
      Pool pool,
      Memory memory) {}

  private final Observer observer;
  private final AnalyticsCache analytics;
  private final HikariDataSource database;
  private final MeterRegistry meters;

  MetricsController(
      Observer observer, AnalyticsCache analytics, DataSource database, MeterRegistry meters)
      throws SQLException {
    this.observer = observer;
    this.analytics = analytics;
    this.database = database.unwrap(HikariDataSource.class);
    this.meters = meters;
  }

  @GetMapping
  Metrics metrics(@AuthenticationPrincipal Me user) {
    if (user.role() != Role.ADMIN) {
      throw Problem.forbidden("this needs the role ADMIN; you are " + user.role());
    }
    Observations seen = observer.snapshot();
    long requests = seen.endpoints().stream().mapToLong(EndpointObservation::requests).sum();
    long nanos = seen.endpoints().stream().mapToLong(EndpointObservation::totalNanos).sum();
    long executions = seen.statements().stream().mapToLong(StatementObservation::executions).sum();
    long slow = seen.statements().stream().mapToLong(StatementObservation::slowExecutions).sum();
    return new Metrics(
        Score.round(seen.windowNanos() / 1e9),
        new Performance(
            requests,
            millis((double) nanos),
            requests == 0 ? 0 : millis((double) nanos / requests)),
        new Statements(
            executions,
            slow,
            Statistics.percent(slow, executions),
            millis((double) observer.options().slowStatement().toNanos())),
        cache(seen),
        pool(seen),
        Memory.now());
  }

  private Cache cache(Observations seen) {
    CacheView view = analytics.view();
    long lookups =
        seen.endpoints().stream().mapToLong(each -> each.cacheHits() + each.cacheMisses()).sum();
    long nanos = seen.endpoints().stream().mapToLong(EndpointObservation::cacheNanos).sum();
    return new Cache(
        view.hits(),
        view.misses(),
        view.hitRatePercent(),
        lookups,
        lookups == 0 ? 0 : millis((double) nanos / lookups),
        view.entries(),
        view.caches());
  }

  private Pool pool(Observations seen) {
    HikariPoolMXBean now = database.getHikariPoolMXBean();
    int size = now.getTotalConnections();
    int most = database.getMaximumPoolSize();
    long taken = count("acquire");
    long opened = count("creation");
    int mostActive = seen.pools().stream().mapToInt(PoolObservation::mostActive).max().orElse(0);
    return new Pool(
        size,
        now.getIdleConnections(),
        now.getActiveConnections(),
        Math.max(0, size - PoolFix.SIZE),
        now.getThreadsAwaitingConnection(),
        most,
        Statistics.percent(now.getActiveConnections(), most),
        mostActive,
        taken,
        opened,
        Statistics.percent(Math.max(0, taken - opened), taken));
  }

  /** The pool's own count. */
  private long count(String what) {
    Timer timer = meters.find("hikaricp.connections." + what).timer();
    return timer == null ? 0 : timer.count();
  }

  private static double millis(double nanos) {
    return Math.round(nanos / 1_000) / 1_000.0;
  }
}
