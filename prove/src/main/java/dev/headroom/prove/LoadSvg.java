package dev.headroom.prove;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** The timeline of a load as inline SVG: response times on a logarithmic axis, or a rate. */
final class LoadSvg {

  private static final double WIDTH = 720;
  private static final double HEIGHT = 190;
  private static final double LEFT = 52;
  private static final double RIGHT = 8;
  private static final double TOP = 8;
  private static final double BOTTOM = 24;

  private final List<LoadReport.Point> points;
  private final double end;
  private final StringBuilder svg = new StringBuilder();

  private LoadSvg(String label, List<LoadReport.Point> points) {
    this.points = points;
    this.end =
        points.stream().mapToDouble(point -> point.second() + point.seconds()).max().orElse(1);
    svg.append("<svg viewBox=\"0 0 720 190\" role=\"img\" aria-label=\"")
        .append(ReportSvg.escape(label))
        .append("\">");
  }

  /** p50, p95 and p99, where enough samples carry them. */
  static String times(List<LoadReport.Point> points) {
    double low = Double.MAX_VALUE;
    double high = 0;
    for (LoadReport.Point point : points) {
      for (double ms : new double[] {point.p50Ms(), point.p95Ms(), point.p99Ms()}) {
        if (ms >= 0) {
          low = Math.min(low, Math.max(0.001, ms));
          high = Math.max(high, ms);
        }
      }
    }
    if (high <= 0) {
      return "";
    }
    LoadSvg chart = new LoadSvg("Response time over the run", points);
    double bottom = Math.log10(low) - 0.08;
    double top = Math.max(Math.log10(high) + 0.08, bottom + 0.6);
    for (int power = (int) Math.floor(bottom); power <= top; power++) {
      for (int step : top - bottom > 2.2 ? new int[] {1} : new int[] {1, 2, 5}) {
        double at = power + Math.log10(step);
        if (at >= bottom && at <= top) {
          chart.level((top - at) / (top - bottom), ReportSvg.tick(Math.pow(10, at)));
        }
      }
    }
    chart.seconds();
    ToDoubleFunction<Double> place = ms -> (top - Math.log10(Math.max(0.001, ms))) / (top - bottom);
    chart.line("found", LoadReport.Point::p50Ms, place);
    chart.line("between", LoadReport.Point::p95Ms, place);
    chart.line("after", LoadReport.Point::p99Ms, place);
    return chart.svg.append("</svg>").toString();
  }

  /** Answers per second; moments with errors have a mark at the foot. */
  static String rate(List<LoadReport.Point> points) {
    double high = points.stream().mapToDouble(LoadReport.Point::perSecond).max().orElse(0);
    if (high <= 0) {
      return "";
    }
    LoadSvg chart = new LoadSvg("Answers per second over the run", points);
    double step = Math.pow(10, Math.floor(Math.log10(high)));
    step = high / step < 2 ? step / 4 : high / step < 5 ? step / 2 : step;
    double top = Math.ceil(high / step) * step;
    for (double at = 0; at <= top + step / 2; at += step) {
      chart.level(1 - at / top, ReportNumbers.number(at).replaceAll("\\.0+$", ""));
    }
    chart.seconds();
    chart.line("after", LoadReport.Point::perSecond, value -> 1 - value / top);
    for (LoadReport.Point point : points) {
      if (point.failed() > 0) {
        chart.svg.append(
            String.format(
                Locale.ROOT,
                "<rect class=\"failed\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"4\"/>",
                chart.x(point.second()),
                HEIGHT - BOTTOM - 4,
                Math.max(
                    1.5, chart.x(point.second() + point.seconds()) - chart.x(point.second()))));
      }
    }
    return chart.svg.append("</svg>").toString();
  }

  private void level(double share, String tick) {
    double y = TOP + (HEIGHT - TOP - BOTTOM) * share;
    ReportSvg.line(svg, "grid", LEFT, y, WIDTH - RIGHT, y);
    ReportSvg.text(svg, LEFT - 6, y + 4, "end", tick);
  }

  private void seconds() {
    double step = 1;
    for (double wide : new double[] {2, 5, 10, 20, 30, 60, 120, 300, 600, 1_200, 3_600, 7_200}) {
      step = end / step > 8 ? wide : step;
    }
    for (double at = 0; at <= end; at += step) {
      String tick = end > 600 ? String.format(Locale.ROOT, "%.0f min", at / 60) : at + " s";
      ReportSvg.text(
          svg, x(at), HEIGHT - 7, at == 0 ? "start" : "middle", tick.replace(".0 s", " s"));
    }
  }

  private double x(double second) {
    return LEFT + (WIDTH - LEFT - RIGHT) * second / end;
  }

  private void line(
      String style, ToDoubleFunction<LoadReport.Point> value, ToDoubleFunction<Double> place) {
    StringBuilder line = new StringBuilder();
    for (LoadReport.Point point : points) {
      double at = value.applyAsDouble(point);
      if (at >= 0) {
        line.append(
            String.format(
                Locale.ROOT,
                "%.1f,%.1f ",
                x(point.second() + point.seconds() / 2),
                TOP + (HEIGHT - TOP - BOTTOM) * place.applyAsDouble(at)));
      }
    }
    if (!line.isEmpty()) {
      svg.append("<polyline class=\"")
          .append(style)
          .append("\" points=\"")
          .append(line)
          .append("\"/>");
    }
  }
}
