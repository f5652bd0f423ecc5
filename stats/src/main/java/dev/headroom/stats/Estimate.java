package dev.headroom.stats;

import dev.headroom.loop.Effect;
import dev.headroom.loop.Verdict;
import org.hipparchus.distribution.continuous.TDistribution;

/**
 * A mean log ratio with its standard error: what every interval with a t distribution starts from.
 *
 * @param mean mean log ratio; below 0 is less
 * @param error its standard error
 * @param freedom degrees of freedom of the error, at least 1
 * @param pairs block pairs that it rests on
 */
record Estimate(double mean, double error, double freedom, int pairs) {

  private static final double POWER = 0.80;

  /** Mean and standard error of values of equal weight. */
  static Estimate of(double[] values) {
    int n = values.length;
    double mean = 0;
    for (double value : values) {
      mean += value / n;
    }
    double squares = 0;
    for (double value : values) {
      squares += (value - mean) * (value - mean);
    }
    return new Estimate(mean, Math.sqrt(squares / (n - 1) / n), n - 1, n);
  }

  /** Interval, verdict and p at this level; the verdict is not yet cross-checked. */
  Judged judge(double margin, double alpha) {
    TDistribution t = new TDistribution(freedom);
    double reach = t.inverseCumulativeProbability(1 - alpha / 2) * error;
    double low = mean - reach;
    double high = mean + reach;
    double smallest =
        (t.inverseCumulativeProbability(1 - alpha / 2) + t.inverseCumulativeProbability(POWER))
            * error;
    Verdict verdict = verdict(low, high, margin);
    double p = verdict == Verdict.INCONCLUSIVE ? 1 : Math.min(1, p(t, margin, verdict));
    return new Judged(
        new Effect(
            Math.exp(mean), Math.exp(low), Math.exp(high), pairs, -Math.expm1(-smallest), verdict),
        p);
  }

  /** The one rule of verdicts; the margin is symmetric in logs, so arms can be exchanged. */
  static Verdict verdict(double low, double high, double margin) {
    double bound = Math.log1p(margin);
    if (high < -bound) {
      return Verdict.FASTER;
    }
    if (low > bound) {
      return Verdict.SLOWER;
    }
    return low > -bound && high < bound ? Verdict.EQUIVALENT : Verdict.INCONCLUSIVE;
  }

  /** Twice the one-sided p, so that p below alpha and the two-sided interval say the same. */
  private double p(TDistribution t, double margin, Verdict verdict) {
    double bound = Math.log1p(margin);
    double below = tail(t, mean + bound);
    double above = tail(t, bound - mean);
    return switch (verdict) {
      case FASTER -> 2 * below;
      case SLOWER -> 2 * above;
      case EQUIVALENT -> 2 * Math.max(1 - below, 1 - above);
      case INCONCLUSIVE -> 1;
    };
  }

  /** P(T <= distance / error); a spread of zero decides by sign alone. */
  private double tail(TDistribution t, double distance) {
    if (error == 0) {
      return distance < 0 ? 0 : distance > 0 ? 1 : 0.5;
    }
    return t.cumulativeProbability(distance / error);
  }
}
