package dev.headroom.diagnose;

import dev.headroom.loop.Confidence;
import dev.headroom.loop.Finding;
import dev.headroom.loop.FindingKind;
import dev.headroom.loop.StatementObservation;
import dev.headroom.loop.StatementObservation.Fetch;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Rows that the application moves over without reading a column, or columns that no traced
 * execution read. Rows are counted, so they may accuse; how wide a column is is not known, and
 * another branch of the program may read it, so columns never do. A single row is cheap however
 * wide.
 */
final class OverFetch implements Rule {

  private static final int FEW_ROWS = 20;
  private static final int MANY_ROWS = 100;
  private static final int FEW_COLUMNS = 3;
  private static final int ROWS_FOR_COLUMNS = 10;

  @Override
  public List<Finding> findings(Window window) {
    List<Finding> found = new ArrayList<>();
    for (StatementObservation s : window.statements()) {
      Fetch fetch = s.fetch();
      if (fetch.executions() < window.thresholds().reads().tracedExecutions()
          || !window.shape(s).readsRows()
          || fetch.rows() <= 0) {
        continue;
      }
      double least = window.thresholds().reads().unusedShare();
      double unusedEach = (double) fetch.unusedRows() / fetch.executions();
      double rowsEach = (double) fetch.rows() / fetch.executions();
      if (unusedEach >= FEW_ROWS && fetch.unusedRows() >= least * fetch.rows()) {
        found.add(rows(window, s, unusedEach, rowsEach));
      } else if (fetch.unused().size() >= FEW_COLUMNS
          && fetch.columns() > FEW_COLUMNS
          && fetch.unused().size() >= least * fetch.columns()
          && rowsEach >= ROWS_FOR_COLUMNS) {
        found.add(columns(window, s, rowsEach));
      }
    }
    return found;
  }

  private static Finding rows(
      Window window, StatementObservation s, double unusedEach, double rowsEach) {
    double share = Math.min(1, unusedEach / rowsEach);
    double explained = Window.known(s.totalNanos()) * share;
    return new Draft(window, FindingKind.OVER_FETCH, s)
        .explains(explained)
        .proved(unusedEach >= MANY_ROWS ? Confidence.HIGH : Confidence.MEDIUM)
        .saves(explained / window.requests(s))
        .says(
            String.format(
                Locale.ROOT,
                "%s reads %s rows of %s each time and does not look at %s of them.",
                s.endpoint(),
                Words.count(rowsEach),
                Words.list(window.shape(s).tables()),
                Words.percent(share)),
            "Let the database count, filter and skip: count(*), a condition in where, or a page"
                + " that begins after the last key seen.")
        .evidence(
            Words.evidence(
                s,
                -1,
                String.format(
                    Locale.ROOT,
                    "Of %s rows in %d traced executions %s were passed over. The saving takes time"
                        + " as growing with rows: it is an upper bound.",
                    Words.count((double) s.fetch().rows()),
                    s.fetch().executions(),
                    Words.count((double) s.fetch().unusedRows()))))
        .patch(SqlPatch.count(s.fingerprint(), s.fetch()))
        .finding();
  }

  private static Finding columns(Window window, StatementObservation s, double rowsEach) {
    Fetch fetch = s.fetch();
    double share = Math.min(1, (double) fetch.unused().size() / fetch.columns());
    return new Draft(window, FindingKind.OVER_FETCH, s)
        .explains(Window.known(s.totalNanos()) * share)
        .proved(Confidence.MEDIUM)
        .says(
            String.format(
                Locale.ROOT,
                "%s reads %d columns of %s and looks at %d of them.",
                s.endpoint(),
                fetch.columns(),
                Words.list(window.shape(s).tables()),
                Math.max(0, fetch.columns() - fetch.unused().size())),
            "Select the columns that are used; large texts and documents only where they are"
                + " shown.")
        .evidence(
            Words.evidence(
                s,
                -1,
                String.format(
                    Locale.ROOT,
                    "Not read in %d traced executions of %s rows: %s. No saving is promised: how"
                        + " wide they are is not known.",
                    fetch.executions(),
                    Words.count(rowsEach),
                    String.join(", ", fetch.unused()))))
        .patch(SqlPatch.without(s.fingerprint(), fetch.unused()))
        .finding();
  }
}
