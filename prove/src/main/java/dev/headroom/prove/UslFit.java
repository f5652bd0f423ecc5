package dev.headroom.prove;

import java.util.List;
import org.hipparchus.exception.MathIllegalStateException;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.optim.nonlinear.vector.leastsquares.LeastSquaresBuilder;
import org.hipparchus.optim.nonlinear.vector.leastsquares.LeastSquaresOptimizer.Optimum;
import org.hipparchus.optim.nonlinear.vector.leastsquares.LevenbergMarquardtOptimizer;
import org.hipparchus.util.Pair;
import org.jspecify.annotations.Nullable;

/**
 * Least squares of ln X by Levenberg and Marquardt, since noise of a throughput is relative. The
 * parameters are ln lambda and the square roots of sigma and kappa, so that none can be negative.
 */
final class UslFit {

  /** Roots of sigma and kappa to begin with: a single start may end in a saddle at 0. */
  private static final double[][] STARTS = {{0.2, 0.02}, {0.05, 0.1}, {0.6, 0.002}};

  private static final int MOST_STEPS = 200;

  private UslFit() {}

  /**
   * The best fit from several starts.
   *
   * @param concurrency above 0
   * @param perSecond above 0, as many
   * @return null where no start ends
   */
  static @Nullable Usl of(double[] concurrency, double[] perSecond) {
    return best(concurrency, perSecond, List.of(STARTS));
  }

  /** A fit from the law that a resample came from. */
  static @Nullable Usl near(Usl start, double[] concurrency, double[] perSecond) {
    double[] roots = {
      Math.max(0.02, Math.sqrt(start.sigma())), Math.max(0.002, Math.sqrt(start.kappa()))
    };
    return best(concurrency, perSecond, List.of(roots));
  }

  private static @Nullable Usl best(double[] n, double[] x, List<double[]> starts) {
    Usl best = null;
    double least = Double.MAX_VALUE;
    for (double[] roots : starts) {
      Optimum found = from(n, x, roots);
      if (found != null && found.getCost() < least) {
        least = found.getCost();
        ArrayRealVector at = new ArrayRealVector(found.getPoint());
        best =
            new Usl(
                Math.exp(at.getEntry(0)),
                at.getEntry(1) * at.getEntry(1),
                at.getEntry(2) * at.getEntry(2));
      }
    }
    return best;
  }

  private static @Nullable Optimum from(double[] n, double[] x, double[] roots) {
    double[] logs = new double[x.length];
    double lambda = 0;
    for (int i = 0; i < x.length; i++) {
      logs[i] = Math.log(x[i]);
      lambda +=
          (logs[i] - Math.log(n[i]) + Math.log(denominator(n[i], roots[0], roots[1]))) / x.length;
    }
    try {
      return new LevenbergMarquardtOptimizer()
          .withCostRelativeTolerance(1e-9)
          .withParameterRelativeTolerance(1e-7)
          .optimize(
              new LeastSquaresBuilder()
                  .start(new double[] {lambda, roots[0], roots[1]})
                  .target(logs)
                  .model(
                      at -> {
                        double s = at.getEntry(1);
                        double k = at.getEntry(2);
                        double[] value = new double[n.length];
                        double[][] slope = new double[n.length][3];
                        for (int i = 0; i < n.length; i++) {
                          double below = denominator(n[i], s, k);
                          value[i] = at.getEntry(0) + Math.log(n[i] / below);
                          slope[i][0] = 1;
                          slope[i][1] = -2 * s * (n[i] - 1) / below;
                          slope[i][2] = -2 * k * n[i] * (n[i] - 1) / below;
                        }
                        return new Pair<>(
                            new ArrayRealVector(value, false),
                            new Array2DRowRealMatrix(slope, false));
                      })
                  .lazyEvaluation(false)
                  .maxEvaluations(MOST_STEPS)
                  .maxIterations(MOST_STEPS)
                  .build());
    } catch (MathIllegalStateException noEnd) {
      return null;
    }
  }

  /** Little's law may give a concurrency below 1: then nothing is contended. */
  private static double denominator(double n, double s, double k) {
    double more = Math.max(0, n - 1);
    return 1 + s * s * more + k * k * n * more;
  }
}
