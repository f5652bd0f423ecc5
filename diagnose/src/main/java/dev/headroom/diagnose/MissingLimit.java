package dev.headroom.diagnose;

import dev.headroom.loop.Confidence;
import dev.headroom.loop.EndpointObservation;
import dev.headroom.loop.Finding;
import dev.headroom.loop.FindingKind;
import dev.headroom.loop.StatementObservation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A read without a limit that returns many rows. Whether all are wanted only the program knows; an
 * answer far smaller than what was read is the proof that they are not. Exports, streams and jobs
 * mean to read all.
 */
final class MissingLimit implements Rule {

  private static final List<String> MEANT =
      List.of(
          "export",
          "download",
          "stream",
          "backup",
          "dump",
          "csv",
          "feed",
          "sitemap",
          "sync",
          "report");

  /** Rows of a page that people look at; what is above could be left out. */
  private static final double PAGE = 100;

  /** An answer with fewer bytes for each row read does not carry the rows. */
  private static final double BYTES_PER_ROW = 4;

  private static final int ENOUGH = 20;
  private static final int FEW = 10;

  @Override
  public List<Finding> findings(Window window) {
    List<Finding> found = new ArrayList<>();
    for (StatementObservation s : window.statements()) {
      SqlShape shape = window.shape(s);
      double rows = Math.max(Words.rowsEach(s), 0);
      if (rows >= window.thresholds().reads().limitRows()
          && shape.readsRows()
          && !shape.limited()
          && !shape.aggregated()
          && !shape.listed()) {
        found.add(finding(window, s, rows));
      }
    }
    return found;
  }

  private static Finding finding(Window window, StatementObservation s, double rows) {
    EndpointObservation endpoint = window.endpoint(s.endpoint());
    double answer =
        endpoint == null || endpoint.requests() <= 0
            ? 0
            : Window.known(endpoint.transfer().responseBytes()) / endpoint.requests();
    double perRequest = rows * s.executions() / window.requests(s);
    boolean small = answer > 0 && answer < BYTES_PER_ROW * perRequest;
    double explained = Window.known(s.totalNanos()) * (1 - Math.min(1, PAGE / rows));
    return new Draft(window, FindingKind.MISSING_LIMIT, s)
        .explains(explained)
        .proved(confidence(s, small))
        .saves(explained / window.requests(s))
        .says(
            String.format(
                Locale.ROOT,
                "%s reads %s rows of %s each time, and nothing limits how many it will be%s.",
                s.endpoint(),
                Words.count(rows),
                Words.list(window.shape(s).tables()),
                small ? "; its answer has " + Words.bytes(answer) : ""),
            "Read a page at a time: a limit, and the next page from the last key seen. Where only"
                + " a few rows or sums are wanted, let the database choose and count.")
        .evidence(
            Words.evidence(
                s,
                -1,
                String.format(
                    Locale.ROOT,
                    "%s rows on average%s%s. The saving is that of a page of %s rows, at most.",
                    Words.count(rows),
                    s.fetch().maxRows() > 0
                        ? ", " + Words.count((double) s.fetch().maxRows()) + " at most"
                        : "",
                    answer > 0 ? ", answered in " + Words.bytes(answer) : "",
                    Words.count(PAGE))))
        .patch(SqlPatch.paged(s.fingerprint()))
        .finding();
  }

  private static Confidence confidence(StatementObservation s, boolean smallAnswer) {
    String endpoint = s.endpoint().toLowerCase(Locale.ROOT);
    if (s.endpoint().equals(Window.BACKGROUND)
        || s.executions() < FEW
        || MEANT.stream().anyMatch(endpoint::contains)) {
      return Confidence.LOW;
    }
    return smallAnswer && s.executions() >= ENOUGH ? Confidence.HIGH : Confidence.MEDIUM;
  }
}
