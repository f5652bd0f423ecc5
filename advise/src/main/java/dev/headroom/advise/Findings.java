package dev.headroom.advise;

import dev.headroom.loop.Confidence;
import dev.headroom.loop.Evidence;
import dev.headroom.loop.Finding;
import dev.headroom.loop.FindingKind;
import dev.headroom.loop.StatementObservation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Index advice in the loop's words. */
final class Findings {

  private Findings() {}

  static List<Finding> of(Advice advice, long allRequestNanos) {
    List<Finding> findings = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    for (IndexAdvice index : advice.indexes()) {
      Finding finding = one(index, allRequestNanos, ids);
      findings.add(finding);
      ids.add(finding.id());
    }
    findings.sort(Comparator.comparingDouble(Finding::shareOfTime).reversed());
    return findings;
  }

  private static Finding one(IndexAdvice index, long allRequestNanos, Set<String> taken) {
    StatementEffect main = index.helped().get(0);
    StatementObservation seen = main.statement();
    double explained = 0;
    double all = 0;
    for (StatementEffect effect : index.helped()) {
      explained += effect.totalNanos() * effect.ownSaving();
      all += effect.totalNanos();
    }
    if (allRequestNanos > 0) {
      all = allRequestNanos;
    }
    double share = all <= 0 ? 0 : Math.min(1, Math.max(0, explained / all));
    String id = Finding.idOf(FindingKind.MISSING_INDEX, seen.endpoint(), seen.fingerprint());
    if (taken.contains(id)) {
      // A statement that needs two indexes gives two findings.
      id =
          Finding.idOf(
              FindingKind.MISSING_INDEX, seen.endpoint(), seen.fingerprint() + "\n" + index.name());
    }
    StatementEffect.Sample typical = main.typical();
    return new Finding(
        id,
        FindingKind.MISSING_INDEX,
        seen.endpoint(),
        seen.fingerprint(),
        seen.codeLine(),
        share,
        confidence(typical),
        Math.max(0, seen.totalNanos() * main.ownSaving() / Math.max(1, seen.requests())),
        String.format(
            Locale.ROOT,
            "%s has no index on %s: the statement reads %s to return %s rows, with the index %s.",
            index.table(),
            index.columns(),
            read(typical.before()),
            rows(typical.before().rowsReturned()),
            read(typical.after())),
        index.ddl(),
        new Evidence(
            seen.executions(),
            (double) seen.executions() / Math.max(1, seen.requests()),
            (double) seen.totalNanos() / Math.max(1, seen.executions()),
            seen.maxNanos(),
            seen.executions() == 0
                ? -1
                : Math.min(1, (double) seen.distinctBinds() / seen.executions()),
            typical.before().rowsRead(),
            typical.before().rowsReturned(),
            typical.before().plan(),
            typical.after().plan(),
            detail(index)));
  }

  /** An index that spares no row, only the table's pages behind them, is better, not missing. */
  private static Confidence confidence(StatementEffect.Sample typical) {
    long before = typical.before().rowsRead();
    return before >= 0 && before <= typical.after().rowsRead()
        ? Confidence.MEDIUM
        : Confidence.HIGH;
  }

  /** SQLite does not tell rows, but the steps of its machine, a few for each. */
  private static String read(Run run) {
    return run.steps() >= 0 ? rows(run.steps()) + " steps" : rows(run.rowsRead()) + " rows";
  }

  private static String rows(long rows) {
    return rows < 0 ? "unknown" : String.format(Locale.ROOT, "%,d", rows);
  }

  private static String detail(IndexAdvice index) {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "Built and measured on a copy: %.1f MB, built in %.0f ms, adds %.1f us and %.1f pages to"
                + " a written row (%,d in the window). Undo: %s.",
            index.sizeBytes() / 1e6,
            index.buildNanos() / 1e6,
            index.writes().nanosPerRow() / 1e3,
            index.writes().buffersPerRow(),
            index.writes().rows(),
            index.undo()));
    for (StatementEffect effect : index.helped()) {
      text.append('\n').append(effect.statement().fingerprint());
      for (StatementEffect.Sample sample : effect.samples()) {
        text.append(
            String.format(
                Locale.ROOT,
                "%n  %s bind: %.2f -> %.2f ms, %,d -> %,d pages, read %s -> %s, returned %s",
                sample.bind(),
                sample.before().nanos() / 1e6,
                sample.after().nanos() / 1e6,
                sample.before().buffers(),
                sample.after().buffers(),
                read(sample.before()),
                read(sample.after()),
                rows(sample.after().rowsReturned())));
      }
      if (!effect.genericPlan()) {
        text.append("\n  a generic plan of a prepared statement does not use it");
      }
    }
    return text.toString().replace(System.lineSeparator(), "\n");
  }
}
