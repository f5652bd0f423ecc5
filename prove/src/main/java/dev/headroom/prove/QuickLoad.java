package dev.headroom.prove;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * A quick look (P3): so many requests, so many at once, without think time. What it says of latency
 * is latency at saturation; for a fixed rate use {@link LoadEngine} with {@link Load.Open}.
 */
public final class QuickLoad {

  private QuickLoad() {}

  /**
   * One path, asked with GET.
   *
   * @param target where
   * @param path for example {@code /api/v1/health}
   * @param requests how many, 1 to 1,000,000,000
   * @param concurrent how many at once, 1 to 10,000
   * @return what was seen
   * @throws InterruptedException if interrupted
   */
  public static Result endpoint(Target target, String path, int requests, int concurrent)
      throws InterruptedException {
    range("--requests", requests, 1_000_000_000);
    range("--concurrent", concurrent, 10_000);
    Scenario scenario = Scenario.ofEndpoint(path(path), requests, concurrent);
    return run(target, PreparedScenario.of(scenario));
  }

  /**
   * Every group of a scenario, one after the other, with its own number of requests and its own
   * number at once.
   *
   * @param target where
   * @param scenario what
   * @return what was seen
   * @throws IOException if the target does not answer the preparations
   * @throws InterruptedException if interrupted
   */
  public static Result comprehensive(Target target, Scenario scenario)
      throws IOException, InterruptedException {
    return run(target, Preparation.prepare(target, scenario));
  }

  private static Result run(Target target, PreparedScenario prepared) throws InterruptedException {
    List<Line> lines = new ArrayList<>();
    for (Scenario.Group group : prepared.scenario.groups) {
      try (LoadEngine engine = new LoadEngine(target, prepared.only(group))) {
        LoadResult result = engine.run(new Load.Counted(1));
        result.groups().forEach((name, seen) -> lines.add(Line.of(name, group, seen, result)));
      }
    }
    return new Result(1, target.base().toString(), prepared.scenario.name(), List.copyOf(lines));
  }

  /**
   * A path to ask.
   *
   * @param path as written
   * @return the same
   * @throws IllegalArgumentException if it cannot be one
   */
  public static String path(String path) {
    if (!path.matches("/[\\x21-\\x7e]*")) {
      throw new IllegalArgumentException(
          "a path must begin with / and hold no blanks (write %20), was '" + path + "'");
    }
    return path;
  }

  private static void range(String option, int value, int most) {
    if (value < 1 || value > most) {
      throw new IllegalArgumentException(option + " must be 1 to " + most + ", was " + value);
    }
  }

  /**
   * One group.
   *
   * @param name of the group, or the path
   * @param requests sent
   * @param concurrent at once
   * @param seconds it took
   * @param perSecond answers a second
   * @param p50Millis median; -1 if there was no answer
   * @param p95Millis 95th percentile
   * @param p99Millis 99th percentile
   * @param maxMillis longest
   * @param errors by category, see {@link GroupResult#errors}
   * @param warning why the figures must not be believed, or empty
   */
  public record Line(
      String name,
      long requests,
      int concurrent,
      double seconds,
      double perSecond,
      double p50Millis,
      double p95Millis,
      double p99Millis,
      double maxMillis,
      Map<String, Long> errors,
      String warning) {

    static Line of(String name, Scenario.Group group, GroupResult seen, LoadResult result) {
      Histogram response = seen.response();
      return new Line(
          name,
          seen.ended(),
          group.concurrent(),
          result.seconds(),
          seen.ended() / result.seconds(),
          millis(response, 50),
          millis(response, 95),
          millis(response, 99),
          millis(response, 100),
          new TreeMap<>(seen.errors()),
          result.failure + result.unsent);
    }

    private static double millis(Histogram histogram, double percentile) {
      return histogram.getTotalCount() == 0
          ? -1
          : histogram.getValueAtPercentile(percentile) / 1000.0;
    }
  }

  /**
   * Everything seen.
   *
   * @param version of this shape
   * @param target where
   * @param scenario its name, or the path
   * @param groups in order
   */
  public record Result(int version, String target, String scenario, List<Line> groups) {

    /**
     * As JSON.
     *
     * @return indented
     */
    public String toJson() {
      return JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build()
          .writeValueAsString(this);
    }

    /**
     * As a table of at most 100 columns.
     *
     * @return lines, each ended
     */
    public String toText() {
      StringBuilder text = new StringBuilder();
      text.append(
          String.format(
              Locale.ROOT,
              "%-28s %8s %5s %9s %9s %9s %9s  %s%n",
              "",
              "requests",
              "conc.",
              "per s",
              "p50 ms",
              "p95 ms",
              "p99 ms",
              "errors"));
      for (Line line : groups) {
        text.append(
            String.format(
                Locale.ROOT,
                "%-28s %8d %5d %9.1f %9s %9s %9s  %s%n",
                line.name().length() <= 28 ? line.name() : line.name().substring(0, 28),
                line.requests(),
                line.concurrent(),
                line.perSecond(),
                millis(line.p50Millis()),
                millis(line.p95Millis()),
                millis(line.p99Millis()),
                line.errors().isEmpty() ? "none" : line.errors()));
        if (!line.warning().isEmpty()) {
          text.append("  ! ").append(line.warning()).append(System.lineSeparator());
        }
      }
      return text.toString();
    }

    private static String millis(double value) {
      return value < 0 ? "-" : String.format(Locale.ROOT, "%.2f", value);
    }

    /**
     * Errors of all groups and categories.
     *
     * @return count
     */
    public long failures() {
      return groups.stream()
          .flatMap(line -> line.errors().values().stream())
          .mapToLong(Long::longValue)
          .sum();
    }
  }
}
