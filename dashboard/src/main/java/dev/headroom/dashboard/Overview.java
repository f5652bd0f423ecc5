package dev.headroom.dashboard;

import dev.headroom.loop.EndpointObservation;
import dev.headroom.loop.Finding;
import dev.headroom.loop.Observations;
import dev.headroom.loop.StatementObservation;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What both forms say first. Work outside of requests is no endpoint of it. */
final class Overview {

  final long requests;
  final long errors;
  final int endpoints;
  final long statements;
  final long totalNanos;
  final long databaseNanos;
  final double explained;
  final Optional<EndpointObservation> slowest;
  private final Observations seen;
  private final int findings;

  private Overview(Observations seen, List<Finding> findings) {
    this.seen = seen;
    this.findings = findings.size();
    List<EndpointObservation> served = served(seen);
    endpoints = served.size();
    requests = served.stream().mapToLong(EndpointObservation::requests).sum();
    errors = served.stream().mapToLong(EndpointObservation::errors).sum();
    totalNanos = served.stream().mapToLong(EndpointObservation::totalNanos).sum();
    databaseNanos = served.stream().mapToLong(EndpointObservation::databaseNanos).sum();
    statements = seen.statements().stream().mapToLong(StatementObservation::executions).sum();
    slowest =
        served.stream()
            .filter(e -> e.requests() >= 20) // fewer have no p95
            .max(Comparator.comparingLong(EndpointObservation::p95Nanos));
    explained = explained(findings);
  }

  static Overview of(Observations seen, List<Finding> findings) {
    return new Overview(seen, findings);
  }

  /** The endpoints that served requests, the most time first. */
  static List<EndpointObservation> served(Observations seen) {
    return seen.endpoints().stream()
        .filter(e -> !e.endpoint().equals(Unseen.BACKGROUND))
        .sorted(Comparator.comparingLong(EndpointObservation::totalNanos).reversed())
        .toList();
  }

  /** Findings on one statement of one endpoint explain the same time, which counts once. */
  private static double explained(List<Finding> findings) {
    Map<String, Double> byCause = new HashMap<>();
    for (Finding finding : findings) {
      byCause.merge(
          finding.endpoint() + "\n" + finding.statement(), finding.shareOfTime(), Math::max);
    }
    return Math.min(1, byCause.values().stream().mapToDouble(Double::doubleValue).sum());
  }

  String sentence() {
    if (requests == 0 && statements == 0 && findings == 0) {
      return "Nothing has been observed yet";
    }
    String of =
        requests > 0
            ? " in " + Figures.of(requests, "request")
            : " in " + Figures.of(statements, "statement");
    return findings == 0
        ? "No cause of slowness found" + of
        : explained >= 0.005
            ? Figures.of(findings, "finding")
                + (findings == 1 ? " explains " : " explain ")
                + Figures.percent(explained)
                + " of the time of "
                + Figures.of(requests, "request")
            : Figures.of(findings, "finding") + of;
  }

  String facts() {
    StringBuilder facts = new StringBuilder();
    facts
        .append("Window ")
        .append(Figures.window(seen.windowNanos()))
        .append(", ")
        .append(Figures.of(requests, "request"))
        .append(" of ")
        .append(Figures.of(endpoints, "endpoint"))
        .append(", ")
        .append(Figures.of(statements, "statement"))
        .append(", ")
        .append(Figures.of(errors, "error"));
    if (totalNanos > 0) {
      facts
          .append(", database ")
          .append(Figures.percent(Figures.ratio(databaseNanos, totalNanos)))
          .append(" of the time");
    }
    return facts.append('.').toString();
  }
}
