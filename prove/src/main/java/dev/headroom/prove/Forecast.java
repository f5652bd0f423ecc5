package dev.headroom.prove;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.hipparchus.distribution.continuous.TDistribution;
import org.jspecify.annotations.Nullable;

/**
 * What a service can take, from throughput measured at several concurrencies: the Universal
 * Scalability Law fitted to it, with 95 % intervals; or why it cannot be told. It does not speak of
 * more than one and a half times the highest concurrency that was measured.
 *
 * <p>Intervals: residuals of ln X, widened for the three parameters, are drawn anew and fitted
 * again; the quantiles are widened as Student's distribution is wider than the normal one. What is
 * planned rests on the lower end.
 */
public final class Forecast {

  /** Concurrencies that differ; the law has three parameters. */
  static final int LEAST_POINTS = 6;

  /** The highest over the lowest concurrency. */
  static final double LEAST_SPREAD = 4;

  /** How far beyond the highest measured concurrency the law is believed. */
  static final double BEYOND = 1.5;

  private static final double LEVELLED = 0.05;
  private static final double MOST_DEVIATION = 0.10;
  private static final double LEAST_R2 = 0.9;
  private static final double FLAT_DEVIATION = 0.05;
  private static final double WIDEST = 0.30;
  private static final int DRAWS = 400;
  private static final double NORMAL = 1.959964;

  private Forecast() {}

  /**
   * Throughput at a concurrency.
   *
   * @param concurrency mean number of requests under way
   * @param perSecond answers per second
   * @param meanMs mean response time; -1 if not known
   * @param p99Ms 99th percentile; -1 if not known
   * @param left why it does not count, or empty
   */
  public record Point(
      double concurrency, double perSecond, double meanMs, double p99Ms, String left) {

    boolean counts() {
      return left.isEmpty();
    }
  }

  /**
   * A figure with its 95 % interval.
   *
   * @param value best estimate
   * @param low lower end
   * @param high upper end
   */
  public record Estimate(double value, double low, double high) {}

  /**
   * What is asked.
   *
   * @param users to be served; 0 if not asked
   * @param think mean pause of a user between answer and next request
   * @param rate requests per second to be served; 0 if not asked
   * @param seed of the intervals
   */
  public record Question(double users, Duration think, double rate, long seed) {

    /** Checks ranges. */
    public Question {
      if (!(users >= 0 && users <= 1e12 && rate >= 0 && rate <= 1e12)) {
        throw new IllegalArgumentException("users and rate are 0 to 1e12");
      }
      if (think.isNegative()) {
        throw new IllegalArgumentException("think time is at least 0, was " + think);
      }
    }
  }

  /**
   * Instances that are needed, each at its knee.
   *
   * @param what is to be served
   * @param perInstance users, or requests per second, that one instance serves
   * @param least with the upper end of the interval
   * @param most with its lower end: what to plan
   */
  public record Instances(String what, Estimate perInstance, long least, long most) {}

  /**
   * A forecast.
   *
   * @param law the fitted law; null if none could be fitted
   * @param deviation typical relative distance of the points from it; -1 if none
   * @param r2 share of the points' variance that it explains; -1 if none
   * @param believedTo highest concurrency that it speaks of
   * @param maxPerSecond highest throughput; null if refused
   * @param peak where that is; {@code value} is {@code believedTo} where throughput levels off
   * @param knee where one more request mostly waits
   * @param kneePerSecond throughput there
   * @param instances answers to the question
   * @param band the law's interval at concurrencies from the lowest to {@code believedTo}
   * @param refused why there is no forecast; empty if there is one
   */
  public record Result(
      @Nullable Usl law,
      double deviation,
      double r2,
      double believedTo,
      @Nullable Estimate maxPerSecond,
      @Nullable Estimate peak,
      @Nullable Estimate knee,
      @Nullable Estimate kneePerSecond,
      List<Instances> instances,
      List<Band> band,
      List<String> refused) {

    /** Copies the lists. */
    public Result {
      instances = List.copyOf(instances);
      band = List.copyOf(band);
      refused = List.copyOf(refused);
    }

    private static Result refused(
        @Nullable Usl law, double deviation, double r2, double to, List<String> why) {
      return new Result(law, deviation, r2, to, null, null, null, null, List.of(), List.of(), why);
    }
  }

