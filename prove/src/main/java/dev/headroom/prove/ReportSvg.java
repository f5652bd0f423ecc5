package dev.headroom.prove;

import java.util.List;
import java.util.Locale;

/**
 * Pictures as inline SVG, made here so that the page needs no script. Bars have their places in
 * percent of the width, so that they fit any screen without scaling their strokes. Colours are
 * classes of the page's style sheet. All text is escaped.
 */
final class ReportSvg {

  private static final double WIDTH = 340;
  private static final double HEIGHT = 210;
  private static final double LEFT = 46;
  private static final double RIGHT = 8;
  private static final double TOP = 8;
  private static final double BOTTOM = 26;
  private static final double[] PERCENTILES = {50, 90, 99, 99.9, 99.99};

  private ReportSvg() {}

  /** One line of a distribution. */
  record Series(String style, List<ReportArm.Point> points) {}

  /** Response time by percentile, both axes logarithmic: the tail gets the room that it needs. */
  static String distribution(String label, List<Series> series) {
    double far = 0.31;
    double low = Double.MAX_VALUE;
    double high = 0;
    for (Series one : series) {
      for (ReportArm.Point point : one.points()) {
        far = Math.max(far, tail(point.percentile()));
        low = Math.min(low, Math.max(0.001, point.ms()));
        high = Math.max(high, point.ms());
      }
    }
    if (high <= 0) {
      return "";
    }
    double bottom = Math.log10(low) - 0.08;
    double top = Math.max(Math.log10(high) + 0.08, bottom + 0.6);
    StringBuilder svg = new StringBuilder();
    svg.append("<svg viewBox=\"0 0 340 210\" role=\"img\" aria-label=\"")
        .append(escape(label))
        .append("\">");
    for (int power = (int) Math.floor(bottom); power <= top; power++) {
      for (int step : top - bottom > 2.2 ? new int[] {1} : new int[] {1, 2, 5}) {
        double at = power + Math.log10(step);
        if (at >= bottom && at <= top) {
          double y = TOP + (HEIGHT - TOP - BOTTOM) * (top - at) / (top - bottom);
          line(svg, "grid", LEFT, y, WIDTH - RIGHT, y);
          text(svg, LEFT - 6, y + 4, "end", tick(Math.pow(10, at)));
        }
      }
    }
    for (double percentile : PERCENTILES) {
      if (tail(percentile) <= far + 1e-9) {
        double x = LEFT + (WIDTH - LEFT - RIGHT) * tail(percentile) / far;
        line(svg, "grid", x, TOP, x, HEIGHT - BOTTOM);
        boolean last = WIDTH - x < 30;
        text(
            svg,
            last ? WIDTH - 2 : x,
            HEIGHT - 9,
            last ? "end" : "middle",
            "p" + ReportNumbers.number(percentile).replaceAll("\\.0+$", ""));
      }
    }
    for (Series one : series) {
      if (one.points().size() < 2) {
        continue;
      }
      svg.append("<polyline class=\"").append(one.style()).append("\" points=\"");
      for (ReportArm.Point point : one.points()) {
        double at = Math.log10(Math.max(0.001, point.ms()));
        svg.append(
            String.format(
                Locale.ROOT,
                "%.1f,%.1f ",
                LEFT + (WIDTH - LEFT - RIGHT) * tail(point.percentile()) / far,
                TOP + (HEIGHT - TOP - BOTTOM) * (top - at) / (top - bottom)));
      }
      svg.append("\"/>");
    }
    return svg.append("</svg>").toString();
  }

  /** A bar from zero with its interval as a whisker. */
  static String bar(String style, double value, double low, double high, double max) {
    StringBuilder svg = open("bar", 20);
    svg.append(
        String.format(
            Locale.ROOT,
            "<rect class=\"%s\" x=\"0\" y=\"4\" width=\"%.2f%%\" height=\"12\" rx=\"1.5\"/>",
            style,
            100 * value / max));
    if (low >= 0 && high > low) {
      whisker(svg, 100 * low / max, 100 * high / max);
    }
    return svg.append("</svg>").toString();
  }

