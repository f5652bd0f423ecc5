package dev.headroom.prove;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Throughput over concurrency: what was measured, the law, its interval, knee and maximum. */
final class ForecastSvg {

  private static final double WIDTH = 720;
  private static final double HEIGHT = 300;
  private static final double LEFT = 60;
  private static final double RIGHT = 10;
  private static final double TOP = 22;
  private static final double BOTTOM = 40;
  private static final int STEPS = 80;

  private final double far;
  private final double high;
  private final StringBuilder svg = new StringBuilder();

  private ForecastSvg(double far, double high) {
    this.far = far;
    this.high = high;
  }

  static String of(List<Forecast.Point> points, Forecast.Result forecast) {
    double far =
        Math.max(
            forecast.believedTo(),
            points.stream().mapToDouble(Forecast.Point::concurrency).max().orElse(0));
    double most = points.stream().mapToDouble(Forecast.Point::perSecond).max().orElse(0);
    for (Forecast.Band band : forecast.band()) {
      most = Math.max(most, band.perSecond().high());
    }
    if (far <= 0 || most <= 0) {
      return "";
    }
    return new ForecastSvg(far, most * 1.04).draw(points, forecast);
  }

  private String draw(List<Forecast.Point> points, Forecast.Result forecast) {
    svg.append(
        "<svg viewBox=\"0 0 720 300\" role=\"img\" aria-label=\"Answers per second by requests at once\">");
    axes();
    List<Forecast.Band> band = forecast.band();
    if (!band.isEmpty()) {
      List<String> edge = new ArrayList<>();
      band.forEach(at -> edge.add(place(at.concurrency(), at.perSecond().high())));
      for (int i = band.size() - 1; i >= 0; i--) {
        edge.add(place(band.get(i).concurrency(), band.get(i).perSecond().low()));
      }
      svg.append("<polygon class=\"band\" points=\"").append(String.join(" ", edge)).append("\"/>");
    }
    Usl law = forecast.law();
    double to =
        points.stream()
            .filter(Forecast.Point::counts)
            .mapToDouble(Forecast.Point::concurrency)
            .max()
            .orElse(0);
    if (law != null) {
      curve("after", law, 0, to);
      curve("between", law, to, forecast.believedTo());
    }
    Forecast.Estimate knee = forecast.knee();
    Forecast.Estimate max = forecast.maxPerSecond();
    if (knee != null && max != null) {
      ReportSvg.line(svg, "zero", x(knee.value()), TOP, x(knee.value()), HEIGHT - BOTTOM);
      ReportSvg.text(svg, x(knee.value()), TOP - 8, "middle", "knee");
      ReportSvg.line(svg, "zero", LEFT, y(max.value()), WIDTH - RIGHT, y(max.value()));
      ReportSvg.text(svg, WIDTH - RIGHT, y(max.value()) - 6, "end", "highest");
    }
    for (Forecast.Point point : points) {
      svg.append(
          String.format(
              Locale.ROOT,
              "<circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"4\"/>",
              point.counts() ? "dot" : "left",
              x(point.concurrency()),
              y(point.perSecond())));
    }
    return svg.append("</svg>").toString();
  }

  private void axes() {
    double step = step(high);
    for (double at = 0; at <= high; at += step) {
      ReportSvg.line(svg, "grid", LEFT, y(at), WIDTH - RIGHT, y(at));
      ReportSvg.text(svg, LEFT - 6, y(at) + 4, "end", tick(at));
    }
    double wide = step(far);
    for (double at = 0; at <= far; at += wide) {
      ReportSvg.text(svg, x(at), HEIGHT - BOTTOM + 16, at == 0 ? "start" : "middle", tick(at));
    }
    ReportSvg.text(svg, WIDTH - RIGHT, HEIGHT - 6, "end", "requests at once");
  }

  private static double step(double most) {
    double step = Math.pow(10, Math.floor(Math.log10(most)));
    return most / step < 2 ? step / 5 : most / step < 5 ? step / 2 : step;
  }

  private static String tick(double at) {
    return ReportNumbers.number(at).replaceAll("\\.0+$", "");
  }

  private void curve(String style, Usl law, double from, double to) {
    svg.append("<polyline class=\"").append(style).append("\" points=\"");
    for (int i = 0; i <= STEPS; i++) {
      double at = from + (to - from) * i / STEPS;
      svg.append(place(at, at == 0 ? 0 : law.perSecond(at))).append(' ');
    }
    svg.append("\"/>");
  }

  private String place(double concurrency, double perSecond) {
    return String.format(Locale.ROOT, "%.1f,%.1f", x(concurrency), y(perSecond));
  }

  private double x(double concurrency) {
    return LEFT + (WIDTH - LEFT - RIGHT) * concurrency / far;
  }

  private double y(double perSecond) {
    return TOP + (HEIGHT - TOP - BOTTOM) * (1 - perSecond / high);
  }
}
