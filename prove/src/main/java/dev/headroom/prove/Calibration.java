package dev.headroom.prove;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What is measured before a proof: whether an arm is warm, and how much it can take. */
public final class Calibration {

  /** A proof runs at most at this share of the slowest arm's capacity: beyond it, queues decide. */
  public static final double SHARE = 0.6;

  private static final double LEVEL = 0.07;

  private final LoadEngine engine;
  private final int concurrent;
  private final long seed;

  /**
   * A calibration.
   *
   * @param engine to load with
   * @param scenario whose groups' connections together are the users
   * @param seed of requests
   */
  public Calibration(LoadEngine engine, Scenario scenario, long seed) {
    this.engine = engine;
    this.concurrent = scenario.concurrent();
    this.seed = seed;
  }

  /**
   * What an arm can take: users without think time, as many as the mix has connections, choosing by
   * the mix. The group whose connections are the bottleneck decides, as it would under any steady
   * load of this mix.
   *
   * @param length how long to measure
   * @return answers per second, and the rate for a proof
   * @throws InterruptedException if interrupted
   */
  public Capacity capacity(Duration length) throws InterruptedException {
    LoadResult result = engine.run(new Load.Closed(concurrent, Duration.ZERO, length, seed));
    long answered = result.groups().values().stream().mapToLong(group -> group.endedInTime).sum();
    return new Capacity(
        answered / result.seconds(), result.requestsPerStart(), result.ended(), result.failures());
  }

  /**
   * Capacity of an arm.
   *
   * @param perSecond answers as expected, per second
   * @param perStart requests that a start brings, more than 1 with flows
   * @param requests sent for it
   * @param failures of these
   */
  public record Capacity(double perSecond, double perStart, long requests, long failures) {

    /**
     * The rate for a proof.
     *
     * @return starts per second, {@link #SHARE} of the capacity
     */
    public double rate() {
      return SHARE * perSecond / perStart;
    }
  }

  /**
   * Loads the present arm until its median levels off: the compiler has done its work and caches
   * hold what they will hold. Looks at the geometric mean of the groups' medians over stretches of
   * 2 s; level is when the last two are within 7 % of each other and of the best.
   *
   * @param rate requests per second, or 0 for as many as it can take
   * @param most longest time to try
   * @return what it came to
   * @throws InterruptedException if interrupted
   */
  public Warmth warmUp(double rate, Duration most) throws InterruptedException {
    Duration stretch = Duration.ofSeconds(2);
    List<Double> medians = new ArrayList<>();
    long until = System.nanoTime() + most.toNanos();
    while (System.nanoTime() < until) {
      Load load =
          rate > 0
              ? new Load.Open(rate, Load.Spacing.POISSON, stretch, seed + medians.size())
              : new Load.Closed(concurrent, Duration.ZERO, stretch, seed + medians.size());
      medians.add(median(engine.run(load)));
      if (isLevel(medians)) {
        return new Warmth(true, List.copyOf(medians));
      }
    }
    return new Warmth(false, List.copyOf(medians));
  }

  /**
   * How warm an arm became.
   *
   * @param level whether the median levelled off
   * @param mediansMicros geometric means of the groups' medians, a stretch each
   */
  public record Warmth(boolean level, List<Double> mediansMicros) {}

  static boolean isLevel(List<Double> medians) {
    int n = medians.size();
    if (n < 3) {
      return false;
    }
    double last = medians.get(n - 1);
    double before = medians.get(n - 2);
    double best = medians.stream().mapToDouble(Double::doubleValue).min().orElse(last);
    return Math.abs(Math.log(last / before)) < LEVEL && Math.log(last / best) < LEVEL;
  }

  private static double median(LoadResult result) {
    double sum = 0;
    int groups = 0;
    for (GroupResult group : result.groups().values()) {
      if (group.response.getTotalCount() > 0) {
        sum += Math.log(Math.max(1.0, (double) group.response.getValueAtPercentile(50)));
        groups++;
      }
    }
    return groups == 0 ? 1 : Math.exp(sum / groups);
  }
}
