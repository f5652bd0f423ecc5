package dev.headroom.stats;

import dev.headroom.loop.Verdict;

/**
 * The verdict on two runs that were not made in pairs: the difference of the means of the
 * logarithms of their blocks, with Welch's standard error and freedom (1947). Neighbouring blocks
 * of a run resemble each other; each run counts as the number of independent blocks that its first
 * autocorrelation leaves, {@code n (1 - r) / (1 + r)}.
 *
 * <p>The interval is of these two runs. What differs from run to run (machine, time of day, data,
 * code layout) is not in it: a difference between two days is shown, its cause is not.
 */
public final class UnpairedVerdict {

  /** Fewest blocks of each run that a verdict may rest on. */
  public static final int LEAST_BLOCKS = 5;

  private UnpairedVerdict() {}

  /**
   * Judges.
   *
   * @param before values of the blocks of one run, above 0, at least 2
   * @param after of the other
   * @return ratio after / before with interval and verdict; INCONCLUSIVE with fewer than {@value
   *     #LEAST_BLOCKS} blocks of either
   */
  public static Judged judge(double[] before, double[] after) {
    if (before.length < 2 || after.length < 2) {
      throw new IllegalArgumentException(
          "an interval needs at least 2 blocks of each run, were "
              + before.length
              + " and "
              + after.length);
    }
    Run a = Run.of(before);
    Run b = Run.of(after);
    double variance = a.squaredError + b.squaredError;
    double freedom =
        variance == 0
            ? Math.min(a.independent, b.independent) - 1
            : variance
                * variance
                / (a.squaredError * a.squaredError / (a.independent - 1)
                    + b.squaredError * b.squaredError / (b.independent - 1));
    Judged judged =
        new Estimate(
                b.mean - a.mean,
                Math.sqrt(variance),
                Math.max(1, freedom),
                Math.min(before.length, after.length))
            .judge(PairedVerdict.MARGIN, PairedVerdict.ALPHA);
    boolean few = Math.min(before.length, after.length) < LEAST_BLOCKS;
    return few && judged.effect().verdict() != Verdict.INCONCLUSIVE ? judged.withdrawn() : judged;
  }

  private record Run(double mean, double squaredError, double independent) {

    static Run of(double[] values) {
      int n = values.length;
      double[] logs = new double[n];
      double mean = 0;
      for (int i = 0; i < n; i++) {
        if (!(values[i] > 0)) {
          throw new IllegalArgumentException("a ratio needs values above 0, was " + values[i]);
        }
        logs[i] = Math.log(values[i]);
        mean += logs[i] / n;
      }
      double squares = 0;
      double neighbours = 0;
      for (int i = 0; i < n; i++) {
        squares += (logs[i] - mean) * (logs[i] - mean);
        neighbours += i == 0 ? 0 : (logs[i] - mean) * (logs[i - 1] - mean);
      }
      // In so few blocks it is estimated too low, by about 1/n (Marriott and Pope, 1954).
      double alike = squares == 0 ? 0 : Math.min(0.9, Math.max(0, neighbours / squares + 1.0 / n));
      double independent = Math.max(2, n * (1 - alike) / (1 + alike));
      return new Run(mean, squares / (n - 1) / independent, independent);
    }
  }
}
