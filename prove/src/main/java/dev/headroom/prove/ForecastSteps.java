package dev.headroom.prove;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;

/**
 * Measures throughput at several concurrencies: users who do not think, first every second level
 * upwards, then those between downwards, so that a machine that becomes slower or faster meanwhile
 * shows as scatter and not as a bend.
 */
public final class ForecastSteps {

  /** Beyond the peak by so much, more users tell nothing new. */
  private static final double FALLEN = 0.7;

  private static final double MOST_FAILED = 0.01;
  private static final int LEAST_ANSWERS = 20;

  private ForecastSteps() {}

  /**
   * How to measure.
   *
   * @param wire how the target is spoken to
   * @param step length of each step
   * @param mostUsers at the highest level
   * @param limits beyond which a step is not believed
   * @param seed of requests
   * @param most requests per second that the generator can do here; -1 if not known
   */
  public record Options(
      Wire wire, Duration step, int mostUsers, Limits limits, long seed, double most) {

    /** Checks ranges. */
    public Options {
      if (step.compareTo(Duration.ofMillis(200)) < 0) {
        throw new IllegalArgumentException("a step lasts at least 200ms, was " + step);
      }
      if (mostUsers < 8 || mostUsers > 10_000) {
        throw new IllegalArgumentException(
            "the most users are 8 to 10000 (fewer give no six levels), were " + mostUsers);
      }
    }

    /**
     * Measures first what the generator can do on this machine, against a server that does nothing.
     *
     * @return options that know it
     * @throws InterruptedException if interrupted
     */
    public Options calibrated() throws InterruptedException {
      return new Options(
          wire, step, mostUsers, limits, seed, NullServer.most(Duration.ofMillis(400)));
    }
  }

  /** 1, 2, 3, 4, 6, 8, 12, ... and the most. */
  static List<Integer> levels(int most) {
    List<Integer> levels = new ArrayList<>();
    for (int two = 1; two <= most; two *= 2) {
      levels.add(two);
      if (two >= 2 && two + two / 2 <= most) {
        levels.add(two + two / 2);
      }
    }
    int last = levels.get(levels.size() - 1);
    if (last < most) {
      levels.add(most);
    }
    return levels;
  }

  /**
   * Measures.
   *
   * @param target where
   * @param prepared what, with as many connections in each group as there are users
   * @param options how
   * @param each told of each step
   * @return points by concurrency
   * @throws InterruptedException if interrupted
   */
  public static List<Forecast.Point> run(
      Target target, PreparedScenario prepared, Options options, Consumer<Forecast.Point> each)
      throws InterruptedException {
    List<Integer> levels = levels(options.mostUsers());
    List<Forecast.Point> points = new ArrayList<>();
    try (LoadEngine engine = new LoadEngine(target, prepared, options.wire())) {
      int middle = levels.get(levels.size() / 2);
      var unused = engine.run(load(middle, options, -1));
      int top = levels.size();
      double best = 0;
      for (int i = 0; i < top; i += 2) {
        Forecast.Point point = point(engine.run(load(levels.get(i), options, i)), options);
        points.add(point);
        each.accept(point);
        best = Math.max(best, point.perSecond());
        if (point.perSecond() < FALLEN * best) {
          top = i + 1;
        }
      }
      for (int i = top - 1 - top % 2; i > 0; i -= 2) {
        Forecast.Point point = point(engine.run(load(levels.get(i), options, i)), options);
        points.add(point);
        each.accept(point);
      }
    }
    points.sort(Comparator.comparingDouble(Forecast.Point::concurrency));
    return points;
  }

  private static Load load(int users, Options options, int number) {
    return new Load.Closed(users, Duration.ZERO, options.step(), options.seed() + number);
  }

  private static Forecast.Point point(LoadResult result, Options options) {
    Histogram response = result.response();
    long answered = result.groups().values().stream().mapToLong(group -> group.endedInTime).sum();
    double perSecond = answered / result.seconds();
    double mean = response.getTotalCount() == 0 ? 0 : response.getMean() / 1e6;
    return new Forecast.Point(
        perSecond * mean,
        perSecond,
        mean * 1e3,
        LoadFigures.millis(response, 99, 100),
        left(result, answered, perSecond, options));
  }

  private static String left(LoadResult result, long answered, double perSecond, Options options) {
    double failed = result.ended() == 0 ? 0 : (double) result.failures() / result.ended();
    if (failed > MOST_FAILED) {
      return String.format(Locale.ROOT, "%.1f %% failed", failed * 100);
    }
    if (answered < LEAST_ANSWERS) {
      return answered + " answers are too few: a longer --step";
    }
    List<String> faults = options.limits().faults(result);
    if (!faults.isEmpty()) {
      return "the generator was at its limit: " + String.join("; ", faults);
    }
    if (options.most() > 0 && perSecond > options.most() / 2) {
      return String.format(
          Locale.ROOT,
          "the generator was at its limit: more than half of the %.0f requests a second that it reached against a"
              + " server that does nothing",
          options.most());
    }
    return "";
  }
}
