package dev.headroom.prove;

import dev.headroom.loop.Evidence;
import dev.headroom.loop.Finding;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A finding with its evidence, as the page shows it. */
final class ReportPageCause {

  private ReportPageCause() {}

  static Map<String, Object> of(int rank, Report.Cause cause) {
    Finding finding = cause.finding();
    Evidence evidence = finding.evidence();
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("rank", rank);
    row.put("id", finding.id());
    row.put("kind", finding.kind().id());
    row.put("confidence", finding.confidence().name().toLowerCase(Locale.ROOT));
    row.put("endpoint", finding.endpoint());
    row.put("summary", finding.summary());
    row.put("remedy", finding.remedy());
    row.put("share", ReportNumbers.share(finding.shareOfTime()));
    row.put("shareSvg", ReportSvg.bar("after", finding.shareOfTime(), -1, -1, 1));
    row.put("statement", finding.statement());
    row.put("codeLine", finding.codeLine());
    row.put("facts", facts(evidence));
    row.put("detail", evidence.detail());
    row.put("planBefore", evidence.planBefore());
    row.put("planAfter", evidence.planAfter());
    row.put("plans", !evidence.planBefore().isEmpty() || !evidence.planAfter().isEmpty());
    row.put(
        "fixes", cause.fixes().isEmpty() ? "no declared fix" : String.join(", ", cause.fixes()));
    row.put("expected", ReportNumbers.millis(cause.expectedMs()));
    row.put("measuredKnown", !cause.basis().isEmpty());
    row.put("measured", ReportNumbers.signedMillis(cause.measuredMs()));
    row.put(
        "measuredInterval",
        ReportNumbers.signedMillis(cause.lowMs())
            + " to "
            + ReportNumbers.signedMillis(cause.highMs()));
    row.put("raw", cause.measuredMs());
    row.put("basis", cause.basis());
    row.put("group", cause.group());
    return row;
  }

  private static List<Map<String, Object>> facts(Evidence e) {
    List<Map<String, Object>> facts = new ArrayList<>();
    add(facts, "executions", e.executions() >= 0, ReportNumbers.count(e.executions()));
    add(facts, "per request", e.perRequest() >= 0, ReportNumbers.number(e.perRequest()));
    add(facts, "mean", e.meanNanos() >= 0, ReportNumbers.millis(e.meanNanos() / 1e6));
    add(facts, "longest", e.maxNanos() >= 0, ReportNumbers.millis(e.maxNanos() / 1e6));
    if (e.rowsRead() >= 0) {
      String returned =
          e.rowsReturned() < 0 ? "" : " for " + ReportNumbers.count(e.rowsReturned()) + " returned";
      add(facts, "rows read", true, ReportNumbers.count(e.rowsRead()) + returned);
    } else {
      add(facts, "rows returned", e.rowsReturned() >= 0, ReportNumbers.count(e.rowsReturned()));
    }
    add(
        facts,
        "distinct binds",
        e.distinctBindShare() >= 0,
        ReportNumbers.share(e.distinctBindShare()));
    return facts;
  }

  private static void add(
      List<Map<String, Object>> facts, String name, boolean known, String value) {
    if (known) {
      facts.add(Map.of("name", name, "value", value));
    }
  }
}
