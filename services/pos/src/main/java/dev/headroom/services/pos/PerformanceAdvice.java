package dev.headroom.services.pos;

import dev.headroom.loop.Confidence;
import dev.headroom.loop.Finding;
import dev.headroom.loop.Fix;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * What to do (requirement P5): from query patterns, hit rates, percentiles and error rates.
 *
 * @param kind the finding's kind, or hit-rate, percentile, error-rate
 * @param subject endpoint or namespace
 * @param confidence how sure
 * @param shareOfTime share of all request time that it concerns, 0..1; 0 where time is not the
 *     point
 * @param why what was seen
 * @param remedy what to do
 * @param fixes fixes of this service that are the remedy and are off
 */
record PerformanceAdvice(
    String kind,
    String subject,
    Confidence confidence,
    double shareOfTime,
    String why,
    String remedy,
    List<String> fixes) {

  /** The case's goal for critical operations, ms. */
  static final double P95_MILLIS = 500;

  static final double ERROR_RATE = 0.01;

  static List<PerformanceAdvice> of(
      List<Finding> findings,
      List<Fix> off,
      List<PerformanceReport.Endpoint> endpoints,
      List<PerformanceReport.Cache> caches) {
    List<PerformanceAdvice> all = new ArrayList<>();
    findings.stream()
        .sorted(Comparator.comparingDouble(Finding::shareOfTime).reversed())
        .forEach(finding -> all.add(of(finding, off)));
    for (PerformanceReport.Cache cache : caches) {
      if (cache.hits() + cache.misses() >= PerformanceAlert.FEWEST_LOOKUPS
          && cache.hitRate() < PerformanceAlert.HIT_RATE) {
        all.add(
            new PerformanceAdvice(
                "hit-rate",
                cache.namespace(),
                Confidence.MEDIUM,
                0,
                String.format(
                    Locale.ROOT,
                    "%.0f %% of %d look-ups were hits",
                    cache.hitRate() * 100,
                    cache.hits() + cache.misses()),
                "give it a longer time to live or coarser keys, or switch it off: it costs more than it saves",
                List.of()));
      }
    }
    for (PerformanceReport.Endpoint endpoint : endpoints) {
      if (endpoint.p95Millis() > P95_MILLIS) {
        all.add(
            new PerformanceAdvice(
                "percentile",
                endpoint.endpoint(),
                Confidence.MEDIUM,
                0,
                String.format(
                    Locale.ROOT,
                    "p95 is %.0f ms over %d requests, with %.1f statements each",
                    endpoint.p95Millis(),
                    endpoint.requests(),
                    endpoint.statementsPerRequest()),
                String.format(
                    Locale.ROOT, "bring it under %.0f ms; its findings above say how", P95_MILLIS),
                List.of()));
      }
      if (endpoint.errorRate() > ERROR_RATE) {
        all.add(
            new PerformanceAdvice(
                "error-rate",
                endpoint.endpoint(),
                Confidence.HIGH,
                0,
                String.format(
                    Locale.ROOT,
                    "%d of %d requests failed (%.1f %%)",
                    endpoint.errors(),
                    endpoint.requests(),
                    endpoint.errorRate() * 100),
                "look for its exceptions in the log",
                List.of()));
      }
    }
    return all;
  }

  private static PerformanceAdvice of(Finding finding, List<Fix> off) {
    return new PerformanceAdvice(
        finding.kind().id(),
        finding.endpoint(),
        finding.confidence(),
        Math.round(finding.shareOfTime() * 10_000) / 10_000.0,
        finding.summary(),
        finding.remedy(),
        off.stream().filter(fix -> fix.answers(finding)).map(Fix::id).toList());
  }
}
