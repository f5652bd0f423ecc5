package dev.headroom.services.pos;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What somebody should look at (requirement P5).
 *
 * @param level how bad
 * @param what the measure
 * @param subject the endpoint, namespace, or "database"
 * @param value what was measured
 * @param threshold beyond which it is an alert
 * @param message in words
 */
record PerformanceAlert(
    Level level, String what, String subject, double value, double threshold, String message) {

  /** How bad. */
  enum Level {
    CRITICAL,
    WARNING
  }

  static final long SLOW_QUERIES = 10;
  static final double HIT_RATE = 0.5;
  static final double AVERAGE_MILLIS = 500;

  /** Below so many look-ups a hit rate says only that the cache is new. */
  static final long FEWEST_LOOKUPS = 20;

  static List<PerformanceAlert> of(
      long slowThisHour,
      List<PerformanceReport.Endpoint> endpoints,
      List<PerformanceReport.Cache> caches) {
    Stream<PerformanceAlert> slow =
        Stream.of(slowThisHour)
            .filter(count -> count > SLOW_QUERIES)
            .map(
                count ->
                    new PerformanceAlert(
                        Level.CRITICAL,
                        "slow-queries",
                        "database",
                        count,
                        SLOW_QUERIES,
                        count + " slow statements in this hour, more than " + SLOW_QUERIES));
    Stream<PerformanceAlert> average =
        endpoints.stream()
            .filter(e -> e.averageMillis() > AVERAGE_MILLIS)
            .sorted(
                Comparator.comparingDouble(PerformanceReport.Endpoint::averageMillis).reversed())
            .map(
                e ->
                    new PerformanceAlert(
                        Level.WARNING,
                        "average-time",
                        e.endpoint(),
                        e.averageMillis(),
                        AVERAGE_MILLIS,
                        String.format(
                            Locale.ROOT,
                            "%s takes %.0f ms on average, more than %.0f",
                            e.endpoint(),
                            e.averageMillis(),
                            AVERAGE_MILLIS)));
    Stream<PerformanceAlert> hits =
        caches.stream()
            .filter(c -> c.hits() + c.misses() >= FEWEST_LOOKUPS && c.hitRate() < HIT_RATE)
            .map(
                c ->
                    new PerformanceAlert(
                        Level.WARNING,
                        "hit-rate",
                        c.namespace(),
                        c.hitRate(),
                        HIT_RATE,
                        String.format(
                            Locale.ROOT,
                            "cache %s answers %.0f %% of look-ups, less than %.0f %%",
                            c.namespace(),
                            c.hitRate() * 100,
                            HIT_RATE * 100)));
    return Stream.of(slow, average, hits).flatMap(s -> s).toList();
  }
}
