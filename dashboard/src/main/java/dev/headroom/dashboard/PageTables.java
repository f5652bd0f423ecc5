package dev.headroom.dashboard;

import dev.headroom.loop.EndpointObservation;
import dev.headroom.loop.Observations;
import dev.headroom.loop.StatementObservation;
import java.util.Comparator;
import java.util.List;

/** The tables of endpoints and statements. */
final class PageTables {

  static final int LONGEST_ENDPOINT = 160;
  private static final int LONG_TEXTS = 100;
  private static final int LONG_TEXT = 600;
  private static final int SHORT_TEXT = 120;

  private static final String[] PARTS = {"database", "pool", "cache", "calls", "own"};
  private static final String[] TITLES = {
    "Database", "Waiting for a connection", "Cache look-ups", "Calls to others", "Own code"
  };

  private PageTables() {}

  static Html legend() {
    Html legend = new Html().add("<ul class=\"legend\">");
    for (int i = 0; i < PARTS.length; i++) {
      legend.add("<li><span class=\"box {}\"></span>{}</li>", PARTS[i], TITLES[i]);
    }
    return legend.add("</ul>");
  }

  static Html endpoints(Observations seen, PageFlames flames) {
    List<EndpointObservation> all =
        seen.endpoints().stream()
            .sorted(Comparator.comparingLong(EndpointObservation::totalNanos).reversed())
            .toList();
    long total = all.stream().mapToLong(EndpointObservation::totalNanos).sum();
    Html rows = new Html();
    for (EndpointObservation e : all) {
      String anchor = flames.anchor(e.endpoint());
      String name = Figures.clip(e.endpoint(), LONGEST_ENDPOINT);
      rows.add(
          "<tr><th scope=\"row\"><code>{}</code>{}</th><td>{}</td><td{}>{}</td><td>{}</td><td>{}</td>"
              + "<td>{}</td><td>{}</td><td>{}</td><td>{}</td><td class=\"split\">{}</td></tr>\n",
          name,
          anchor.isEmpty()
              ? new Html()
              : Html.of(
                  " <a href=\"#{}\" aria-label=\"Flame graph of {}\">flame</a>", anchor, name),
          Figures.count(e.requests()),
          e.errors() > 0 ? Html.of(" class=\"fail\"") : new Html(),
          Figures.count(e.errors()),
          Figures.share(Figures.ratio(e.totalNanos(), total)),
          Figures.millis(e.p50Nanos()),
          Figures.millis(e.p95Nanos()),
          Figures.millis(e.p99Nanos()),
          Figures.number(Figures.ratio(e.statements(), e.requests())),
          Figures.bytes(Figures.ratio(e.allocatedBytes(), e.requests())),
          split(e));
    }
    return table(
        "endpoints",
        "Endpoints, the most time first",
        new String[] {
          "Endpoint",
          "Requests",
          "Errors",
          "Of all time",
          "p50 ms",
          "p95 ms",
          "p99 ms",
          "Statements a request",
          "Allocated a request",
          "Where its time goes"
        },
        rows,
        all.size());
  }

  /** A bar of parts, each as wide as its share; the figures are its name. */
  private static Html split(EndpointObservation e) {
    long[] parts = {
      e.databaseNanos(), e.poolWaitNanos(), e.cacheNanos(), e.callNanos(), e.ownNanos()
    };
    double sum = 0;
    for (long part : parts) {
      sum += Math.max(0, part);
    }
    if (sum <= 0) {
      return new Html().add("{}", Figures.UNKNOWN);
    }
    StringBuilder words = new StringBuilder();
    Html rects = new Html();
    double x = 0;
    for (int i = 0; i < parts.length; i++) {
      double width = 100 * Math.max(0, parts[i]) / sum;
      if (width >= 0.5) {
        words.append(words.isEmpty() ? "" : ", ").append(PARTS[i]).append(' ');
        words.append(Math.round(width)).append(" %");
        rects.add(
            "<rect class=\"{}\" x=\"{}\" width=\"{}\" height=\"10\"/>",
            PARTS[i],
            Math.round(x * 10) / 10.0,
            Math.round(width * 10) / 10.0);
      }
      x += width;
    }
    return Html.of(
        "<svg viewBox=\"0 0 100 10\" preserveAspectRatio=\"none\" role=\"img\""
            + " aria-label=\"{}\"><title>{}</title>{}</svg>",
        words,
        words,
        rects);
  }

  static Html statements(Observations seen) {
    List<StatementObservation> all =
        seen.statements().stream()
            .sorted(Comparator.comparingLong(StatementObservation::totalNanos).reversed())
            .toList();
    Html rows = new Html();
    int row = 0;
    for (StatementObservation s : all) {
      int most = row++ < LONG_TEXTS ? LONG_TEXT : SHORT_TEXT;
      String code = s.codeLine().equals("-") ? "" : s.codeLine();
      rows.add(
          "<tr><th scope=\"row\"><code>{}</code><small>{}{}</small></th><td>{}</td><td>{}</td>"
              + "<td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>\n",
          Figures.clip(s.fingerprint(), most),
          Figures.clip(s.endpoint(), LONGEST_ENDPOINT),
          code.isEmpty() ? "" : " \u00b7 " + Figures.clip(code, LONGEST_ENDPOINT),
          Figures.count(s.executions()),
          Figures.number(Figures.ratio(s.executions(), s.requests())),
          Figures.millis(s.totalNanos()),
          Figures.millis(Figures.ratio(s.totalNanos(), s.executions())),
          Figures.millis(s.minNanos()),
          Figures.millis(s.maxNanos()),
          Figures.number(Figures.ratio(s.rows(), s.executions())),
          Figures.count(s.errors()));
    }
    return table(
        "statements",
        "Statements by their fingerprint, the most time first",
        new String[] {
          "Statement",
          "Executions",
          "A request",
          "Total ms",
          "Mean ms",
          "Shortest ms",
          "Longest ms",
          "Rows",
          "Errors"
        },
        rows,
        all.size());
  }

  /** A table that the script makes sortable, with a field that filters it. */
  static Html table(String id, String caption, String[] heads, Html rows, int size) {
    Html head = new Html();
    for (int i = 0; i < heads.length; i++) {
      head.add(
          "<th scope=\"col\"{}>{}</th>", i == 0 ? Html.of(" class=\"l\"") : new Html(), heads[i]);
    }
    return Html.of(
        "<div class=\"tools js\"><label>Filter <input type=\"search\" data-filter=\"{}\"></label>"
            + "<span class=\"soft\" role=\"status\" id=\"{}-count\">{}</span></div>"
            + "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{}\">"
            + "<table id=\"{}\" class=\"sortable\"><caption>{}</caption><thead><tr>{}</tr></thead>"
            + "<tbody>\n{}</tbody></table></div>"
            + "<button type=\"button\" class=\"js more\" data-more=\"{}\" hidden>Show all {}</button>",
        id,
        id,
        size,
        caption,
        id,
        caption,
        head,
        rows,
        id,
        Figures.count(size));
  }
}