  /**
   * The law at one concurrency.
   *
   * @param concurrency requests under way
   * @param perSecond with its interval
   */
  public record Band(double concurrency, Estimate perSecond) {}

  /**
   * Fits and judges.
   *
   * @param points measured; those that do not count are told of in a refusal
   * @param question what is asked
   * @return a forecast, or why there is none
   */
  public static Result of(List<Point> points, Question question) {
    List<Point> counted = points.stream().filter(Point::counts).toList();
    List<String> refused = new ArrayList<>();
    double[] n = counted.stream().mapToDouble(Point::concurrency).toArray();
    double[] x = counted.stream().mapToDouble(Point::perSecond).toArray();
    double low = Arrays.stream(n).min().orElse(0);
    double high = Arrays.stream(n).max().orElse(0);
    long different =
        Arrays.stream(n).mapToObj(at -> Math.round(Math.log(at) * 20)).distinct().count();
    if (different < LEAST_POINTS) {
      refused.add(
          different
              + " concurrencies that differ by 5 % or more count; the law has three parameters and needs "
              + LEAST_POINTS
              + left(points, 0));
    } else if (high < LEAST_SPREAD * low) {
      refused.add(
          String.format(
              Locale.ROOT,
              "concurrencies from %s to %s are too close together: the highest must be at least four times the lowest%s",
              ReportNumbers.number(low),
              ReportNumbers.number(high),
              left(points, high)));
    }
    double to = BEYOND * high;
    Usl law = refused.isEmpty() ? UslFit.of(n, x) : null;
    if (law == null) {
      if (refused.isEmpty()) {
        refused.add("no parameters of the law fit these points");
      }
      return Result.refused(null, -1, -1, to, refused);
    }
    double[] rest = rest(law, n, x);
    double deviation = Math.sqrt(Arrays.stream(rest).map(e -> e * e).sum() / (n.length - 3));
    double r2 = r2(law, n, x);
    if (deviation > MOST_DEVIATION || (r2 < LEAST_R2 && deviation > FLAT_DEVIATION)) {
      refused.add(
          String.format(
              Locale.ROOT,
              "the points lie %.0f %% around the law, which explains %.0f %% of their variance: they do not follow"
                  + " it, or were measured too briefly",
              deviation * 100,
              Math.max(0, r2) * 100));
    }
    double grows = law.maxPerSecond(to) / law.maxPerSecond(high) - 1;
    if (grows > LEVELLED) {
      refused.add(
          String.format(
              Locale.ROOT,
              "throughput still grows at %s at once, the highest that counts: by the law another half of that would give"
                  + " %.0f %% more, so the knee is not in what was measured; measure with more users%s",
              ReportNumbers.number(high),
              grows * 100,
              left(points, high)));
    }
    if (!refused.isEmpty()) {
      return Result.refused(law, deviation, r2, to, refused);
    }
    List<Usl> drawn = draws(law, n, rest, question.seed());
    double wider = new TDistribution(n.length - 3.0).inverseCumulativeProbability(0.975) / NORMAL;
    ToDoubleFunction<Usl> max = one -> one.maxPerSecond(to);
    Estimate most = estimate(law, drawn, wider, max);
    if (most.high() - most.low() > WIDEST * most.value()) {
      refused.add(
          String.format(
              Locale.ROOT,
              "the highest throughput is between %s and %s a second, which is wider than 30 %%: measure longer, or at more"
                  + " concurrencies",
              ReportNumbers.number(most.low()),
              ReportNumbers.number(most.high())));
      return Result.refused(law, deviation, r2, to, refused);
    }
    List<Band> band = new ArrayList<>();
    for (int i = 0; i <= 60; i++) {
      double at = low * Math.pow(to / low, i / 60.0);
      band.add(new Band(at, estimate(law, drawn, wider, one -> one.perSecond(at))));
    }
    return new Result(
        law,
        deviation,
        r2,
        to,
        most,
        estimate(law, drawn, wider, one -> Math.min(to, one.peak())),
        estimate(law, drawn, wider, one -> one.knee(to)),
        estimate(law, drawn, wider, one -> one.perSecond(one.knee(to))),
        instances(law, drawn, wider, to, question),
        band,
        List.of());
  }

