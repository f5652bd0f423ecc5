package dev.headroom.prove;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * How much a target can take: first with users who do not think, which says about where its limit
 * is; then at rates that do not wait for it, rising to that limit and beyond, until two in a row
 * are too much. A rate is held when 99 % of what was due was answered in time, at most 1 % failed
 * and p99 stayed below a limit.
 */
public final class FindMax {

  private static final double[] SHARES = {0.3, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 1, 1.05, 1.1};
  private static final double LEAST_SERVED = 0.99;
  private static final double MOST_FAILED = 0.01;

  private FindMax() {}

  /**
   * How to look.
   *
   * @param wire how the target is spoken to
   * @param step length of each step
   * @param maxP99 above it a rate is too much
   * @param limits beyond which a step is not believed
   * @param seed of arrivals and requests
   */
  public record Options(Wire wire, Duration step, Duration maxP99, Limits limits, long seed) {

    /** Checks the length. */
    public Options {
      if (step.compareTo(Duration.ofMillis(500)) < 0) {
        throw new IllegalArgumentException("a step lasts at least 500ms, was " + step);
      }
    }
  }

  /**
   * One rate.
   *
   * @param rate due per second, in requests
   * @param perSecond answered in time, per second
   * @param p50Ms median response
   * @param p99Ms 99th percentile; -1 below 100 answers
   * @param failedShare share that failed
   * @param concurrency mean number of requests under way, by Little's law
   * @param tooMuch why the target does not hold it, or empty
   * @param invalid why it must not be believed, or empty
   */
  public record Step(
      double rate,
      double perSecond,
      double p50Ms,
      double p99Ms,
      double failedShare,
      double concurrency,
      String tooMuch,
      String invalid) {

    /**
     * A line.
     *
     * @return without an end
     */
    public String toText() {
      return String.format(
          Locale.ROOT,
          "%10.1f/s due  %10.1f/s answered  p50 %8.2f ms  p99 %8.2f ms  %s",
          rate,
          perSecond,
          p50Ms,
          p99Ms,
          !invalid.isEmpty()
              ? "not to be believed: " + invalid
              : tooMuch.isEmpty() ? "held" : "too much: " + tooMuch);
    }
  }

  /**
   * What was found.
   *
   * @param version of this shape
   * @param target where
   * @param scenario its name
   * @param maxPerSecond highest rate that was held, in requests; -1 if none
   * @param saturationPerSecond answers per second with users who do not think
   * @param reachedEnd whether every rate was held: the limit is higher than was tried
   * @param invalid why the generator, not the target, ended the search; empty if it did not
   * @param steps in order
   */
  public record Result(
      int version,
      String target,
      String scenario,
      double maxPerSecond,
      double saturationPerSecond,
      boolean reachedEnd,
      String invalid,
      List<Step> steps) {

    /**
     * Whether a limit can be told.
     *
     * @return false if no rate was held, or the generator ended the search
     */
    public boolean found() {
      return maxPerSecond > 0 && invalid.isEmpty();
    }

    /**
     * In a sentence.
     *
     * @return a line, ended
     */
    public String toText() {
      if (!invalid.isEmpty()) {
        return String.format(
            Locale.ROOT,
            "%s: the generator ended the search, not the target: %s%s%n",
            scenario,
            invalid,
            maxPerSecond > 0
                ? String.format(Locale.ROOT, " (%.1f/s were held)", maxPerSecond)
                : "");
      }
      return found()
          ? String.format(
              Locale.ROOT,
              "%s holds %.1f/s%s (at saturation, users waiting: %.1f/s)%n",
              scenario,
              maxPerSecond,
              reachedEnd ? " and perhaps more" : "",
              saturationPerSecond)
          : String.format(Locale.ROOT, "%s holds no rate that was tried%n", scenario);
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
          .writeValueAsString(this);
    }
  }

  /**
   * Looks.
   *
   * @param target where
   * @param prepared what
   * @param options how
   * @param each told of each step
   * @return what was found
   * @throws InterruptedException if interrupted
   */
  public static Result run(
      Target target, PreparedScenario prepared, Options options, Consumer<Step> each)
      throws InterruptedException {
    try (LoadEngine engine = new LoadEngine(target, prepared, options.wire())) {
      int users = prepared.scenario.concurrent();
      Duration length = options.step();
      var unused = engine.run(new Load.Closed(users, Duration.ZERO, length, options.seed()));
      LoadResult full =
          engine.run(new Load.Closed(users, Duration.ZERO, length, options.seed() + 1));
      double saturation = served(full) / full.seconds();
      List<Step> steps = new ArrayList<>();
      double best = -1;
      double perStart = full.requestsPerStart();
      String invalid = "";
      int lost = 0;
      for (double share : SHARES) {
        if (saturation * share * length.toNanos() / 1e9 < 1) {
          continue; // not one request in a step
        }
        Step step = step(engine, saturation * share, perStart, options, steps.size());
        steps.add(step);
        each.accept(step);
        boolean held = step.tooMuch().isEmpty() && step.invalid().isEmpty();
        lost = held ? 0 : lost + 1;
        if (held) {
          best = step.rate();
        }
        if (lost == 2) {
          boolean own =
              steps.stream().skip(steps.size() - 2L).noneMatch(s -> s.invalid().isEmpty());
          invalid = own ? step.invalid() : "";
          break;
        }
      }
      return new Result(
          1,
          target.base().toString(),
          prepared.scenario.name,
          best,
          saturation,
          lost == 0 && best > 0,
          invalid,
          List.copyOf(steps));
    }
  }

  private static long served(LoadResult result) {
    long ended = result.groups().values().stream().mapToLong(group -> group.endedInTime).sum();
    return Math.max(0, ended);
  }

  private static Step step(
      LoadEngine engine, double rate, double perStart, Options options, int number)
      throws InterruptedException {
    LoadResult result =
        engine.run(
            new Load.Open(
                rate / perStart,
                Load.Spacing.POISSON,
                options.step(),
                options.seed() + 2 + number));
    Histogram response = result.response();
    long due = result.groups().values().stream().mapToLong(group -> group.scheduled).sum();
    double p99 = LoadFigures.millis(response, 99, 100);
    double failed = result.ended() == 0 ? 0 : (double) result.failures() / result.ended();
    double served = served(result);
    String tooMuch = "";
    if (failed > MOST_FAILED) {
      tooMuch = String.format(Locale.ROOT, "%.1f %% failed", failed * 100);
    } else if (due - served > Math.max(slack(rate, response), (1 - LEAST_SERVED) * due)) {
      tooMuch = String.format(Locale.ROOT, "%.0f of %d were answered in time", served, due);
    } else if (p99 > options.maxP99().toNanos() / 1e6) {
      tooMuch = String.format(Locale.ROOT, "p99 above %d ms", options.maxP99().toMillis());
    }
    double mean = response.getTotalCount() == 0 ? 0 : response.getMean() / 1e6;
    return new Step(
        rate,
        served / result.seconds(),
        LoadFigures.millis(response, 50, 1),
        p99,
        failed,
        served / result.seconds() * mean,
        tooMuch,
        String.join("; ", options.limits().faults(result)));
  }

  /** What is rightly under way when a step ends: by Little's law, twice. */
  private static double slack(double rate, Histogram response) {
    double median = response.getTotalCount() == 0 ? 0 : response.getValueAtPercentile(50) / 1e6;
    return 3 + 2 * rate * median;
  }
}
