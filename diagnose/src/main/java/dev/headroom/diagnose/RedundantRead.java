package dev.headroom.diagnose;

import dev.headroom.loop.Confidence;
import dev.headroom.loop.Finding;
import dev.headroom.loop.FindingKind;
import dev.headroom.loop.StatementObservation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The same statement with the same binds again within one request. A read that follows a write to
 * its table may answer differently, and a loop that waits for others reads again on purpose; the
 * order is not known, so writes in like number speak against the finding. So do failures: a retry
 * repeats its binds.
 */
final class RedundantRead implements Rule {

  /** Share of equal executions from which it may be of high confidence. */
  private static final double MOSTLY = 0.5;

  @Override
  public List<Finding> findings(Window window) {
    List<Finding> found = new ArrayList<>();
    for (StatementObservation s : window.statements()) {
      long equal = equal(s);
      if (equal > 0
          && equal >= window.thresholds().statements().equalShare() * s.executions()
          && 2 * equal >= s.requests()
          && !s.endpoint().equals(Window.BACKGROUND)
          && window.shape(s).readsRows()
          && !window.shape(s).changing()
          && !NPlusOne.isCandidate(window, s)) {
        found.add(finding(window, s, equal));
      }
    }
    return found;
  }

  /** Executions with binds already seen in the request, failures and their retries left out. */
  private static long equal(StatementObservation s) {
    return s.equalInRequest() - s.errors();
  }

  private static Confidence confidence(Window window, StatementObservation s, long equal) {
    Window.Writes writes = window.writes(window.shape(s).tables());
    if (writes.by(s.endpoint()) * 2 >= s.requests() || writes.executions() * 2 >= equal) {
      return Confidence.LOW;
    }
    return equal >= MOSTLY * s.executions() ? Confidence.HIGH : Confidence.MEDIUM;
  }

  private static Finding finding(Window window, StatementObservation s, long equal) {
    double explained = equal * Words.mean(s);
    String tables = Words.list(window.shape(s).tables());
    double perRequest = (double) s.executions() / Math.max(1, s.requests());
    double executions = Math.max(1, (double) s.executions());
    return new Draft(window, FindingKind.REDUNDANT_READ, s)
        .explains(explained)
        .proved(confidence(window, s, equal))
        .saves(explained / window.requests(s))
        .says(
            String.format(
                Locale.ROOT,
                "%s reads %s %s times per request, %s of the executions with binds that the same"
                    + " request had read before.",
                s.endpoint(),
                tables,
                Words.number(perRequest),
                Words.percent(equal / executions)),
            "Read "
                + tables
                + " once per request and hand the result on: a local variable, a request-scoped"
                + " cache, or one persistence context for the whole request.")
        .evidence(
            Words.evidence(
                s,
                1 - equal / executions,
                equal + " of " + s.executions() + " executions repeat binds of their request."))
        .patch(PatchText.once(Words.codeLine(s)))
        .finding();
  }
}
