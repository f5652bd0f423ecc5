package dev.headroom.prove;

import java.util.List;
import java.util.SplittableRandom;

/**
 * Intended times of one group: {@code t += -ln(U) / rate}, or evenly spaced. Where the rate changes
 * in time, its integral advances by {@code -ln(U)} (or by 1), and the time is had by inverting it:
 * exactly a Poisson process of that rate, with no step in between.
 */
final class Arrivals {

  /** No further arrival. */
  static final long NEVER = Long.MAX_VALUE;

  private final List<LoadPlan.Phase> phases;
  private final double share;
  private final double flatRate;
  private final boolean poisson;
  private final SplittableRandom random;
  private int phase;
  private double phaseStart; // seconds
  private double phaseArea; // starts before it
  private double area; // starts so far

  /** Without end. */
  Arrivals(double ratePerSecond, Load.Spacing spacing, long seed) {
    this(List.of(), 1, ratePerSecond, spacing, seed);
  }

  /**
   * Of phases.
   *
   * @param share of their level that is this group's
   */
  Arrivals(List<LoadPlan.Phase> phases, double share, Load.Spacing spacing, long seed) {
    this(phases, share, 0, spacing, seed);
  }

  /**
   * The first arrival is one distance after 0; evenly spaced ones begin at a random phase, so that
   * groups do not march in step.
   */
  private Arrivals(
      List<LoadPlan.Phase> phases, double share, double flatRate, Load.Spacing spacing, long seed) {
    this.phases = phases;
    this.share = share;
    this.flatRate = flatRate;
    this.poisson = spacing == Load.Spacing.POISSON;
    this.random = new SplittableRandom(seed);
    this.area = poisson ? 0 : -random.nextDouble();
  }

  /** Nanoseconds since the start, never falling; {@link #NEVER} after the last phase. */
  long next() {
    // 1 - nextDouble() is in (0, 1]: the logarithm is finite.
    area += poisson ? -Math.log(1 - random.nextDouble()) : 1;
    if (phases.isEmpty()) {
      return (long) (area / flatRate * 1e9);
    }
    while (phase < phases.size() && area - phaseArea > share * phases.get(phase).area()) {
      phaseArea += share * phases.get(phase).area();
      phaseStart += phases.get(phase).seconds();
      phase++;
    }
    if (phase == phases.size()) {
      return NEVER;
    }
    LoadPlan.Phase now = phases.get(phase);
    double rate = share * now.from();
    double slope = share * (now.to() - now.from()) / now.seconds();
    double left = area - phaseArea;
    double root = Math.sqrt(Math.max(0, rate * rate + 2 * slope * left));
    double since = left <= 0 ? 0 : 2 * left / (rate + root);
    return (long) ((phaseStart + Math.min(since, now.seconds())) * 1e9);
  }
}
