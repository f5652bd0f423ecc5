package dev.headroom.stats;

import dev.headroom.loop.Verdict;
import java.util.Random;

/**
 * The verdict over a number of block pairs that was fixed beforehand.
 *
 * <p>Why pairs of blocks. Requests of one block share the machine's state, so they are not
 * independent, and a test over requests finds "differences" between identical systems nearly every
 * time the machine drifts. The pair of neighbouring blocks is the unit: drift slower than a pair
 * cancels in the log ratio {@code d = ln(after / before)}, and what is left varies from pair to
 * pair, which is exactly the spread that the interval is made of.
 *
 * <p>Interval: {@code mean(d) +- t(K-1) s / sqrt(K)}, exponentiated. Verdict: FASTER when all of it
 * is below 1 / (1 + margin), SLOWER when all of it is above 1 + margin, EQUIVALENT when all of it
 * is between, else INCONCLUSIVE. FASTER and SLOWER must also survive a sign-flip permutation test
 * beyond the margin (Fisher, 1935), which assumes no shape of the noise but symmetry; one pair far
 * out then cannot decide alone. Below {@value #LEAST_PAIRS} pairs the verdict is always
 * INCONCLUSIVE.
 *
 * <p>Limits: K must not depend on what was seen; to look while measuring use {@link
 * ConfidenceSequence}. Immutable and thread-safe.
 */
public final class PairedVerdict {

  /** What counts as a difference at all: 3 %. */
  public static final double MARGIN = 0.03;

  /** Share of false verdicts accepted: 5 %. */
  public static final double ALPHA = 0.05;

  /** Fewest pairs that a verdict may rest on. */
  public static final int LEAST_PAIRS = 5;

  private static final int EXACT_PAIRS = 14;
  private static final int FLIPS = 10_000;

  private final double margin;
  private final double alpha;

  /** With {@link #MARGIN} and {@link #ALPHA}. */
  public PairedVerdict() {
    this(MARGIN, ALPHA);
  }

  /**
   * With another margin or level.
   *
   * @param margin smallest change that matters, as a share, 0 or more
   * @param alpha share of false verdicts accepted, between 0 and 1
   * @throws IllegalArgumentException if out of range
   */
  public PairedVerdict(double margin, double alpha) {
    if (!(margin >= 0 && alpha > 0 && alpha < 1)) {
      throw new IllegalArgumentException(
          "margin must be 0 or more and alpha between 0 and 1, were " + margin + ", " + alpha);
    }
    this.margin = margin;
    this.alpha = alpha;
  }

  /**
   * Judges pairs.
   *
   * @param before one value a pair, above 0
   * @param after the value of the same pair under the other arm, above 0
   * @return effect after / before, and its p
   * @throws IllegalArgumentException if there are fewer than 2 pairs, lengths differ, or a value is
   *     not above 0
   */
  public Judged judge(double[] before, double[] after) {
    if (before.length != after.length || before.length < 2) {
      throw new IllegalArgumentException(
          "an interval needs at least 2 complete pairs, were "
              + before.length
              + " before and "
              + after.length
              + " after");
    }
    double[] logs = new double[before.length];
    for (int i = 0; i < logs.length; i++) {
      if (!(before[i] > 0 && after[i] > 0)) {
        throw new IllegalArgumentException(
            "a ratio needs values above 0, pair " + i + " was " + before[i] + ", " + after[i]);
      }
      logs[i] = Math.log(after[i] / before[i]);
    }
    Judged judged = Estimate.of(logs).judge(margin, alpha);
    boolean stands =
        logs.length >= LEAST_PAIRS
            && switch (judged.effect().verdict()) {
              case FASTER -> flipped(shifted(logs, 1)) <= alpha;
              case SLOWER -> flipped(shifted(logs, -1)) <= alpha;
              case EQUIVALENT, INCONCLUSIVE -> true;
            };
    return stands || judged.effect().verdict() == Verdict.INCONCLUSIVE
        ? judged
        : judged.withdrawn();
  }

  /** Distances beyond the margin; negative where the pair agrees with the claim. */
  private double[] shifted(double[] logs, int sign) {
    double[] shifted = new double[logs.length];
    for (int i = 0; i < logs.length; i++) {
      shifted[i] = sign * logs[i] + Math.log1p(margin);
    }
    return shifted;
  }

  /**
   * One-sided sign-flip p: the share of sign assignments whose sum is at most the one seen. All
   * assignments up to 14 values, else 10,000 seeded ones.
   */
  static double flipped(double[] values) {
    double seen = 0;
    double size = 0;
    for (double value : values) {
      seen += value;
      size += Math.abs(value);
    }
    double limit = seen + 1e-12 * size; // equal sums in another order of addition count as equal
    boolean exact = values.length <= EXACT_PAIRS;
    int total = exact ? 1 << values.length : FLIPS;
    Random random = new Random(values.length);
    int hits = exact ? 0 : 1;
    for (int i = 0; i < total; i++) {
      long signs = exact ? i : random.nextLong();
      double sum = 0;
      for (int k = 0; k < values.length; k++) {
        if (k % 64 == 0 && k > 0) {
          signs = random.nextLong();
        }
        sum += (signs >>> (k % 64) & 1) == 0 ? Math.abs(values[k]) : -Math.abs(values[k]);
      }
      if (sum <= limit) {
        hits++;
      }
    }
    return (double) hits / (exact ? total : total + 1);
  }
}
