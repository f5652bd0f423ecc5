package dev.headroom.prove;

/**
 * Gunther's Universal Scalability Law: {@code X(N) = lambda N / (1 + sigma (N - 1) + kappa N (N -
 * 1))}, with N requests under way. (N. J. Gunther, Guerrilla Capacity Planning, 2007, chapter 4.)
 *
 * @param lambda answers per second of one request at a time
 * @param sigma share that only one can do at a time (contention)
 * @param kappa cost of agreeing with each other, which makes throughput fall beyond a peak
 */
public record Usl(double lambda, double sigma, double kappa) {

  /** Checks ranges. */
  public Usl {
    if (!(lambda > 0 && sigma >= 0 && kappa >= 0)) {
      throw new IllegalArgumentException(
          "lambda is above 0, sigma and kappa at least 0, were "
              + lambda
              + ", "
              + sigma
              + ", "
              + kappa);
    }
  }

  /**
   * Throughput.
   *
   * @param concurrency requests under way
   * @return answers per second
   */
  public double perSecond(double concurrency) {
    double more = Math.max(0, concurrency - 1); // below 1, by Little's law, nothing is contended
    return lambda * concurrency / (1 + sigma * more + kappa * concurrency * more);
  }

  /**
   * Where throughput is highest.
   *
   * @return requests under way, at least 1; infinite where nothing makes it fall
   */
  public double peak() {
    return sigma >= 1 ? 1 : Math.max(1, Math.sqrt((1 - sigma) / kappa));
  }

  /**
   * The highest throughput with at most so many requests under way.
   *
   * @param most requests under way
   * @return answers per second
   */
  public double maxPerSecond(double most) {
    return perSecond(Math.min(most, peak()));
  }

  /**
   * Where one more request mostly waits: what it would give without any contention is the maximum.
   *
   * @param most see {@link #maxPerSecond}
   * @return requests under way, at least 1
   */
  public double knee(double most) {
    return Math.max(1, maxPerSecond(most) / lambda);
  }
}
