package dev.headroom.prove;

import java.util.SplittableRandom;

/** Intended times of one group: {@code t += -ln(U) / rate}, or evenly spaced. */
final class Arrivals {

  private final double meanNanos;
  private final boolean poisson;
  private final SplittableRandom random;
  private double at;

  /**
   * The first arrival is one distance after 0; evenly spaced ones begin at a random phase, so that
   * groups do not march in step.
   */
  Arrivals(double ratePerSecond, Load.Spacing spacing, long seed) {
    this.meanNanos = 1e9 / ratePerSecond;
    this.poisson = spacing == Load.Spacing.POISSON;
    this.random = new SplittableRandom(seed);
    this.at = poisson ? 0 : -random.nextDouble() * meanNanos;
  }

  /** Nanoseconds since the start, never falling. */
  long next() {
    // 1 - nextDouble() is in (0, 1]: the logarithm is finite.
    at += poisson ? -Math.log(1 - random.nextDouble()) * meanNanos : meanNanos;
    return (long) at;
  }
}