  private static List<Instances> instances(
      Usl law, List<Usl> drawn, double wider, double to, Question question) {
    List<Instances> answers = new ArrayList<>();
    if (question.users() > 0) {
      double think = question.think().toNanos() / 1e9;
      answers.add(
          instances(
              String.format(
                  Locale.ROOT,
                  "%,.0f users who think %s s",
                  question.users(),
                  ReportNumbers.number(think)),
              question.users(),
              estimate(
                  law, drawn, wider, one -> one.knee(to) + think * one.perSecond(one.knee(to)))));
    }
    if (question.rate() > 0) {
      answers.add(
          instances(
              String.format(
                  Locale.ROOT, "%s requests per second", ReportNumbers.number(question.rate())),
              question.rate(),
              estimate(law, drawn, wider, one -> one.perSecond(one.knee(to)))));
    }
    return answers;
  }

  private static Instances instances(String what, double wanted, Estimate each) {
    return new Instances(
        what, each, (long) Math.ceil(wanted / each.high()), (long) Math.ceil(wanted / each.low()));
  }

  /** Why measured points above a concurrency do not count: the generator may be the reason. */
  private static String left(List<Point> points, double above) {
    List<String> why =
        points.stream()
            .filter(point -> !point.counts() && point.concurrency() > above)
            .map(point -> ReportNumbers.number(point.concurrency()) + " at once: " + point.left())
            .toList();
    return why.isEmpty() ? "" : " (not counted: " + String.join("; ", why) + ")";
  }

  private static double[] rest(Usl law, double[] n, double[] x) {
    double[] rest = new double[n.length];
    for (int i = 0; i < n.length; i++) {
      rest[i] = Math.log(x[i] / law.perSecond(n[i]));
    }
    return rest;
  }

  private static double r2(Usl law, double[] n, double[] x) {
    double mean = Arrays.stream(x).average().orElse(0);
    double around = 0;
    double off = 0;
    for (int i = 0; i < n.length; i++) {
      around += (x[i] - mean) * (x[i] - mean);
      off += Math.pow(x[i] - law.perSecond(n[i]), 2);
    }
    return around == 0 ? 0 : 1 - off / around;
  }

  private static List<Usl> draws(Usl law, double[] n, double[] rest, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double wider = Math.sqrt(n.length / (n.length - 3.0));
    List<Usl> drawn = new ArrayList<>();
    for (int i = 0; i < DRAWS; i++) {
      double[] x = new double[n.length];
      for (int j = 0; j < x.length; j++) {
        x[j] = law.perSecond(n[j]) * Math.exp(wider * rest[random.nextInt(rest.length)]);
      }
      Usl one = UslFit.near(law, n, x);
      if (one != null) {
        drawn.add(one);
      }
    }
    return drawn;
  }

  private static Estimate estimate(
      Usl law, List<Usl> drawn, double wider, ToDoubleFunction<Usl> of) {
    double value = of.applyAsDouble(law);
    double[] sorted = drawn.stream().mapToDouble(of).sorted().toArray();
    if (sorted.length < DRAWS / 2) {
      return new Estimate(value, 0, Double.MAX_VALUE); // refused as too wide
    }
    double low = sorted[(int) (0.025 * sorted.length)];
    double high = sorted[(int) Math.ceil(0.975 * sorted.length) - 1];
    return new Estimate(
        value,
        value * Math.pow(Math.min(1, low / value), wider),
        value * Math.pow(Math.max(1, high / value), wider));
  }
}
