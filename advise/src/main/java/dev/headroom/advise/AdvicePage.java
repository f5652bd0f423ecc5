package dev.headroom.advise;

import java.util.Locale;

/** A report as one self-contained HTML page, without scripts; it loads nothing. */
public final class AdvicePage {

  private static final String STYLE =
      "body{font:16px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem;"
          + "color-scheme:light dark}table{border-collapse:collapse;margin:.5rem 0 1rem;width:100%}"
          + "th,td{text-align:right;padding:.2rem .6rem;border-bottom:1px solid #8884}"
          + "th:first-child,td:first-child{text-align:left}pre{overflow-x:auto;background:#8881;"
          + "padding:.6rem}code{overflow-wrap:anywhere}summary{cursor:pointer}";

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
    page.append(
        String.format(
            Locale.ROOT,
            "<table><thead><tr><th>Workload<th>as found<th>with the advice</thead><tr><td>time of"
                + " statements<td>%s<td>%s<tr><td>pages of statements<td>%,.0f<td>%,.0f<tr><td>writes"
                + " of new indexes<td><td>%s, %,.0f pages</table>",
            AdviceText.time(advice.before().readNanos()),
            AdviceText.time(advice.after().readNanos()),
            advice.before().readBuffers(),
            advice.after().readBuffers(),
            AdviceText.time(advice.after().writeNanos()),
            advice.after().writeBuffers()));
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
      page.append("<details><summary>Considered and refused</summary><ul>");
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
      page.append("<details><summary>Statements left out</summary><ul>");
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
        .append("</code></h3><pre>")
        .append(escape(index.ddl()))
        .append(";</pre><p>")
        .append(
            escape(
                String.format(
                    Locale.ROOT,
                    "%s, built in %s. A written row costs %s and %.1f pages more; %,d rows were"
                        + " written. Undo: ",
                    AdviceText.bytes(index.sizeBytes()),
                    AdviceText.time(index.buildNanos()),
                    AdviceText.time(index.writes().nanosPerRow()),
                    index.writes().buffersPerRow(),
                    index.writes().rows())))
        .append("<code>")
        .append(escape(index.undo()))
        .append(";</code></p>");
    for (StatementEffect effect : index.helped()) {
      page.append("<p><code>")
          .append(escape(AdviceText.clip(effect.statement().fingerprint(), 2_000)))
          .append("</code></p><table><thead><tr><th>bind<th>")
          .append(AdviceText.counts(effect.typical()) ? "steps" : "cost")
          .append("<th>time<th>pages</thead>");
      for (StatementEffect.Sample sample : effect.samples()) {
        page.append(
            String.format(
                Locale.ROOT,
                "<tr><td>%s<td>%s &rarr; %s<td>%s &rarr; %s<td>%,d &rarr; %,d",
                sample.bind(),
                AdviceText.number(
                    AdviceText.counts(sample)
                        ? (double) sample.before().steps()
                        : sample.before().cost()),
                AdviceText.number(
                    AdviceText.counts(sample)
                        ? (double) sample.after().steps()
                        : sample.after().cost()),
                AdviceText.time(sample.before().nanos()),
                AdviceText.time(sample.after().nanos()),
                sample.before().buffers(),
                sample.after().buffers()));
      }
      page.append("</table><details><summary>Plans</summary><pre>")
          .append(escape(effect.typical().before().plan()))
          .append("</pre><pre>")
          .append(escape(effect.typical().after().plan()))
          .append("</pre></details>");
    }
  }

  private static void drop(StringBuilder page, AdviceReport.Drop drop) {
    page.append("<h3><code>")
        .append(escape(drop.index()))
        .append("</code></h3><p>")
        .append(escape(AdviceText.bytes(drop.sizeBytes()) + ": " + drop.reason()))
        .append("</p><pre>")
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