  /** Parts side by side. */
  static String stack(double[] parts, String[] styles, double max) {
    StringBuilder svg = open("bar", 24);
    double from = 0;
    for (int i = 0; i < parts.length; i++) {
      double width = 100 * Math.max(0, parts[i]) / max;
      svg.append(
          String.format(
              Locale.ROOT,
              "<rect class=\"%s\" x=\"%.2f%%\" y=\"2\" width=\"%.2f%%\" height=\"20\"/>",
              styles[i],
              from,
              width));
      from += width;
    }
    return svg.append("</svg>").toString();
  }

  /** A ratio with its interval between two ends of a logarithmic axis; the line is "no change". */
  static String ratio(String style, double ratio, double low, double high, double from, double to) {
    StringBuilder svg = open("ratio", 22);
    vertical(svg, "zero", place(1, from, to));
    whisker(svg, place(low, from, to), place(high, from, to));
    svg.append(
        String.format(
            Locale.ROOT,
            "<circle class=\"%s\" cx=\"%.2f%%\" cy=\"11\" r=\"4.5\"/>",
            style,
            place(ratio, from, to)));
    return svg.append("</svg>").toString();
  }

  /** Marks under a column of ratios. */
  static String axis(double from, double to) {
    StringBuilder svg = open("ratio", 18);
    double last = -100;
    for (double mark : new double[] {0.05, 0.1, 0.25, 0.5, 0.75, 1, 1.5, 2, 4}) {
      double at = place(mark, from, to);
      if (mark > from && mark < to && at - last > 15) {
        last = at;
        svg.append(
            String.format(
                Locale.ROOT,
                "<text x=\"%.2f%%\" y=\"13\" text-anchor=\"middle\">%s</text>",
                at,
                mark == 1 ? "0" : ReportNumbers.change(mark).replace(".0 %", " %")));
      }
    }
    return svg.append("</svg>").toString();
  }

  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  /** Decorative: the figures stand beside it as text. */
  private static StringBuilder open(String style, int height) {
    return new StringBuilder("<svg class=\"")
        .append(style)
        .append("\" width=\"100%\" height=\"")
        .append(height)
        .append("\" aria-hidden=\"true\">");
  }

  private static double place(double ratio, double from, double to) {
    return 100 * Math.log(Math.max(from, Math.min(to, ratio)) / from) / Math.log(to / from);
  }

  private static void whisker(StringBuilder svg, double from, double to) {
    svg.append(
        String.format(
            Locale.ROOT,
            "<line class=\"whisker\" x1=\"%.2f%%\" x2=\"%.2f%%\" y1=\"50%%\" y2=\"50%%\"/>",
            from,
            to));
    for (double end : new double[] {from, to}) {
      svg.append(
          String.format(
              Locale.ROOT,
              "<line class=\"whisker\" x1=\"%.2f%%\" x2=\"%.2f%%\" y1=\"30%%\" y2=\"70%%\"/>",
              end,
              end));
    }
  }

  private static void vertical(StringBuilder svg, String style, double at) {
    svg.append(
        String.format(
            Locale.ROOT,
            "<line class=\"%s\" x1=\"%.2f%%\" x2=\"%.2f%%\" y1=\"0\" y2=\"100%%\"/>",
            style,
            at,
            at));
  }

  private static double tail(double percentile) {
    return -Math.log10(1 - percentile / 100);
  }

  static String tick(double millis) {
    return millis >= 1_000
        ? ReportNumbers.number(millis / 1e3).replaceAll("\\.0+$", "") + " s"
        : ReportNumbers.number(millis).replaceAll("\\.0+$", "").replaceAll("(\\.\\d*?)0+$", "$1")
            + " ms";
  }

  static void line(StringBuilder svg, String style, double x1, double y1, double x2, double y2) {
    svg.append(
        String.format(
            Locale.ROOT,
            "<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>",
            style,
            x1,
            y1,
            x2,
            y2));
  }

  static void text(StringBuilder svg, double x, double y, String anchor, String text) {
    svg.append(
        String.format(
            Locale.ROOT,
            "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>",
            x,
            y,
            anchor,
            escape(text)));
  }
}
