package dev.headroom.dashboard;

import dev.headroom.loop.Evidence;
import dev.headroom.loop.Finding;
import java.util.List;
import java.util.Locale;

/** A finding: what to do at first sight, its evidence behind a disclosure. */
final class PageFinding {

  private static final int MOST = 100;
  private static final int LONG_TEXTS = 20;
  private static final int LONG_TEXT = 6_000;
  private static final int SHORT_TEXT = 300;

  private PageFinding() {}

  static Html all(List<Finding> findings) {
    Html html = new Html();
    int number = 0;
    for (Finding finding : findings.subList(0, Math.min(MOST, findings.size()))) {
      html.add("{}", one(finding, number++ < LONG_TEXTS ? LONG_TEXT : SHORT_TEXT));
    }
    if (findings.size() > MOST) {
      html.add(
          "<p class=\"soft\">{}: findings.json has all.</p>",
          Figures.of(findings.size() - MOST, "more finding"));
    }
    return html;
  }

  private static Html one(Finding f, int most) {
    String id = Figures.clip(f.id(), PageTables.LONGEST_ENDPOINT);
    Html html =
        Html.of(
            """
            <article id="{}"><div class="side"><b class="share">{}</b>\
            <svg viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">\
            <rect class="rest" width="100" height="6"/><rect class="database" width="{}" height="6"/></svg>\
            <span>of all time</span> <span class="{}">{} confidence</span></div>
            <div><h3>{}</h3>
            <p class="soft"><code>{}</code> <a class="id" href="#{}">{}</a></p>
            """,
            id,
            Figures.share(f.shareOfTime()),
            Math.round(f.shareOfTime() * 1000) / 10.0,
            f.confidence().name().toLowerCase(Locale.ROOT),
            f.confidence().name().toLowerCase(Locale.ROOT),
            Figures.clip(f.summary(), most),
            Figures.clip(f.endpoint(), PageTables.LONGEST_ENDPOINT),
            id,
            id);
    if (!f.codeLine().isEmpty() && !f.codeLine().equals("-")) {
      html.add("<p>from <code>{}</code></p>\n", Figures.clip(f.codeLine(), SHORT_TEXT));
    }
    html.add("<p class=\"remedy\">{}</p>\n", Figures.clip(f.remedy(), most));
    if (f.savingNanosPerRequest() > 0) {
      html.add(
          "<p class=\"saving\">Expected to save <b>{}</b> {}.</p>\n",
          Figures.time(f.savingNanosPerRequest()),
          f.endpoint().equals(Unseen.BACKGROUND) ? "each time" : "a request");
    }
    if (!f.patch().isBlank()) {
      html.add(
          "<div class=\"patch\"><button type=\"button\" class=\"js copy\" aria-label=\"Copy the"
              + " patch of {}\">Copy</button><pre tabindex=\"0\" role=\"region\" aria-label=\"Patch"
              + " of {}\">{}</pre></div>\n",
          id,
          id,
          Figures.clip(f.patch(), 4 * most));
    }
    return html.add("{}</div></article>\n", evidence(f, most));
  }

  private static Html evidence(Finding f, int most) {
    Evidence e = f.evidence();
    Html facts = new Html();
    fact(facts, "executions", e.executions() < 0 ? "" : Figures.count(e.executions()));
    fact(facts, "a request", e.perRequest() < 0 ? "" : Figures.number(e.perRequest()));
    fact(facts, "mean", e.meanNanos() < 0 ? "" : Figures.time(e.meanNanos()));
    fact(facts, "longest", e.maxNanos() < 0 ? "" : Figures.time(e.maxNanos()));
    fact(
        facts,
        "distinct binds",
        e.distinctBindShare() < 0 ? "" : Figures.percent(e.distinctBindShare()));
    fact(facts, "rows read", e.rowsRead() < 0 ? "" : Figures.count(e.rowsRead()));
    fact(facts, "rows returned", e.rowsReturned() < 0 ? "" : Figures.count(e.rowsReturned()));
    Html body = new Html();
    if (!f.statement().isEmpty()) {
      body.add("<pre>{}</pre>", Figures.clip(f.statement(), most));
    }
    if (facts.length() > 0) {
      body.add("<dl class=\"facts\">{}</dl>", facts);
    }
    if (!e.detail().isEmpty()) {
      body.add("<p class=\"soft\">{}</p>", Figures.clip(e.detail(), most));
    }
    if (!e.planBefore().isEmpty() || !e.planAfter().isEmpty()) {
      body.add("<div class=\"plans\">");
      plan(body, e.planAfter().isEmpty() ? "Plan" : "Plan as found", e.planBefore(), most);
      plan(body, "Plan with the fix", e.planAfter(), most);
      body.add("</div>");
    }
    return body.length() == 0
        ? body
        : Html.of("<details><summary>Evidence</summary>{}</details>", body);
  }

  private static void plan(Html body, String title, String plan, int most) {
    if (!plan.isEmpty()) {
      body.add("<div><h4>{}</h4><pre>{}</pre></div>", title, Figures.clip(plan, most));
    }
  }

  /** A fact that is not known is left out. */
  private static void fact(Html facts, String name, String value) {
    if (!value.isEmpty() && !value.equals(Figures.UNKNOWN)) {
      facts.add("<div><dt>{}</dt><dd>{}</dd></div>", name, value);
    }
  }
}
