package dev.headroom.observe;

import org.jspecify.annotations.Nullable;

/** What traced requests showed of one statement at one endpoint. */
final class FlowEvidence {

  private static final int LEAST_POINTS = 5;

  private int repeating;
  private int proved;
  private @Nullable Shape from;
  private int points;
  private double sumX;
  private double sumY;
  private double sumXx;
  private double sumXy;

  /** Adds a traced request; {@code executions} may be 0 where only the driver ran. */
  synchronized void add(FlowTrace trace, Shape shape, long executions) {
    if (executions >= StatementAggregate.REPEATS) {
      repeating++;
      FlowTrace.Driver driver = trace.driver(shape, executions);
      if (driver != null) {
        proved++;
        if (from == null) {
          from = driver.shape();
        }
      }
    }
    long rows = from == null ? -1 : trace.rows(from);
    if (rows >= 0) {
      points++;
      sumX += rows;
      sumY += executions;
      sumXx += (double) rows * rows;
      sumXy += (double) rows * executions;
    }
  }

  /** Share of repeating requests that were proved; -1 if none was looked at. */
  synchronized double flow() {
    return repeating == 0 ? -1 : (double) proved / repeating;
  }

  synchronized String from() {
    return from == null ? "" : from.fingerprint;
  }

  /** Least squares; NaN with under 5 requests, or where the driving rows never differ. */
  synchronized double slope() {
    double spread = points * sumXx - sumX * sumX;
    return points < LEAST_POINTS || spread <= 0
        ? Double.NaN
        : (points * sumXy - sumX * sumY) / spread;
  }
}
