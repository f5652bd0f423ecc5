package dev.headroom.prove;

import java.util.List;
import java.util.Locale;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code report.json} of a forecast; times in milliseconds, -1 where not known.
 *
 * @param version of this shape
 * @param kind {@code forecast}
 * @param scenario what was asked of the target, or the table's name
 * @param target where; empty for a table
 * @param startedAt when, UTC
 * @param command as typed
 * @param seed of requests and intervals
 * @param machine of the generator; empty for a table
 * @param points what was measured
 * @param forecast what follows from it
 */
public record ForecastReport(
    int version,
    String kind,
    String scenario,
    String target,
    String startedAt,
    String command,
    long seed,
    String machine,
    List<Forecast.Point> points,
    Forecast.Result forecast) {

  /** Of this release. */
  public static final int VERSION = 1;

  /** What the figures do not know, said with them. */
  static final String SHARED =
      "Instances add up only while what they share, such as the database, has room: it is part of what was measured once";

  /** Copies the list. */
  public ForecastReport {
    points = List.copyOf(points);
  }

  /**
   * As JSON.
   *
   * @return indented
   */
  public String toJson() {
    return JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build()
            .writeValueAsString(this)
        + "\n";
  }

  /**
   * 0 with a forecast, 1 without.
   *
   * @return the exit code
   */
  public int exitCode() {
    return forecast.refused().isEmpty() ? 0 : 1;
  }

  /**
   * A step for a console of 100 columns.
   *
   * @param point the step
   * @return a line without an end
   */
  public static String line(Forecast.Point point) {
    return String.format(
        Locale.ROOT,
        "%10s %12s %12s %12s  %s",
        ReportNumbers.number(point.concurrency()),
        ReportNumbers.number(point.perSecond()),
        ReportNumbers.millis(point.meanMs()),
        ReportNumbers.millis(point.p99Ms()),
        point.left().isEmpty() ? "" : "not counted: " + point.left());
  }

  /**
   * The head of {@link #line}.
   *
   * @return a line without an end
   */
  public static String head() {
    return String.format(Locale.ROOT, "%10s %12s %12s %12s", "at once", "answers/s", "mean", "p99");
  }

  /**
   * For a console.
   *
   * @return lines, each ended
   */
  public String toText() {
    StringBuilder text = new StringBuilder();
    Usl law = forecast.law();
    if (law != null) {
      text.append(
          String.format(
              Locale.ROOT,
              "%nlaw: %s/s of one at a time, contention %.2f %%, coherency %.4f %%; points lie %.1f %% around it (R\u00b2"
                  + " %.3f)%n",
              ReportNumbers.number(law.lambda()),
              law.sigma() * 100,
              law.kappa() * 100,
              forecast.deviation() * 100,
              forecast.r2()));
    }
    for (String reason : forecast.refused()) {
      text.append(String.format(Locale.ROOT, "no forecast: %s%n", reason));
    }
    sentences().forEach(line -> text.append(line).append(System.lineSeparator()));
    return text.toString();
  }

  /** The answers, a sentence each; none where there is no forecast. */
  List<String> sentences() {
    Forecast.Estimate max = forecast.maxPerSecond();
    Forecast.Estimate knee = forecast.knee();
    Forecast.Estimate there = forecast.kneePerSecond();
    Forecast.Estimate peak = forecast.peak();
    if (max == null || knee == null || there == null || peak == null) {
      return List.of();
    }
    boolean falls = peak.value() < forecast.believedTo();
    java.util.ArrayList<String> lines = new java.util.ArrayList<>();
    lines.add(
        "highest throughput "
            + range(max)
            + " a second"
            + (falls
                ? ", at " + range(peak) + " at once; beyond, it falls"
                : ", where it levels off (looked at up to "
                    + ReportNumbers.number(forecast.believedTo())
                    + " at once)"));
    lines.add(
        "knee at "
            + range(knee)
            + " at once: "
            + range(there)
            + " a second in "
            + ReportNumbers.millis(knee.value() / there.value() * 1e3)
            + " on average; beyond, one more mostly waits");
    for (Forecast.Instances one : forecast.instances()) {
      lines.add(
          String.format(
              Locale.ROOT,
              "%s: plan %,d instance%s%s; each serves %s at its knee",
              one.what(),
              one.most(),
              one.most() == 1 ? "" : "s",
              one.least() < one.most()
                  ? String.format(Locale.ROOT, " (%,d to %,d)", one.least(), one.most())
                  : "",
              range(one.perInstance())));
    }
    if (!forecast.instances().isEmpty()) {
      lines.add(SHARED);
    }
    return lines;
  }

  static String range(Forecast.Estimate estimate) {
    return ReportNumbers.number(estimate.value())
        + " ("
        + ReportNumbers.number(estimate.low())
        + " to "
        + ReportNumbers.number(estimate.high())
        + ")";
  }
}
