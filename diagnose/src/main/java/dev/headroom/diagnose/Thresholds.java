package dev.headroom.diagnose;

import java.time.Duration;

/**
 * Where the rules of {@link Diagnosis} draw their lines. All run over finished observations: none
 * costs anything at run time.
 *
 * @param slow mean time of one execution from which a statement is slow; above 0; default 100 ms,
 *     500 ms is usual in production. Executions that the observer counted as slow are counted by
 *     the observer's own threshold
 * @param slowShare share of executions above the threshold from which a statement with a good mean
 *     is named too; 0..1, default 0.1
 * @param nPlusOneMinimum executions per repeating request from which a repeat is a candidate; at
 *     least 5, because observations count repeats from there; default 5
 * @param distinctShare least share of distinct binds among the repeats of an N+1; 0..1, default 0.8
 * @param provedDistinctShare the same where data flow proves the N+1, so that lines that name an
 *     item twice do not hide it; 0..1, default 0.5
 * @param flow least share of repeating requests with proved binds; 0..1, default 0.8
 * @param slopeLow lower end of the slope that proves growth; default 0.8
 * @param slopeHigh upper end of it; default 1.2
 * @param equalShare least share of executions with binds already seen in the same request; 0..1,
 *     default 0.3; from 0.5 a redundant read may be of high confidence
 * @param cacheMinimum least executions of a cacheable statement in the window; default 50
 * @param cacheReuse least executions per distinct bind; at least 1, default 3: below, {@code
 *     cacheHitLow} cannot be reached
 * @param cacheHitHigh expected hit rate from which a cacheable read may be of high confidence, with
 *     the whole cache cleared at each write and unseen writes allowed for; 0..1, default 0.8
 * @param cacheHitLow expected hit rate below which nothing is said; 0..1, default 0.5
 * @param staleShare share of answers that may be older than the data if no write invalidates, from
 *     which a time to live is derived; 0..1, default 0.05
 * @param highShare share of all request time below which nothing is of high confidence; 0..1,
 *     default 0.005
 * @param lowShare share of all request time below which everything is of low confidence; 0..1,
 *     default 0.0001
 */
public record Thresholds(
    Duration slow,
    double slowShare,
    int nPlusOneMinimum,
    double distinctShare,
    double provedDistinctShare,
    double flow,
    double slopeLow,
    double slopeHigh,
    double equalShare,
    int cacheMinimum,
    double cacheReuse,
    double cacheHitHigh,
    double cacheHitLow,
    double staleShare,
    double highShare,
    double lowShare) {

  /** The defaults. */
  public static final Thresholds DEFAULTS =
      new Thresholds(
          Duration.ofMillis(100),
          0.1,
          5,
          0.8,
          0.5,
          0.8,
          0.8,
          1.2,
          0.3,
          50,
          3,
          0.8,
          0.5,
          0.05,
          0.005,
          0.0001);

  /** Refuses what no observation could meet, naming the option and what to write instead. */
  public Thresholds {
    if (slow.isNegative() || slow.isZero()) {
      throw refused("slow", slow.toMillis() + " ms", "a time above 0, such as 100 ms");
    }
    share("slowShare", slowShare);
    if (nPlusOneMinimum < 5) {
      throw refused(
          "nPlusOneMinimum", "" + nPlusOneMinimum, "5 or more: repeats are counted from 5");
    }
    share("distinctShare", distinctShare);
    share("provedDistinctShare", provedDistinctShare);
    share("flow", flow);
    if (!(slopeLow > 0 && slopeLow <= slopeHigh)) {
      throw refused("slopeLow", "" + slopeLow, "above 0 and at most slopeHigh = " + slopeHigh);
    }
    share("equalShare", equalShare);
    if (cacheMinimum < 1) {
      throw refused("cacheMinimum", "" + cacheMinimum, "1 or more");
    }
    if (!(cacheReuse >= 1)) {
      throw refused("cacheReuse", "" + cacheReuse, "1 or more");
    }
    share("cacheHitHigh", cacheHitHigh);
    share("cacheHitLow", cacheHitLow);
    if (cacheHitLow > cacheHitHigh) {
      throw refused("cacheHitLow", "" + cacheHitLow, "at most cacheHitHigh = " + cacheHitHigh);
    }
    share("staleShare", staleShare);
    share("highShare", highShare);
    share("lowShare", lowShare);
    if (lowShare > highShare) {
      throw refused("lowShare", "" + lowShare, "at most highShare = " + highShare);
    }
  }

  /**
   * The same with another slow threshold.
   *
   * @param slow mean time of one execution from which a statement is slow; above 0
   * @return a copy
   */
  public Thresholds withSlow(Duration slow) {
    return new Thresholds(
        slow,
        slowShare,
        nPlusOneMinimum,
        distinctShare,
        provedDistinctShare,
        flow,
        slopeLow,
        slopeHigh,
        equalShare,
        cacheMinimum,
        cacheReuse,
        cacheHitHigh,
        cacheHitLow,
        staleShare,
        highShare,
        lowShare);
  }

  /**
   * The same with another minimum of executions for cacheable reads, for windows of seconds.
   *
   * @param cacheMinimum least executions of a cacheable statement in the window; at least 1
   * @return a copy
   */
  public Thresholds withCacheMinimum(int cacheMinimum) {
    return new Thresholds(
        slow,
        slowShare,
        nPlusOneMinimum,
        distinctShare,
        provedDistinctShare,
        flow,
        slopeLow,
        slopeHigh,
        equalShare,
        cacheMinimum,
        cacheReuse,
        cacheHitHigh,
        cacheHitLow,
        staleShare,
        highShare,
        lowShare);
  }

  double slowNanos() {
    return (double) slow.toNanos();
  }

  private static void share(String option, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw refused(option, "" + value, "a share in 0..1");
    }
  }

  private static IllegalArgumentException refused(String option, String was, String instead) {
    return new IllegalArgumentException(
        "threshold " + option + " was " + was + "; write " + instead);
  }
}
