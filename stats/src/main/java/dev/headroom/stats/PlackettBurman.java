package dev.headroom.stats;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.hipparchus.exception.MathRuntimeException;
import org.hipparchus.stat.regression.OLSMultipleLinearRegression;

/**
 * What each of up to 11 switches does, from 24 runs instead of 2,048: the 12-run design of Plackett
 * and Burman (1946) and its fold-over (every sign reversed). Each switch is on in half of the runs,
 * and in half of the runs of every other switch. With the fold-over no main effect is mixed up with
 * an interaction of two switches, which matters here because a cache and a join of the same reads
 * interact strongly. The first half ends with everything off, the fold-over with everything on.
 *
 * <p>A main effect is the difference between on and off <em>averaged over all settings of the
 * others</em>: less than what the switch brings alone, more than what it adds last.
 */
public final class PlackettBurman {

  /** Most switches that 12 runs can tell apart. */
  public static final int MOST_FACTORS = 11;

  private static final String FIRST_ROW = "++-+++---+-";

  private PlackettBurman() {}

  /**
   * The design.
   *
   * @param factors number of switches, 1 to {@value #MOST_FACTORS}
   * @return 24 runs; run {@code i + 12} is the mirror of run {@code i}
   * @throws IllegalArgumentException if out of range
   */
  public static List<boolean[]> rows(int factors) {
    if (factors < 1 || factors > MOST_FACTORS) {
      throw new IllegalArgumentException(
          "1 to " + MOST_FACTORS + " factors can be told apart, were " + factors);
    }
    List<boolean[]> rows = new ArrayList<>();
    for (int run = 0; run < 24; run++) {
      boolean[] row = new boolean[factors];
      for (int factor = 0; factor < factors; factor++) {
        boolean on =
            run % 12 < 11 && FIRST_ROW.charAt((factor + MOST_FACTORS - run % 12) % 11) == '+';
        row[factor] = on != run >= 12;
      }
      rows.add(row);
    }
    return rows;
  }

  /**
   * Main effects by least squares, on log values; every round has its own level, so drift from
   * round to round does not count as noise.
   *
   * @param settings the runs that were made, rows of the design
   * @param round the round of each run
   * @param values the measured value of each run, above 0
   * @return one effect a factor: ratio on / off with its 95 % interval, pairs being runs / 2
   * @throws IllegalArgumentException if there are too few runs to tell the factors and their error
   *     apart, or a value is not above 0
   */
  public static List<Judged> effects(List<boolean[]> settings, int[] round, double[] values) {
    int[] rounds = Arrays.stream(round).distinct().sorted().toArray();
    int factors = settings.isEmpty() ? 0 : settings.get(0).length;
    int freedom = values.length - rounds.length - factors;
    if (freedom < 1 || factors == 0) {
      throw new IllegalArgumentException(
          factors + " effects and their error need more than " + values.length + " valid runs");
    }
    double[][] x = new double[values.length][factors + rounds.length - 1];
    double[] y = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      if (!(values[i] > 0)) {
        throw new IllegalArgumentException(
            "a ratio needs values above 0, run " + i + " was " + values[i]);
      }
      y[i] = Math.log(values[i]);
      for (int f = 0; f < factors; f++) {
        x[i][f] = settings.get(i)[f] ? 0.5 : -0.5;
      }
      int level = Arrays.binarySearch(rounds, round[i]);
      if (level > 0) {
        x[i][factors + level - 1] = 1;
      }
    }
    try {
      OLSMultipleLinearRegression fit = new OLSMultipleLinearRegression();
      fit.newSampleData(y, x);
      double[] slopes = fit.estimateRegressionParameters();
      double[] errors = fit.estimateRegressionParametersStandardErrors();
      List<Judged> effects = new ArrayList<>();
      for (int f = 0; f < factors; f++) {
        effects.add(
            new Estimate(slopes[f + 1], errors[f + 1], freedom, values.length / 2)
                .judge(PairedVerdict.MARGIN, PairedVerdict.ALPHA));
      }
      return effects;
    } catch (MathRuntimeException singular) {
      throw new IllegalArgumentException(
          "the valid runs do not tell the factors apart: " + singular.getMessage(), singular);
    }
  }
}
