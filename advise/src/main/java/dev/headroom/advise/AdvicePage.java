package dev.headroom.advise;

import java.util.Locale;

/** A report as one self-contained HTML page, without scripts; it loads nothing. */
public final class AdvicePage {

  private static final String STYLE =
      "body{font:16px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem;"
          + "color-scheme:light dark}table{border-collapse:collapse;margin:.5rem 0 1rem;width:100%}"
          + "th,td{text-align:right;padding:.2rem .6rem;border-bottom:1px solid #8884}"
          + "th:first-child,td:first-child{text-align:left}pre{overflow-x:auto;background:#8881;"
          + "padding:.6rem}.ddl{white-space:pre-wrap;overflow-wrap:anywhere}.end{margin-top:2rem}"
          + ".end~.end{margin-top:.5rem}table{table-layout:fixed}code{overflow-wrap:anywhere}summary{cursor:pointer}.wide{overflow-x:auto}"
          + "h3{margin:2rem 0 .5rem}strong{color:#d33}td{font-variant-numeric:tabular-nums}";

  private AdvicePage() {}

  /**
   * Writes a report as a page.
   *
   * @param report what to write
   * @return HTML, to be stored as UTF-8
   */
  public static String of(AdviceReport report) {
    Advice advice = report.advice();
    StringBuilder page = new StringBuilder();
    page.append("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta")
        .append(" http-equiv=\"Content-Security-Policy\" content=\"default-src 'none';")
        .append(" style-src 'unsafe-inline'\"><meta name=\"viewport\"")
        .append(" content=\"width=device-width\"><title>Index advice for ")
        .append(escape(report.database()))
        .append("</title><style>")
        .append(STYLE)
        .append("</style></head><body><main><h1>Index advice for ")
        .append(escape(report.database()))
        .append("</h1><p>")
        .append(escape(report.measured()))
        .append("</p>");
    if (!report.notes().isEmpty()) {
      page.append("<ul>");
      report.notes().forEach(note -> page.append("<li>").append(escape(note)));
      page.append("</ul>");
    }
    workload(page, advice);
    applied(page, report);
    page.append("<h2>Create</h2>");
    if (advice.indexes().isEmpty()) {
      page.append("<p>No index is missing that would be worth its writes.</p>");
    }
    advice.indexes().forEach(index -> index(page, index));
    if (!report.drops().isEmpty()) {
      page.append("<h2>Drop</h2>");
      report.drops().forEach(drop -> drop(page, drop));
    }
    if (!advice.refused().isEmpty()) {
      page.append("<details class=end><summary>Considered and refused</summary><ul>");
      advice
          .refused()
          .forEach(
              one ->
                  page.append("<li><code>")
                      .append(escape(one.index()))
                      .append("</code>: ")
                      .append(escape(one.reason())));
      page.append("</ul></details>");
    }
    if (!advice.skipped().isEmpty()) {
      page.append("<details class=end><summary>Statements left out</summary><ul>");
      advice
          .skipped()
          .forEach(
              one ->
                  page.append("<li><code>")
                      .append(escape(AdviceText.clip(one.statement(), 300)))
                      .append("</code>: ")
                      .append(escape(one.reason())));
      page.append("</ul></details>");
    }
    return page.append("</main></body></html>\n").toString();
  }

  private static void index(StringBuilder page, IndexAdvice index) {
    page.append("<h3><code>")
        .append(escape(index.table() + " " + index.columns()))
        .append("</code></h3><pre class=ddl>")
        .append(escape(index.ddl()))
        .append(";</pre><p>")
        .append(escape(AdviceText.cost(index)))
        .append(".</p><p>Undo: <code>")
        .append(escape(index.undo()))
        .append(";</code></p>");
    for (StatementEffect effect : index.helped()) {
      boolean timed = effect.typical().before().nanos() >= 0;
      page.append("<p><code>")
          .append(escape(AdviceText.clip(effect.statement().fingerprint(), 2_000)))
          .append("</code></p><div class=wide><table><thead><tr><th>bind<th>")
          .append(AdviceText.counts(effect.typical()) ? "steps" : "cost")
          .append(timed ? "<th>time<th>pages</thead>" : "</thead>");
      for (StatementEffect.Sample sample : effect.samples()) {
        sample(page, sample, timed);
      }
      page.append("</table></div>");
      if (!effect.genericPlan()) {
        page.append("<p>A generic plan of a prepared statement does not use it.</p>");
      }
      page.append("<details><summary>Plans</summary><pre>")
          .append(escape(effect.typical().before().plan()))
          .append("</pre><pre>")
          .append(escape(effect.typical().after().plan()))
          .append("</pre></details>");
    }
  }

