package dev.headroom.diagnose;

import dev.headroom.loop.Confidence;
import dev.headroom.loop.EndpointObservation;
import dev.headroom.loop.Finding;
import dev.headroom.loop.FindingKind;
import dev.headroom.loop.StatementObservation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * Many different reads for one answer, one after the other: each pays its way to the database and
 * back. Writes are not counted, as a unit of work has as many as it has changes; nor are reads that
 * go on at the same time, told by statements that take longer than the requests.
 */
final class ChattyEndpoint implements Rule {

  private static final int ENOUGH = 10;
  private static final double LEAST_SHARE = 0.3;
  private static final double MOSTLY = 0.5;

  /** Statements that a good answer may need. */
  private static final int FEW = 5;

  @Override
  public List<Finding> findings(Window window) {
    List<Finding> found = new ArrayList<>();
    for (EndpointObservation e : window.endpoints()) {
      List<StatementObservation> reads =
          window.statements(e.endpoint()).stream()
              .filter(s -> s.requests() > 0 && window.shape(s).readsRows())
              .toList();
      double each =
          reads.stream()
              .mapToDouble(s -> Math.min(1.0, (double) s.requests() / e.requests()))
              .sum();
      double share = Window.known(e.databaseNanos()) / Math.max(1, Window.known(e.totalNanos()));
      if (e.requests() >= ENOUGH
          && each >= window.thresholds().statements().chattyStatements()
          && share >= LEAST_SHARE
          && share <= 1) {
        found.add(finding(window, e, reads, each, share));
      }
    }
    return found;
  }

  private static Finding finding(
      Window window,
      EndpointObservation e,
      List<StatementObservation> reads,
      double each,
      double share) {
    double once =
        reads.stream().mapToDouble(s -> Words.mean(s) * Math.min(s.requests(), e.requests())).sum();
    double roundTrip =
        reads.stream()
            .mapToDouble(s -> Window.known(s.minNanos()))
            .filter(t -> t > 0)
            .min()
            .orElse(0);
    Set<String> tables = new TreeSet<>();
    reads.forEach(s -> tables.addAll(window.shape(s).tables()));
    boolean high =
        each >= 2.0 * window.thresholds().statements().chattyStatements() && share >= MOSTLY;
    return new Draft(window, FindingKind.CHATTY_ENDPOINT, e.endpoint())
        .explains(once)
        .proved(high ? Confidence.HIGH : Confidence.MEDIUM)
        .saves((each - FEW) * roundTrip)
        .says(
            String.format(
                Locale.ROOT,
                "%s asks the database %s different things for one answer, one after the other.",
                e.endpoint(),
                Words.number(Math.rint(each))),
            "Read together what belongs together (joins, one statement per screen), keep what"
                + " hardly changes, or ask in parallel what is independent.")
        .evidence(
            Words.evidence(
                e.statements(),
                (double) e.statements() / e.requests(),
                once / Math.max(1, each * e.requests()),
                -1,
                String.format(
                    Locale.ROOT,
                    "%s of its time is in statements, on %d tables. The saving is a way to the"
                        + " database and back, %s, for each statement beyond %d.",
                    Words.percent(share),
                    tables.size(),
                    Words.millis(roundTrip),
                    FEW)))
        .finding();
  }
}
