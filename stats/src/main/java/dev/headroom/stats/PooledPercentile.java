package dev.headroom.stats;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/**
 * Ratio of a percentile where single blocks have too few samples for one: percentiles of the merged
 * histograms, never an average of percentiles. The interval comes from drawing whole rounds with
 * replacement (both arms of a round together, so drift cancels as in pairs), because requests of
 * one block are not independent.
 *
 * <p>With K rounds the spread of resampled estimates is too small by {@code sqrt((K-1)/K)} and a
 * normal quantile too short; the interval is therefore {@code ln ratio +- t(K-1) sd sqrt(K/(K-1))}.
 * The same seed gives the same interval.
 */
public final class PooledPercentile {

  private static final int RESAMPLES = 1_000;

  private final long[][] before;
  private final long[][] after;
  private final long[] values;

  /**
   * Prepares rounds.
   *
   * @param before one histogram a round
   * @param after the other arm's histogram of the same rounds
   * @throws IllegalArgumentException if there are fewer than 2 rounds, or lengths differ
   */
  public PooledPercentile(List<Histogram> before, List<Histogram> after) {
    if (before.size() != after.size() || before.size() < 2) {
      throw new IllegalArgumentException(
          "an interval needs at least 2 complete rounds, were "
              + before.size()
              + " before and "
              + after.size()
              + " after");
    }
    TreeSet<Long> seen = new TreeSet<>();
    for (List<Histogram> arm : List.of(before, after)) {
      for (Histogram histogram : arm) {
        for (HistogramIterationValue value : histogram.recordedValues()) {
          seen.add(value.getValueIteratedTo());
        }
      }
    }
    this.values = seen.stream().mapToLong(Long::longValue).toArray();
    this.before = cumulated(before);
    this.after = cumulated(after);
  }

  /**
   * Judges one percentile with {@link PairedVerdict#MARGIN} and {@link PairedVerdict#ALPHA}.
   *
   * @param percentile between 0 and 100
   * @param seed of the draws
   * @return effect after / before, and its p; inconclusive below {@link PairedVerdict#LEAST_PAIRS}
   *     rounds
   * @throws IllegalArgumentException if an arm has no sample
   */
  public Judged judge(double percentile, long seed) {
    int rounds = before.length;
    int[] once = new int[rounds];
    Arrays.fill(once, 1);
    double ratio = logRatio(once, percentile);
    if (Double.isNaN(ratio)) {
      throw new IllegalArgumentException("an arm has no sample");
    }
    Random random = new Random(seed);
    double sum = 0;
    double squares = 0;
    int drawn = 0;
    for (int i = 0; i < RESAMPLES; i++) {
      int[] weights = new int[rounds];
      for (int k = 0; k < rounds; k++) {
        weights[random.nextInt(rounds)]++;
      }
      double each = logRatio(weights, percentile);
      if (!Double.isNaN(each)) {
        drawn++;
        sum += each - ratio;
        squares += (each - ratio) * (each - ratio);
      }
    }
    double mean = drawn == 0 ? 0 : sum / drawn;
    double variance = drawn < 2 ? 0 : Math.max(0, squares / drawn - mean * mean);
    double error = Math.sqrt(variance * rounds / (rounds - 1));
    Judged judged =
        new Estimate(ratio, error, rounds - 1, rounds)
            .judge(PairedVerdict.MARGIN, PairedVerdict.ALPHA);
    return rounds >= PairedVerdict.LEAST_PAIRS ? judged : judged.withdrawn();
  }

  private double logRatio(int[] weights, double percentile) {
    return Math.log(percentile(after, weights, percentile))
        - Math.log(percentile(before, weights, percentile));
  }

  /** Smallest value with at least this share of the weighted samples at or below it. */
  private double percentile(long[][] arm, int[] weights, double percentile) {
    long total = atMost(arm, weights, values.length - 1);
    if (total == 0) {
      return Double.NaN;
    }
    long wanted = Math.max(1, (long) Math.ceil(percentile / 100 * total - 1e-9));
    int low = 0;
    int high = values.length - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (atMost(arm, weights, middle) >= wanted) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return Math.max(1, values[low]);
  }

  private static long atMost(long[][] arm, int[] weights, int index) {
    long sum = 0;
    for (int k = 0; k < weights.length; k++) {
      sum += weights[k] * (index < 0 ? 0 : arm[k][index]);
    }
    return sum;
  }

  private long[][] cumulated(List<Histogram> arm) {
    long[][] cumulated = new long[arm.size()][values.length];
    for (int k = 0; k < cumulated.length; k++) {
      for (HistogramIterationValue value : arm.get(k).recordedValues()) {
        int at = Arrays.binarySearch(values, value.getValueIteratedTo());
        cumulated[k][at] = value.getCountAtValueIteratedTo();
      }
      for (int i = 1; i < values.length; i++) {
        cumulated[k][i] += cumulated[k][i - 1];
      }
    }
    return cumulated;
  }
}
