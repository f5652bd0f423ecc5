package dev.headroom.prove;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** A forecast as one self-contained page, in the manner of {@link ReportHtml}. */
public final class ForecastHtml {

  private ForecastHtml() {}

  /**
   * The page.
   *
   * @param report the forecast
   * @return HTML
   */
  public static String text(ForecastReport report) {
    Forecast.Result forecast = report.forecast();
    Map<String, Object> page = new HashMap<>();
    page.put("scenario", report.scenario());
    page.put("target", report.target());
    page.put(
        "startedAt", report.startedAt().replaceFirst("(\\..*)?Z$", "").replace('T', ' ') + " UTC");
    page.put("seed", report.seed());
    page.put("command", report.command());
    page.put("sentence", sentence(forecast));
    page.put("refused", forecast.refused());
    page.put("anyRefused", !forecast.refused().isEmpty());
    page.put(
        "sentences",
        report.sentences().stream()
            .map(line -> line.substring(0, 1).toUpperCase(Locale.ROOT) + line.substring(1))
            .toList());
    page.put("svg", ForecastSvg.of(report.points(), forecast));
    page.put("hasBand", !forecast.band().isEmpty());
    Usl law = forecast.law();
    page.put("hasLaw", law != null);
    if (law != null) {
      page.put("lambda", ReportNumbers.number(law.lambda()));
      page.put("sigma", String.format(Locale.ROOT, "%.2f %%", law.sigma() * 100));
      page.put("kappa", String.format(Locale.ROOT, "%.4f %%", law.kappa() * 100));
      page.put("deviation", String.format(Locale.ROOT, "%.1f %%", forecast.deviation() * 100));
      page.put("r2", String.format(Locale.ROOT, "%.3f", forecast.r2()));
    }
    page.put(
        "rows",
        report.points().stream()
            .map(
                point ->
                    Map.of(
                        "concurrency", ReportNumbers.number(point.concurrency()),
                        "perSecond", ReportNumbers.number(point.perSecond()),
                        "mean", ReportNumbers.millis(point.meanMs()),
                        "p99", ReportNumbers.millis(point.p99Ms()),
                        "law",
                            law == null
                                ? ReportNumbers.UNKNOWN
                                : ReportNumbers.number(law.perSecond(point.concurrency())),
                        "left", point.left()))
            .toList());
    page.put("machine", report.machine());
    return ReportHtml.fill("forecast.html", page);
  }

  private static String sentence(Forecast.Result forecast) {
    Forecast.Estimate max = forecast.maxPerSecond();
    return max == null
        ? "No forecast can be made from this"
        : "At most "
            + ReportNumbers.number(max.value())
            + " answers a second, "
            + ReportNumbers.number(max.low())
            + " to "
            + ReportNumbers.number(max.high());
  }
}