  private static void sample(StringBuilder page, StatementEffect.Sample sample, boolean timed) {
    page.append("<tr><td>")
        .append(sample.bind())
        .append("<td>")
        .append(
            arrow(
                AdviceText.number(AdviceText.work(sample.before())),
                AdviceText.number(AdviceText.work(sample.after()))));
    if (timed) {
      page.append("<td>")
          .append(
              arrow(
                  AdviceText.time(sample.before().nanos()),
                  AdviceText.time(sample.after().nanos())))
          .append("<td>")
          .append(
              arrow(
                  count((double) sample.before().buffers()),
                  count((double) sample.after().buffers())));
    }
  }

  private static String arrow(String before, String after) {
    return before + " &rarr; " + after;
  }

  private static String count(double value) {
    return String.format(Locale.ROOT, "%,.0f", value);
  }

  private static void workload(StringBuilder page, Advice advice) {
    WorkloadCost before = advice.before();
    WorkloadCost after = advice.after();
    page.append(
        "<div class=wide><table><thead><tr><th>Workload<th>as found<th>with the advice</thead>");
    if (before.readNanos() >= 0) {
      row(
          page,
          "time of statements",
          AdviceText.time(before.readNanos()),
          AdviceText.time(after.readNanos()));
      row(page, "pages of statements", count(before.readBuffers()), count(after.readBuffers()));
    }
    if (before.readCost() >= 0) {
      row(
          page,
          "planner's cost of statements",
          AdviceText.number(before.readCost()),
          AdviceText.number(after.readCost()));
    }
    if (!advice.indexes().isEmpty()) {
      row(
          page,
          "writes of new indexes",
          "",
          AdviceText.time(after.writeNanos()) + ", " + count(after.writeBuffers()) + " pages");
    }
    page.append("</table></div>");
  }

  private static void row(StringBuilder page, String name, String before, String after) {
    page.append("<tr><td>").append(name).append("<td>").append(before).append("<td>").append(after);
  }

  private static void applied(StringBuilder page, AdviceReport report) {
    if (report.applied().isEmpty()) {
      return;
    }
    page.append("<h2>Done</h2>");
    for (AdviceReport.Applied one : report.applied()) {
      page.append("<h3><code>")
          .append(escape(one.index()))
          .append("</code> ")
          .append(AdviceText.outcome(one.outcome()))
          .append(one.nanos() > 0 ? " in " + AdviceText.time(one.nanos()) : "")
          .append("</h3>");
      if (!one.detail().isEmpty()) {
        page.append("<p>").append(escape(one.detail())).append("</p>");
      }
      page.append("<pre class=ddl>").append(escape(one.statement())).append(";</pre>");
      if (!one.checks().isEmpty()) {
        page.append(
            "<div class=wide><table><thead><tr><th>Watched<th>before<th>promised<th>now<th></thead>");
        for (AdviceReport.Check check : one.checks()) {
          page.append("<tr><td>")
              .append(escape(check.what()))
              .append("<td>")
              .append(escape(check.before()))
              .append("<td>")
              .append(escape(check.promised()))
              .append("<td>")
              .append(escape(check.after()))
              .append(check.holds() ? "<td>holds" : "<td><strong>broken</strong>");
        }
        page.append("</table></div>");
      }
    }
  }

  private static void drop(StringBuilder page, AdviceReport.Drop drop) {
    page.append("<h3><code>")
        .append(escape(drop.index()))
        .append("</code> on <code>")
        .append(escape(drop.table()))
        .append("</code></h3><p>")
        .append(
            escape(
                AdviceText.bytes(drop.sizeBytes())
                    + ": "
                    + drop.reason()
                    + (drop.tried().isEmpty() ? "" : "; " + drop.tried())))
        .append("</p><pre class=ddl>")
        .append(escape(drop.ddl()))
        .append(";\n-- undo: ")
        .append(escape(drop.undo()))
        .append(";</pre>");
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
