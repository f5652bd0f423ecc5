package dev.headroom.diagnose;

import dev.headroom.loop.Confidence;
import dev.headroom.loop.Evidence;
import dev.headroom.loop.Finding;
import dev.headroom.loop.FindingKind;
import dev.headroom.loop.PlanObservation;
import dev.headroom.loop.StatementObservation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A statement that reads a large table whole to keep few of its rows, by the database's own plan.
 *
 * <p>The plan is one for unknown binds; with the real ones the database may know better. A table
 * takes its time to be read: where executions are far quicker than that, the plan was not the one
 * used, and the finding is of low confidence. What speaks for the scan is left alone: small tables,
 * and conditions that most rows meet.
 */
final class FullScan implements Rule {

  /** No database reads a row out of memory in less, whatever the number of its workers. */
  private static final double FASTEST_NANOS_PER_ROW = 20;

  /** A row fetched through an index costs about as much as ten rows of a scan. */
  private static final double INDEX_COST = 10;

  @Override
  public List<Finding> findings(Window window) {
    List<Finding> found = new ArrayList<>();
    Map<String, StatementObservation> unplanned = new HashMap<>();
    for (StatementObservation s : window.statements()) {
      PlanObservation plan = window.plan(s);
      if (plan == null || s.executions() <= 0) {
        continue;
      }
      if (!plan.missing().isEmpty()
          && window.shape(s).readsRows()
          && window.share((double) s.totalNanos()) >= window.thresholds().weight().highShare()) {
        unplanned.merge(plan.missing(), s, (a, b) -> b.totalNanos() > a.totalNanos() ? b : a);
      }
      for (PlanObservation.Scan scan : plan.scans()) {
        double kept = kept(window, s, scan);
        if (scan.rows() >= window.thresholds().reads().scanRows()
            && kept >= 0
            && kept <= window.thresholds().reads().scanKept() * scan.rows()) {
          found.add(finding(window, s, plan, scan, kept));
          break;
        }
      }
    }
    unplanned.forEach((missing, s) -> found.add(unknown(window, s, missing)));
    return found;
  }

  /**
   * Rows kept by the plan, or those returned where they are more: for unknown binds of a range a
   * planner guesses. Sums return few rows however many they keep.
   */
  private static double kept(Window window, StatementObservation s, PlanObservation.Scan scan) {
    SqlShape shape = window.shape(s);
    if (scan.kept() >= 0) {
      return shape.sums() || shape.limited()
          ? (double) scan.kept()
          : Math.max((double) scan.kept(), Words.rowsEach(s));
    }
    return shape.sums() ? -1 : Words.rowsEach(s);
  }

  private static Finding finding(
      Window window,
      StatementObservation s,
      PlanObservation plan,
      PlanObservation.Scan scan,
      double kept) {
    double mean = Words.mean(s);
    boolean guessed = window.shape(s).sums() && window.shape(s).ranged();
    boolean tooQuick = mean < FASTEST_NANOS_PER_ROW * scan.rows();
    Confidence proved =
        tooQuick || s.endpoint().equals(Window.BACKGROUND)
            ? Confidence.LOW
            : scan.kept() < 0 || guessed ? Confidence.MEDIUM : Confidence.HIGH;
    double total = Window.known(s.totalNanos());
    double saved = plan.scans().size() == 1 ? Math.max(0, 1 - INDEX_COST * kept / scan.rows()) : 0;
    return new Draft(window, FindingKind.FULL_SCAN, s)
        .explains(total)
        .proved(proved)
        .saves(tooQuick ? 0 : saved * total / window.requests(s))
        .says(
            String.format(
                Locale.ROOT,
                "%s reads all %s rows of %s to keep %s; each time takes %s.",
                s.endpoint(),
                Words.count((double) scan.rows()),
                scan.table(),
                Words.count(kept),
                Words.millis(mean)),
            "Give "
                + scan.table()
                + " an index that fits the condition, and compare the column itself, not a function"
                + " of it; index advice builds candidates on a copy and measures them.")
        .evidence(
            new Evidence(
                s.executions(),
                s.requests() <= 0 ? -1 : (double) s.executions() / s.requests(),
                mean,
                s.maxNanos(),
                -1,
                scan.rows(),
                Math.round(kept),
                plan.plan(),
                "",
                tooQuick
                    ? "The plan for unknown binds reads the table whole, but executions are too"
                        + " quick for that: with the real binds another plan is used."
                    : scan.kept() < 0
                        ? "What is kept was counted, the plan does not say it."
                        : guessed
                            ? "The plan guesses how much a range of unknown values keeps."
                            : "The plan is one for unknown binds. The saving is what an index can bring"
                                + " at most: it is not measured."))
        .patch(SqlPatch.index(s.fingerprint(), scan.table()))
        .finding();
  }

  /** Nothing is known of the plan, and that is worth saying once for each reason. */
  private static Finding unknown(Window window, StatementObservation s, String missing) {
    return new Draft(window, FindingKind.FULL_SCAN, s)
        .explains(Window.known(s.totalNanos()))
        .proved(Confidence.LOW)
        .says(
            s.endpoint()
                + " may read a table whole: the plan of its statement could not be asked for: "
                + missing
                + ".",
            "Allow it and look again: " + missing + ".")
        .evidence(Words.evidence(s, -1, "No plan: " + missing + "."))
        .finding();
  }
}
