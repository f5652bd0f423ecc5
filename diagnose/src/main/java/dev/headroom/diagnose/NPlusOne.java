package dev.headroom.diagnose;

import dev.headroom.loop.Confidence;
import dev.headroom.loop.Finding;
import dev.headroom.loop.FindingKind;
import dev.headroom.loop.StatementObservation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One statement repeated per row of an earlier one. The repeat alone is a candidate; it is proved
 * when the binds were seen in an earlier result set ({@code flow}), or when repeats grow one by one
 * with the rows that drive them ({@code drivingSlope}).
 *
 * <p>What looks alike and is not: batch loaders (a list of keys per execution) and pages read one
 * after the other, which are named only when proved (batches also from four times the minimum: a
 * mapper fetches one composite key at a time by a list of one), and bounded loops (seven days of a
 * week), whose repeats do not grow; from four times the minimum on (the days of four weeks) they
 * cost as much as any.
 */
final class NPlusOne implements Rule {

  /** Times the minimum: so many are too many, whatever they were meant to be. */
  private static final int MANY = 4;

  @Override
  public List<Finding> findings(Window window) {
    List<Finding> found = new ArrayList<>();
    for (StatementObservation statement : window.statements()) {
      if (isCandidate(window, statement)) {
        Confidence proved = confidence(window, statement);
        if (proved == Confidence.HIGH || !mayBeMeant(window, statement)) {
          found.add(finding(window, statement, proved));
        }
      }
    }
    return found;
  }

  /** Whether the pattern is there, proved or not; other rules leave such statements to this one. */
  static boolean isCandidate(Window window, StatementObservation s) {
    Thresholds.Statements t = window.thresholds().statements();
    if (s.repeatingRequests() <= 0
        || s.endpoint().equals(Window.BACKGROUND)
        || !window.shape(s).readsRows()) {
      return false;
    }
    double least = s.flow() >= t.flow() ? t.provedDistinctShare() : t.distinctShare();
    return repeats(s) >= t.nPlusOneMinimum() && distinctShare(s) >= least;
  }

  /** Batches and pages repeat on purpose; lists that repeat this often hold next to nothing. */
  private static boolean mayBeMeant(Window window, StatementObservation s) {
    SqlShape shape = window.shape(s);
    boolean fewBatches = repeats(s) < MANY * window.thresholds().statements().nPlusOneMinimum();
    return shape.paging() || (shape.listed() && fewBatches);
  }

  private static double repeats(StatementObservation s) {
    return (double) s.repeatedExecutions() / s.repeatingRequests();
  }

  private static double distinctShare(StatementObservation s) {
    return Math.min(1, (double) s.distinctInRequest() / Math.max(1, s.repeatedExecutions()));
  }

  private static Confidence confidence(Window window, StatementObservation s) {
    Thresholds.Statements t = window.thresholds().statements();
    double slope = s.drivingSlope();
    if (s.flow() >= t.flow() || (slope >= t.slopeLow() && slope <= t.slopeHigh())) {
      return Confidence.HIGH;
    }
    // Looked for and not found: no bind from an earlier result, and repeats that do not grow.
    boolean bounded = Double.isNaN(slope) ? s.minPerRequest() == s.maxPerRequest() : slope < 0.2;
    boolean looked = s.flow() >= 0 || !Double.isNaN(slope);
    boolean few = repeats(s) < MANY * t.nPlusOneMinimum();
    return looked && bounded && few ? Confidence.LOW : Confidence.MEDIUM;
  }

  private static Finding finding(Window window, StatementObservation s, Confidence proved) {
    double mean = Words.mean(s);
    double explained = (s.repeatedExecutions() - s.repeatingRequests()) * mean;
    String tables = Words.list(window.shape(s).tables());
    return new Draft(window, FindingKind.N_PLUS_ONE, s)
        .explains(explained)
        .proved(proved)
        .saves(explained / window.requests(s))
        .says(
            String.format(
                Locale.ROOT,
                "%s reads %s %s times per request, one execution after the other with other keys;"
                    + " each takes %s.",
                s.endpoint(),
                tables,
                Words.number(repeats(s)),
                Words.millis(mean)),
            remedy(s, tables))
        .evidence(Words.evidence(s, distinctShare(s), detail(s)))
        .patch(PatchText.nPlusOne(s.flowFrom(), s.fingerprint(), window.shape(s).tables()))
        .finding();
  }

  private static String remedy(StatementObservation s, String tables) {
    String driver =
        s.flowFrom().isEmpty()
            ? "the statement whose rows give the keys"
            : "'" + s.flowFrom() + "'";
    return "Read "
        + tables
        + " once: join it to "
        + driver
        + ", or collect the keys and fetch the batch with where key = any(?) (fetch join, entity"
        + " graph or batch size in an object-relational mapper).";
  }

  private static String detail(StatementObservation s) {
    StringBuilder detail = new StringBuilder();
    if (s.flow() >= 0) {
      detail
          .append("binds come from an earlier result in ")
          .append(Words.percent(Math.min(1, s.flow())))
          .append(" of the repeating requests looked at");
      if (!s.flowFrom().isEmpty()) {
        detail.append(", from: ").append(s.flowFrom());
      }
      detail.append(". ");
    }
    if (Double.isFinite(s.drivingSlope())) {
      detail
          .append("Each driving row brings ")
          .append(Words.number(s.drivingSlope()))
          .append(" executions. ");
    }
    return detail
        .append(s.repeatingRequests())
        .append(" of ")
        .append(s.requests())
        .append(" requests repeat it, ")
        .append(s.minPerRequest())
        .append(" to ")
        .append(s.maxPerRequest())
        .append(" times.")
        .toString();
  }
}
