package dev.headroom.diagnose;

import dev.headroom.diagnose.Recommendation.Severity;
import dev.headroom.loop.Confidence;
import dev.headroom.loop.EndpointObservation;
import dev.headroom.loop.Finding;
import dev.headroom.loop.FindingKind;
import dev.headroom.loop.Observations;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Alerts and recommendations for people who look at a dashboard (requirement P5): critical above 10
 * slow statements, warning below half of the cache look-ups answered or above 500 ms on average;
 * advice from query patterns (the findings), percentiles and error rates. A pure function.
 */
public final class Recommendations {

  /** Below so many look-ups a hit rate says only that the cache is new. */
  private static final double FEWEST_LOOKUPS = 20;

  private static final int FEWEST_REQUESTS = 20;

  private Recommendations() {}

  /**
   * With the default thresholds.
   *
   * @param observations what was seen
   * @return the most urgent first
   */
  public static List<Recommendation> of(Observations observations) {
    return of(observations, Diagnosis.findings(observations), Thresholds.DEFAULTS);
  }

  /**
   * From observations and the findings made of them.
   *
   * @param observations what was seen
   * @param findings causes found in it, those that were accepted left out
   * @param thresholds where the lines are drawn
   * @return the most urgent first, and of equal urgency the larger share of time first
   */
  public static List<Recommendation> of(
      Observations observations, List<Finding> findings, Thresholds thresholds) {
    List<Recommendation> all = new ArrayList<>();
    Thresholds.Alerts t = thresholds.alerts();
    List<EndpointObservation> endpoints =
        observations.endpoints().stream()
            .filter(e -> e.requests() > 0)
            .sorted(Comparator.comparingLong(EndpointObservation::totalNanos).reversed())
            .toList();
    double slow =
        observations.statements().stream().mapToDouble(s -> Window.known(s.slowExecutions())).sum();
    if (slow > t.alertSlowStatements()) {
      all.add(
          new Recommendation(
              Severity.CRITICAL,
              String.format(
                  Locale.ROOT,
                  "%s slow statements in this window, more than %d: look at the slowest first.",
                  Words.count(slow),
                  t.alertSlowStatements()),
              idOf(findings, "", FindingKind.SLOW_STATEMENT)));
    }
    for (EndpointObservation e : endpoints) {
      double average = Window.known(e.totalNanos()) / e.requests();
      if (average > (double) t.alertAverage().toNanos()) {
        all.add(
            new Recommendation(
                Severity.WARNING,
                String.format(
                    Locale.ROOT,
                    "%s takes %s on average, more than %s.",
                    e.endpoint(),
                    Words.millis(average),
                    Words.millis((double) t.alertAverage().toNanos())),
                idOf(findings, e.endpoint(), null)));
      }
      double lookups = Window.known(e.cacheHits()) + Window.known(e.cacheMisses());
      double hits = Window.known(e.cacheHits()) / Math.max(1, lookups);
      if (lookups >= FEWEST_LOOKUPS && hits < t.alertHitRate()) {
        all.add(
            new Recommendation(
                Severity.WARNING,
                String.format(
                    Locale.ROOT,
                    "The cache answers %s of the look-ups of %s, less than %s: give its entries a"
                        + " longer time to live or coarser keys, or switch it off, as it costs more"
                        + " than it saves.",
                    Words.percent(hits),
                    e.endpoint(),
                    Words.percent(t.alertHitRate())),
                ""));
      }
    }
    for (Finding finding : findings) {
      if (finding.confidence() != Confidence.LOW) {
        all.add(
            new Recommendation(
                Severity.ADVICE, finding.summary() + " " + finding.remedy(), finding.id()));
      }
    }
    for (EndpointObservation e : endpoints) {
      if (e.p95Nanos() > t.alertP95().toNanos() && e.requests() >= FEWEST_REQUESTS) {
        all.add(
            new Recommendation(
                Severity.ADVICE,
                String.format(
                    Locale.ROOT,
                    "One request in twenty to %s takes longer than %s, with %s statements each: bring"
                        + " it under %s; its findings say how.",
                    e.endpoint(),
                    Words.millis((double) e.p95Nanos()),
                    Words.number(Window.known(e.statements()) / e.requests()),
                    Words.millis((double) t.alertP95().toNanos())),
                idOf(findings, e.endpoint(), null)));
      }
      double errors = Math.min(1, Window.known(e.errors()) / e.requests());
      if (errors > t.alertErrors()) {
        all.add(
            new Recommendation(
                Severity.ADVICE,
                String.format(
                    Locale.ROOT,
                    "%d of %d requests to %s failed (%s): look for its exceptions in the log.",
                    e.errors(),
                    e.requests(),
                    e.endpoint(),
                    String.format(Locale.ROOT, "%.1f %%", errors * 100)),
                ""));
      }
    }
    all.sort(Comparator.comparing(Recommendation::severity));
    return List.copyOf(all);
  }

  /** The finding with the largest share of this endpoint or kind; empty where there is none. */
  private static String idOf(List<Finding> findings, String endpoint, @Nullable FindingKind kind) {
    return findings.stream()
        .filter(f -> endpoint.isEmpty() || f.endpoint().equals(endpoint))
        .filter(f -> kind == null || f.kind() == kind)
        .filter(f -> f.confidence() != Confidence.LOW)
        .max(Comparator.comparingDouble(Finding::shareOfTime))
        .map(Finding::id)
        .orElse("");
  }
}
