package dev.headroom.dashboard;

import dev.headroom.loop.Observations;
import dev.headroom.loop.PoolObservation;
import dev.headroom.loop.RuntimeObservation;
import java.util.ArrayList;
import java.util.List;

/** Connection pools with who holds them, and the process with where its threads were. */
final class PageProcess {

  private static final int MOST_POOLS = 50;
  private static final int TEXT = 300;

  private PageProcess() {}

  static Html pools(Observations seen) {
    if (seen.pools().isEmpty()) {
      return Html.of("<p class=\"soft\">No connection pool was seen.</p>");
    }
    Html html = new Html();
    for (PoolObservation pool : seen.pools().stream().limit(MOST_POOLS).toList()) {
      Html facts = new Html();
      fact(facts, "most connections", Figures.count(pool.size()));
      fact(
          facts,
          "lent out now, at most",
          Figures.count(pool.active()) + " / " + Figures.count(pool.mostActive()));
      fact(facts, "idle", Figures.count(pool.idle()));
      fact(
          facts,
          "waiting now, at most",
          Figures.count(pool.waiting()) + " / " + Figures.count(pool.mostWaiting()));
      fact(facts, "taken", Figures.count(pool.checkouts()));
      fact(facts, "mean wait", Figures.time(Figures.ratio(pool.waitNanos(), pool.checkouts())));
      fact(facts, "longest wait", Figures.time(pool.maxWaitNanos()));
      fact(facts, "waits in vain", Figures.count(pool.timeouts()));
      fact(
          facts,
          "mean in use",
          Figures.number(Figures.ratio(pool.holdNanos(), seen.windowNanos())));
      html.add(
          "<h3 class=\"sub\">{} <span class=\"soft\">{}</span></h3><dl class=\"facts\">{}</dl>\n{}",
          Figures.clip(pool.name(), TEXT),
          Figures.clip(pool.kind(), TEXT),
          facts,
          holders(pool));
    }
    if (seen.pools().size() > MOST_POOLS) {
      html.add(
          "<p class=\"soft\">{}: observations.json has all.</p>",
          Figures.of(seen.pools().size() - MOST_POOLS, "more pool"));
    }
    return html;
  }

  private static Html holders(PoolObservation pool) {
    Html rows = new Html();
    for (PoolObservation.Holder h : pool.holders()) {
      long other = Math.max(0, h.holdNanos() - h.statementNanos() - h.callNanos());
      rows.add(
          "<tr><th scope=\"row\"><code>{}</code><small>{}</small></th><td>{}</td><td>{}</td><td>{}</td>"
              + "<td>{}</td><td>{}</td><td>{}</td></tr>\n",
          Figures.clip(h.endpoint(), TEXT),
          Figures.clip(h.codeLine(), TEXT),
          Figures.count(h.checkouts()),
          Figures.millis(Figures.ratio(h.holdNanos(), h.checkouts())),
          Figures.share(Figures.ratio(h.statementNanos(), h.holdNanos())),
          Figures.share(Figures.ratio(h.callNanos(), h.holdNanos())),
          Figures.share(Figures.ratio(other, h.holdNanos())),
          Figures.millis(h.waitedNanos()));
    }
    return rows.length() == 0
        ? rows
        : table(
            "Who held its connections, the longest first",
            rows,
            "Holder",
            "Taken",
            "Mean held ms",
            "In statements",
            "In calls",
            "In other work",
            "While others waited ms");
  }

  static Html runtime(Observations seen) {
    RuntimeObservation r = seen.runtime();
    Html facts = new Html();
    fact(facts, "processors", Figures.count(r.processors()));
    fact(
        facts,
        "processors in use",
        Figures.number(Figures.ratio(r.cpuNanos(), seen.windowNanos())));
    fact(facts, "heap after collection", Figures.bytes(r.heapUsedBytes()));
    fact(facts, "heap at most", Figures.bytes(r.heapMaxBytes()));
    fact(
        facts,
        "allocated a second",
        Figures.bytes(Figures.perSecond(r.allocatedBytes(), seen.windowNanos())));
    fact(facts, "collections", Figures.count(r.collections()));
    fact(facts, "stopped", Figures.share(Figures.ratio(r.pauseNanos(), seen.windowNanos())));
    fact(facts, "longest stop", Figures.time(r.maxPauseNanos()));
    Html html = Html.of("<dl class=\"facts\">{}</dl>\n", facts);
    hot(r, html);
    blocked(r, html);
    return html;
  }

  private static void hot(RuntimeObservation r, Html html) {
    Html rows = new Html();
    for (RuntimeObservation.Hot hot : r.hot()) {
      rows.add(
          "<tr><th scope=\"row\"><code>{}</code><small>{}</small></th><td>{}</td><td>{}</td>"
              + "<td>{}</td></tr>\n",
          Figures.clip(hot.codeLine(), TEXT),
          Figures.clip(hot.endpoint(), TEXT),
          Figures.count(hot.samples()),
          Figures.share(Figures.ratio(hot.samples(), hot.endpointSamples())),
          Figures.bytes(hot.allocatedBytes()));
    }
    if (rows.length() > 0) {
      html.add(
          "{}",
          table(
              "The application's frames with the most processor samples",
              rows,
              "Frame",
              "Samples",
              "Of its endpoint",
              "Allocated"));
    }
  }

  private static void blocked(RuntimeObservation r, Html html) {
    Html rows = new Html();
    for (RuntimeObservation.Blocked b : r.blocked()) {
      rows.add(
          "<tr><th scope=\"row\"><code>{}</code><small>{}{}</small></th><td>{}</td><td>{}</td>"
              + "<td>{}</td></tr>\n",
          Figures.clip(b.what(), TEXT),
          Figures.clip(b.endpoint(), TEXT),
          b.codeLine().isEmpty() ? "" : " \u00b7 " + Figures.clip(b.codeLine(), TEXT),
          b.pinned() ? "pinned" : "lock",
          Figures.count(b.count()),
          Figures.millis(b.nanos()));
    }
    if (rows.length() > 0) {
      html.add(
          "{}",
          table("Where threads stood still", rows, "What", "Why", "How often", "Time in all ms"));
    }
  }

  static Html table(String caption, Html rows, String... heads) {
    List<Html> cells = new ArrayList<>();
    for (String head : heads) {
      cells.add(Html.of("<th scope=\"col\">{}</th>", head));
    }
    Html head = new Html();
    cells.forEach(cell -> head.add("{}", cell));
    return Html.of(
        "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{}\"><table>"
            + "<caption>{}</caption><thead><tr>{}</tr></thead><tbody>\n{}</tbody></table></div>\n",
        caption,
        caption,
        head,
        rows);
  }

  private static void fact(Html facts, String name, String value) {
    if (!value.contains(Figures.UNKNOWN)) {
      facts.add("<div><dt>{}</dt><dd>{}</dd></div>", name, value);
    }
  }
}
