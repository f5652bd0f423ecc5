package dev.headroom.stats;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Several claims judged together: the chance that any of the claims that stand is false stays below
 * the level, whatever their dependence (Holm, 1979).
 */
public final class Holm {

  private Holm() {}

  /**
   * Adjusted p values: the claim with the i-th smallest p is multiplied by the number of claims
   * that are not smaller, made monotone, at most 1.
   *
   * @param p one a claim, in any order
   * @return adjusted, in the same order
   */
  public static double[] adjust(double... p) {
    int[] order =
        IntStream.range(0, p.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> p[i]))
            .mapToInt(i -> i)
            .toArray();
    double[] adjusted = new double[p.length];
    double most = 0;
    for (int rank = 0; rank < order.length; rank++) {
      most = Math.max(most, Math.min(1, p[order[rank]] * (p.length - rank)));
      adjusted[order[rank]] = most;
    }
    return adjusted;
  }
}
