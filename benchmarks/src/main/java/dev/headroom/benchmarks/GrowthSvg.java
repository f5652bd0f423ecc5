package dev.headroom.benchmarks;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Pages of a request by events a day, both logarithmic: a panel a route, a line a way to answer.
 */
final class GrowthSvg {

  private static final int WIDTH = 180;
  private static final int HEIGHT = 190;
  private static final int LEFT = 70;
  private static final int TOP = 44;
  private static final int GAP = 14;
  private static final List<String> COLOURS = List.of("#c0392b", "#2471a3", "#1e8449");
  private static final double LOW = 1;
  private static final double HIGH = 6;

  private final Map<String, Map<String, Map<Integer, Double>>> routes = new LinkedHashMap<>();

  void add(String route, String arm, int times, double pages) {
    routes
        .computeIfAbsent(route, key -> new LinkedHashMap<>())
        .computeIfAbsent(arm, key -> new TreeMap<>())
        .put(times, pages);
  }

  String text() {
    int width = LEFT + routes.size() * (WIDTH + GAP);
    StringBuilder svg = new StringBuilder();
    say(
        svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\""
            + " font-size=\"12\" role=\"img\" aria-label=\"Pages read for a request with 1, 10 and"
            + " 100 times the events a day\">",
        width,
        TOP + HEIGHT + 44);
    say(svg, "<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>");
    int panel = 0;
    for (Map.Entry<String, Map<String, Map<Integer, Double>>> route : routes.entrySet()) {
      panel(svg, LEFT + panel * (WIDTH + GAP), route.getKey(), route.getValue(), panel == 0);
      panel++;
    }
    int key = LEFT;
    int arm = 0;
    for (String name : routes.values().iterator().next().keySet()) {
      say(
          svg,
          "<path d=\"M%d 14h22\" stroke=\"%s\" stroke-width=\"2\"/><text x=\"%d\" y=\"18\">%s</text>",
          key,
          COLOURS.get(arm++),
          key + 28,
          name);
      key += 170;
    }
    say(
        svg,
        "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">events a day, times; pages of a request</text>",
        width / 2,
        TOP + HEIGHT + 38);
    return svg.append("</svg>\n").toString();
  }

  private static void panel(
      StringBuilder svg,
      int x,
      String name,
      Map<String, Map<Integer, Double>> arms,
      boolean first) {
    say(svg, "<text x=\"%d\" y=\"%d\" font-weight=\"bold\">%s</text>", x, TOP - 8, name);
    for (int power = (int) LOW; power <= HIGH; power++) {
      double y = y(Math.pow(10, power));
      say(svg, "<path d=\"M%d %.1fh%d\" stroke=\"#ddd\"/>", x, y, WIDTH);
      if (first) {
        say(
            svg,
            "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%,.0f</text>",
            x - 5,
            y + 4,
            Math.pow(10, power));
      }
    }
    int colour = 0;
    for (Map<Integer, Double> line : arms.values()) {
      StringBuilder path = new StringBuilder();
      for (Map.Entry<Integer, Double> point : line.entrySet()) {
        double px = x + 10 + Math.log10(point.getKey()) / 2 * (WIDTH - 20);
        double py = y(point.getValue());
        path.append(path.isEmpty() ? "M" : "L")
            .append(String.format(Locale.ROOT, "%.1f %.1f", px, py));
        say(
            svg,
            "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\"/>",
            px,
            py,
            COLOURS.get(colour));
        if (colour == 0) {
          say(
              svg,
              "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%d</text>",
              px,
              TOP + HEIGHT + 16,
              point.getKey());
        }
      }
      say(
          svg,
          "<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>",
          path,
          COLOURS.get(colour++));
    }
  }

  private static double y(double pages) {
    return TOP + (HIGH - Math.log10(Math.max(pages, 10))) / (HIGH - LOW) * HEIGHT;
  }

  @SuppressWarnings("AnnotateFormatMethod") // its formats stand above, all literal
  private static void say(StringBuilder svg, String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
