package dev.headroom.diagnose;

import dev.headroom.loop.Confidence;
import dev.headroom.loop.Evidence;
import dev.headroom.loop.Finding;
import dev.headroom.loop.FindingKind;
import dev.headroom.loop.PlanObservation;
import dev.headroom.loop.StatementObservation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A statement that is slow by itself: by its mean, or in a good share of its executions. One slow
 * execution among many (the first, or one that waited) is none.
 */
final class SlowStatement implements Rule {

  /** Executions from which a mean is trusted, and slow executions from which a share is. */
  private static final int ENOUGH = 5;

  private static final int SLOW_ENOUGH = 3;

  @Override
  public List<Finding> findings(Window window) {
    List<Finding> found = new ArrayList<>();
    for (StatementObservation s : window.statements()) {
      if (s.executions() <= 0) {
        continue;
      }
      double slowShare = (double) s.slowExecutions() / s.executions();
      boolean slowMean = meanNanos(s) >= window.thresholds().statements().slowNanos();
      boolean often =
          s.batches() == 0 // a batch is one execution, slow by what it sends together
              && s.slowExecutions() >= SLOW_ENOUGH
              && slowShare >= window.thresholds().statements().slowShare();
      if (slowMean || often) {
        found.add(finding(window, s, proved(s, slowMean, slowShare), slowShare));
      }
    }
    return found;
  }

  /** Mean time of one statement; those of a batch count one by one. */
  private static double meanNanos(StatementObservation s) {
    long sent = s.executions() - s.batches() + s.batched();
    return (double) s.totalNanos() / Math.max(1, sent);
  }

  private static Confidence proved(StatementObservation s, boolean slowMean, double slowShare) {
    if (s.executions() == 1 && s.endpoint().equals(Window.BACKGROUND)) {
      return Confidence.LOW; // maintenance at the start: nobody's request
    }
    return s.executions() >= ENOUGH && slowMean && slowShare >= 0.5
        ? Confidence.HIGH
        : Confidence.MEDIUM;
  }

  private static Finding finding(
      Window window, StatementObservation s, Confidence proved, double slowShare) {
    // Brought down to the threshold; what is possible beyond that is not known without a plan.
    double saving =
        Math.max(
            0.0,
            (double) s.totalNanos()
                - (double) s.executions() * window.thresholds().statements().slowNanos());
    SqlShape shape = window.shape(s);
    String what =
        shape.tables().isEmpty() ? "a statement" : "a statement on " + Words.list(shape.tables());
    Evidence figures =
        Words.evidence(
            s,
            Math.min(1.0, (double) s.distinctBinds() / s.executions()),
            s.executions() == 1
                ? ""
                : Words.percent(slowShare) + " of " + s.executions() + " executions were slow.");
    return new Draft(window, FindingKind.SLOW_STATEMENT, s)
        .explains((double) s.totalNanos())
        .proved(proved)
        .saves(saving / window.requests(s))
        .says(
            String.format(
                Locale.ROOT,
                "%s %s that takes %s%s.",
                s.endpoint().equals(Window.BACKGROUND)
                    ? "Outside of requests runs"
                    : s.endpoint() + " runs",
                what,
                Words.millis(Words.mean(s)),
                s.executions() == 1
                    ? ""
                    : " on average and " + Words.millis((double) s.maxNanos()) + " at most"),
            shape.reads()
                ? "Look at its plan: read fewer rows through an index that fits the predicate, or"
                    + " keep what it computes in a table brought up to date as data changes."
                : "Look at its plan and its locks: reach the rows through an index, write in"
                    + (s.endpoint().equals(Window.BACKGROUND)
                        ? " smaller batches."
                        : " smaller batches, and move what nobody waits for out of the request."))
        .evidence(planned(window, s, figures))
        .finding();
  }

  /** The same with the statement's plan, or why there is none. */
  private static Evidence planned(Window window, StatementObservation s, Evidence e) {
    PlanObservation plan = window.plan(s);
    if (plan == null) {
      return e;
    }
    String missing = plan.missing().isEmpty() ? "" : " No plan: " + plan.missing() + ".";
    return new Evidence(
        e.executions(),
        e.perRequest(),
        e.meanNanos(),
        e.maxNanos(),
        e.distinctBindShare(),
        e.rowsRead(),
        e.rowsReturned(),
        plan.plan(),
        "",
        e.detail() + missing);
  }
}
