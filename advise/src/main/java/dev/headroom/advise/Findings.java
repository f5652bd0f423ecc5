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

  static List<Finding> of(AdviceReport report, long allRequestNanos) {
    List<Finding> findings = new ArrayList<>(of(report.advice(), allRequestNanos));
    report.drops().forEach(drop -> findings.add(superfluous(drop)));
    return findings;
  }

  /** Nobody waits for it by itself: its share of time is that of writes, which is not measured. */
  static Finding superfluous(AdviceReport.Drop drop) {
    boolean duplicate = drop.why() == AdviceReport.Reason.DUPLICATE;
    FindingKind kind = duplicate ? FindingKind.DUPLICATE_INDEX : FindingKind.UNUSED_INDEX;
    return new Finding(
        Finding.idOf(kind, "", drop.index()),
        kind,
        "(background)",
        "",
        "",
        0,
        duplicate ? Confidence.MEDIUM : Confidence.LOW,
        0,
        String.format(
            Locale.ROOT,
            "Index %s of %s takes %s and is written with each row: %s.",
            drop.index(),
            drop.table(),
            AdviceText.bytes(drop.sizeBytes()),
            drop.reason()),
        drop.ddl(),
        new Evidence(
            Math.max(-1, drop.scans()),
            -1,
            -1,
            -1,
            -1,
            -1,
            -1,
            "",
            "",
            (drop.tried().isEmpty() ? "" : drop.tried() + ". ") + "Undo: " + drop.undo()),
        drop.ddl() + ";\n-- undo: " + drop.undo() + ";");
  }

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
        summary(index, typical),
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

  private static String summary(IndexAdvice index, StatementEffect.Sample typical) {
    return asked(typical)
        ? String.format(
            Locale.ROOT,
            "%s has no index on %s: the planner expects a cost of %s, with the index %s.",
            index.table(),
            index.columns(),
            AdviceText.number(typical.before().cost()),
            AdviceText.number(typical.after().cost()))
        : String.format(
            Locale.ROOT,
            "%s has no index on %s: the statement reads %s to return %s rows, with the index %s.",
            index.table(),
            index.columns(),
            read(typical.before()),
            rows(typical.before().rowsReturned()),
            read(typical.after()));
  }

  /** What the planner alone says is no proof. */
  private static boolean asked(StatementEffect.Sample typical) {
    return typical.before().nanos() < 0;
  }

  /** An index that spares no row, only the table's pages behind them, is better, not missing. */
  private static Confidence confidence(StatementEffect.Sample typical) {
    long before = typical.before().rowsRead();
    return asked(typical) || (before >= 0 && before <= typical.after().rowsRead())
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
    text.append(AdviceText.cost(index)).append(". Undo: ").append(index.undo()).append('.');
    for (StatementEffect effect : index.helped()) {
      text.append('\n').append(effect.statement().fingerprint());
      for (StatementEffect.Sample sample : effect.samples()) {
        text.append("\n  ")
            .append(sample.bind())
            .append(" bind: ")
            .append(AdviceText.change(sample));
        if (!asked(sample)) {
          text.append(", read ")
              .append(read(sample.before()))
              .append(" -> ")
              .append(read(sample.after()))
              .append(", returned ")
              .append(rows(sample.after().rowsReturned()));
        }
      }
      if (!effect.genericPlan()) {
        text.append("\n  a generic plan of a prepared statement does not use it");
      }
    }
    return text.toString();
  }
}
