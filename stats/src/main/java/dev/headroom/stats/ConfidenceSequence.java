package dev.headroom.stats;

import dev.headroom.loop.Effect;
import java.util.Optional;

/**
 * An interval that stays valid however often it is looked at, so that a run may stop as soon as it
 * knows (Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas, "Time-uniform central limit theory and
 * asymptotic confidence sequences", 2024):
 *
 * <pre>
 * mean +- s_k sqrt( 2 (k r^2 + 1) / (k^2 r^2) ln( sqrt(k r^2 + 1) / alpha ) )
 * r = sqrt( (-2 ln alpha + ln(1 - 2 ln alpha)) / K )
 * </pre>
 *
 * <p>It is tightest near the planned K. It is asymptotic, and its spread is estimated: looked at
 * from the second pair on it is wrong in 17-25 % of identical runs. So it says nothing before pair
 * {@value #FIRST_LOOK}. Not thread-safe.
 */
public final class ConfidenceSequence {

  /** The first pair at which it answers. */
  public static final int FIRST_LOOK = 10;

  private final double margin;
  private final double alpha;
  private final double r2;
  private int pairs;
  private double mean;
  private double squares;

  /**
   * With {@link PairedVerdict#MARGIN} and {@link PairedVerdict#ALPHA}.
   *
   * @param plannedPairs number of pairs at which it should be tightest, at least {@value
   *     #FIRST_LOOK}
   * @throws IllegalArgumentException if fewer
   */
  public ConfidenceSequence(int plannedPairs) {
    this(plannedPairs, PairedVerdict.MARGIN, PairedVerdict.ALPHA);
  }

  ConfidenceSequence(int plannedPairs, double margin, double alpha) {
    if (plannedPairs < FIRST_LOOK) {
      throw new IllegalArgumentException(
          "plan at least " + FIRST_LOOK + " pairs, were " + plannedPairs);
    }
    this.margin = margin;
    this.alpha = alpha;
    this.r2 = (-2 * Math.log(alpha) + Math.log(1 - 2 * Math.log(alpha))) / plannedPairs;
  }

  /**
   * Takes the next pair.
   *
   * @param before value of the pair's first arm, above 0
   * @param after value of the other arm, above 0
   * @throws IllegalArgumentException if a value is not above 0
   */
  public void add(double before, double after) {
    if (!(before > 0 && after > 0)) {
      throw new IllegalArgumentException(
          "a ratio needs values above 0, were " + before + ", " + after);
    }
    double d = Math.log(after / before);
    pairs++;
    double delta = d - mean;
    mean += delta / pairs;
    squares += delta * (d - mean);
  }

  /**
   * What is known by now.
   *
   * @return empty before pair {@value #FIRST_LOOK}
   */
  public Optional<Effect> look() {
    if (pairs < FIRST_LOOK) {
      return Optional.empty();
    }
    double s = Math.sqrt(squares / (pairs - 1));
    double reach = s * width(pairs);
    return Optional.of(
        new Effect(
            Math.exp(mean),
            Math.exp(mean - reach),
            Math.exp(mean + reach),
            pairs,
            -Math.expm1(-2 * reach),
            Estimate.verdict(mean - reach, mean + reach, margin)));
  }

  /** Half width of the interval at pair k for a spread of 1. */
  double width(int k) {
    double kr = k * r2;
    return Math.sqrt(2 * (kr + 1) / (k * kr) * Math.log(Math.sqrt(kr + 1) / alpha));
  }
}
