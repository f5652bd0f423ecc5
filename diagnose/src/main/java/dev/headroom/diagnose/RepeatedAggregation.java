package dev.headroom.diagnose;

import dev.headroom.loop.Confidence;
import dev.headroom.loop.Finding;
import dev.headroom.loop.FindingKind;
import dev.headroom.loop.PlanObservation;
import dev.headroom.loop.StatementObservation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Sums over a range of raw rows, computed at each request: a table of sums kept up to date answers
 * in the time of reading the result. Where the same sums of data at rest are asked for, a cache is
 * the simpler cure, and {@link CacheableRead} speaks.
 */
final class RepeatedAggregation implements Rule {

  /** Raw rows for each row of the result from which the plan proves the sum to be long. */
  private static final double MANY = 50;

  private static final double MOST_ROWS = 1_000;

  @Override
  public List<Finding> findings(Window window) {
    List<Finding> found = new ArrayList<>();
    for (StatementObservation s : window.statements()) {
      SqlShape shape = window.shape(s);
      if (shape.readsRows()
          && shape.sums()
          && shape.ranged()
          && !s.endpoint().equals(Window.BACKGROUND)
          && s.executions() - s.equalInRequest() >= window.thresholds().caching().cacheMinimum()
          && Words.mean(s) >= (double) window.thresholds().reads().aggregateTime().toNanos()
          && Words.rowsEach(s) <= MOST_ROWS
          && !NPlusOne.isCandidate(window, s)
          && !Reuse.of(window, List.of(s)).isWorthIt(window.thresholds().caching())) {
        found.add(finding(window, s));
      }
    }
    return found;
  }

  private static Finding finding(Window window, StatementObservation s) {
    double raw = rawRows(window, s);
    double returned = Words.rowsEach(s);
    Window.Writes writes = window.writes(window.shape(s).tables());
    boolean proved = writes.executions() > 0 && returned >= 0 && raw >= MANY * returned && raw > 0;
    double total = Window.known(s.totalNanos());
    double saved = proved ? 1 - returned / raw : 0;
    String tables = Words.list(window.shape(s).tables());
    RollupPatch rollup = RollupPatch.of(s.fingerprint());
    return new Draft(window, FindingKind.REPEATED_AGGREGATION, s)
        .explains(total)
        .proved(proved ? Confidence.HIGH : Confidence.MEDIUM)
        .saves(saved * total / window.requests(s))
        .says(
            String.format(
                Locale.ROOT,
                "%s sums up raw rows of %s at each request, %s times in %s s, %s each time.",
                s.endpoint(),
                tables,
                Words.count((double) s.executions()),
                Words.number(window.seconds()),
                Words.millis(Words.mean(s))),
            (rollup == null
                    ? "Keep the sums in a table of their own"
                    : "Declare a rollup, which keeps the sums in a table of its own")
                + ", by day or hour and by what they are asked for, brought up to date as "
                + tables
                + " changes, and read them from there.")
        .evidence(
            Words.evidence(
                s,
                -1,
                String.format(
                    Locale.ROOT,
                    "%s; %d writes to %s seen. %s%s",
                    raw > 0
                        ? Words.count(raw) + " raw rows by the plan"
                        : "How many raw rows it reads is not known",
                    writes.executions(),
                    tables,
                    rollup == null ? "" : expected(rollup, raw, returned),
                    saved > 0
                        ? "The saving takes time as growing with rows: it is an upper bound."
                        : "No saving is promised: measure it.")))
        .patch(rollup == null ? SqlPatch.sums(s.fingerprint()) : rollup.yaml())
        .finding();
  }

  /** What an answer reads with a rollup, as far as it can be known without its binds. */
  private static String expected(RollupPatch rollup, double raw, double returned) {
    return returned < 0
        ? ""
        : String.format(
            Locale.ROOT,
            "With a rollup by day an answer reads %s bucket%s%s instead of %s. ",
            Words.count(returned),
            returned == 1 ? "" : "s",
            rollup.byTime() ? "" : " at most for each day asked for",
            raw > 0 ? Words.count(raw) + " rows" : "the raw rows");
  }

  private static double rawRows(Window window, StatementObservation s) {
    PlanObservation plan = window.plan(s);
    return plan == null
        ? 0
        : plan.scans().stream().mapToDouble(scan -> Window.known(scan.kept())).sum();
  }
}
