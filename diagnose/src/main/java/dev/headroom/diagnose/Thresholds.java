package dev.headroom.diagnose;

import java.time.Duration;
import java.util.Map;
import java.util.SortedMap;

/**
 * Where the rules of {@link Diagnosis} draw their lines, by theme. All run over finished
 * observations: none costs anything at run time.
 *
 * <p>In {@code headroom.yml} they stand under {@code thresholds} by the names of the records'
 * components in lower case with dashes, without their theme: {@code thresholds: {slow: 100ms,
 * n-plus-one-minimum: 5}}; {@link #of} reads them.
 *
 * @param weight how much time a finding has to explain
 * @param statements single statements, and their repeats within a request
 * @param caching repeats over requests
 * @param reads what a statement reads and what is taken of it
 * @param connections pools, connections held, transactions
 * @param service the service itself: own code, locks, memory, answers
 * @param alerts from when on somebody should look (requirement P5)
 */
public record Thresholds(
    Weight weight,
    Statements statements,
    Caching caching,
    Reads reads,
    Connections connections,
    Service service,
    Alerts alerts) {

  /** The defaults. */
  public static final Thresholds DEFAULTS =
      new Thresholds(
          new Weight(0.005, 0.0001),
          new Statements(Duration.ofMillis(100), 0.1, 5, 0.8, 0.5, 0.8, 0.8, 1.2, 0.3, 20),
          new Caching(50, 3, 0.8, 0.5, 0.05),
          new Reads(10_000, 0.05, 5, 0.5, 1_000, Duration.ofMillis(10)),
          new Connections(
              Duration.ofMillis(2), 0.1, 0.85, 0.5, Duration.ofMillis(5), Duration.ofSeconds(1)),
          new Service(0.6, Duration.ofMillis(10), 0.1, 0.05, 0.5, 1_000_000, 0.05, 0.85),
          new Alerts(10, 0.5, Duration.ofMillis(500), Duration.ofMillis(500), 0.01));

  /**
   * How much time a finding has to explain.
   *
   * @param highShare share of all request time below which nothing is of high confidence; 0..1,
   *     default 0.005
   * @param lowShare share of all request time below which everything is of low confidence; 0..1,
   *     default 0.0001
   */
  public record Weight(double highShare, double lowShare) {

    /** Refuses shares that are none, or in the wrong order. */
    public Weight {
      Refused.unlessShare("highShare", highShare);
      Refused.unlessShare("lowShare", lowShare);
      if (lowShare > highShare) {
        throw Refused.because("lowShare", lowShare, "at most high-share = " + highShare);
      }
    }
  }

  /**
   * Single statements, and their repeats within a request.
   *
   * @param slow mean time of one execution from which a statement is slow; above 0; default 100 ms,
   *     500 ms is usual in production. Executions that the observer counted as slow are counted by
   *     the observer's own threshold
   * @param slowShare share of executions above the threshold from which a statement with a good
   *     mean is named too; 0..1, default 0.1
   * @param nPlusOneMinimum executions per repeating request from which a repeat is a candidate; at
   *     least 5, because observations count repeats from there; default 5
   * @param distinctShare least share of distinct binds among the repeats of an N+1; 0..1, default
   *     0.8
   * @param provedDistinctShare the same where data flow proves the N+1, so that lines that name an
   *     item twice do not hide it; 0..1, default 0.5
   * @param flow least share of repeating requests with proved binds; 0..1, default 0.8
   * @param slopeLow lower end of the slope that proves growth; above 0, default 0.8
   * @param slopeHigh upper end of it; 100 or less, default 1.2
   * @param equalShare least share of executions with binds already seen in the same request; 0..1,
   *     default 0.3; from 0.5 a redundant read may be of high confidence
   * @param chattyStatements different reads in one request, on average, from which an endpoint is
   *     chatty; 2 or more, default 20
   */
  public record Statements(
      Duration slow,
      double slowShare,
      int nPlusOneMinimum,
      double distinctShare,
      double provedDistinctShare,
      double flow,
      double slopeLow,
      double slopeHigh,
      double equalShare,
      int chattyStatements) {

    /** Refuses what no observation could meet. */
    public Statements {
      Refused.unlessTime("slow", slow);
      Refused.unlessShare("slowShare", slowShare);
      if (nPlusOneMinimum < 5) {
        throw Refused.because(
            "nPlusOneMinimum", nPlusOneMinimum, "5 or more: repeats are counted from 5");
      }
      Refused.unlessShare("distinctShare", distinctShare);
      Refused.unlessShare("provedDistinctShare", provedDistinctShare);
      Refused.unlessShare("flow", flow);
      if (!(slopeLow > 0 && slopeLow <= slopeHigh)) {
        throw Refused.because(
            "slopeLow", slopeLow, "above 0 and at most slope-high = " + slopeHigh);
      }
      if (slopeHigh > 100) {
        throw Refused.because("slopeHigh", slopeHigh, "100 or less");
      }
      Refused.unlessShare("equalShare", equalShare);
      Refused.unlessAtLeast("chattyStatements", chattyStatements, 2);
    }

    double slowNanos() {
      return (double) slow.toNanos();
    }

    Statements withSlow(Duration other) {
      return new Statements(
          other,
          slowShare,
          nPlusOneMinimum,
          distinctShare,
          provedDistinctShare,
          flow,
          slopeLow,
          slopeHigh,
          equalShare,
          chattyStatements);
    }
  }

  /**
   * Repeats over requests.
   *
   * @param cacheMinimum least executions of a cacheable statement in the window; 1 or more, default
   *     50
   * @param cacheReuse least executions per distinct bind; at least 1, default 3: below, {@code
   *     cacheHitLow} cannot be reached
   * @param cacheHitHigh expected hit rate from which a cacheable read may be of high confidence,
   *     with the whole cache cleared at each write and unseen writes allowed for; 0..1, default 0.8
   * @param cacheHitLow expected hit rate below which nothing is said; 0..1, default 0.5
   * @param staleShare share of answers that may be older than the data if no write invalidates,
   *     from which a time to live is derived; 0..1, default 0.05
   */
  public record Caching(
      int cacheMinimum,
      double cacheReuse,
      double cacheHitHigh,
      double cacheHitLow,
      double staleShare) {

    /** Refuses what no observation could meet. */
    public Caching {
      Refused.unlessAtLeast("cacheMinimum", cacheMinimum, 1);
      Refused.unlessAtLeast("cacheReuse", cacheReuse, 1);
      Refused.unlessShare("cacheHitHigh", cacheHitHigh);
      Refused.unlessShare("cacheHitLow", cacheHitLow);
      if (cacheHitLow > cacheHitHigh) {
        throw Refused.because(
            "cacheHitLow", cacheHitLow, "at most cache-hit-high = " + cacheHitHigh);
      }
      Refused.unlessShare("staleShare", staleShare);
    }
  }

  /**
   * What a statement reads, and what is taken of it.
   *
   * @param scanRows rows of a table from which reading it whole may matter; 1 or more, default
   *     10,000
   * @param scanKept share of the rows read that a full scan for few rows keeps at most; 0..1,
   *     default 0.05
   * @param tracedExecutions executions whose results were traced, from which on it is said what the
   *     application did not look at; 1 or more, default 5
   * @param unusedShare share of rows, or of columns, that are not looked at, from which too much is
   *     fetched; 0..1, default 0.5
   * @param limitRows rows of one execution, on average, from which a read should have a limit; 1 or
   *     more, default 1,000
   * @param aggregateTime mean time from which a sum over raw rows is worth keeping up to date;
   *     above 0, default 10 ms
   */
  public record Reads(
      long scanRows,
      double scanKept,
      int tracedExecutions,
      double unusedShare,
      long limitRows,
      Duration aggregateTime) {

    /** Refuses what no observation could meet. */
    public Reads {
      Refused.unlessAtLeast("scanRows", (double) scanRows, 1);
      Refused.unlessShare("scanKept", scanKept);
      Refused.unlessAtLeast("tracedExecutions", tracedExecutions, 1);
      Refused.unlessShare("unusedShare", unusedShare);
      Refused.unlessAtLeast("limitRows", (double) limitRows, 1);
      Refused.unlessTime("aggregateTime", aggregateTime);
    }
  }

  /**
   * Pools, connections held, transactions.
   *
   * @param poolWait mean wait for a connection from which a pool is looked at; above 0, default 2
   *     ms
   * @param poolWaitShare wait over hold time from which a pool is looked at; 0..1, default 0.1
   * @param cpuFull share of the processors in use from which more connections would not help; 0..1,
   *     default 0.85
   * @param heldShare share of a hold without any statement from which the connection is said to be
   *     held across other work; 0..1, default 0.5
   * @param callHeld calls to other services per connection taken, in time, from which the
   *     connection is said to be held during them; above 0, default 5 ms
   * @param longTransaction mean time of a transaction from which it is long; above 0, default 1 s
   */
  public record Connections(
      Duration poolWait,
      double poolWaitShare,
      double cpuFull,
      double heldShare,
      Duration callHeld,
      Duration longTransaction) {

    /** Refuses what no observation could meet. */
    public Connections {
      Refused.unlessTime("poolWait", poolWait);
      Refused.unlessShare("poolWaitShare", poolWaitShare);
      Refused.unlessShare("cpuFull", cpuFull);
      Refused.unlessShare("heldShare", heldShare);
      Refused.unlessTime("callHeld", callHeld);
      Refused.unlessTime("longTransaction", longTransaction);
    }
  }

  /**
   * The service itself: own code, answers, locks, memory.
   *
   * @param ownShare share of an endpoint's time in its own code from which that dominates; 0..1,
   *     default 0.6
   * @param ownTime mean own time of a request from which it is worth a look; above 0, default 10 ms
   * @param largeShare share of an endpoint's answers that are large, of a type that compresses well
   *     and sent as they are, from which compression is advised; 0..1, default 0.1
   * @param blockedShare share of an endpoint's time waited for locks, or pinned, from which it is
   *     named; 0..1, default 0.05
   * @param allocationShare share of all garbage that one endpoint makes from which it is named;
   *     0..1, default 0.5
   * @param allocationBytes bytes allocated by a request from which it is named for them; 1 or more,
   *     default 1,000,000
   * @param gcShare share of the window stopped by the collector from which it is a cause; 0..1,
   *     default 0.05
   * @param heapShare share of the heap in use after a collection from which it is nearly full;
   *     0..1, default 0.85
   */
  public record Service(
      double ownShare,
      Duration ownTime,
      double largeShare,
      double blockedShare,
      double allocationShare,
      long allocationBytes,
      double gcShare,
      double heapShare) {

    /** Refuses what no observation could meet. */
    public Service {
      Refused.unlessShare("ownShare", ownShare);
      Refused.unlessTime("ownTime", ownTime);
      Refused.unlessShare("largeShare", largeShare);
      Refused.unlessShare("blockedShare", blockedShare);
      Refused.unlessShare("allocationShare", allocationShare);
      Refused.unlessAtLeast("allocationBytes", (double) allocationBytes, 1);
      Refused.unlessShare("gcShare", gcShare);
      Refused.unlessShare("heapShare", heapShare);
    }
  }

  /**
   * From when on somebody should look (requirement P5); {@link Recommendations} says it.
   *
   * @param alertSlowStatements slow executions in the window above which it is critical; 0 or more,
   *     default 10
   * @param alertHitRate share of cache look-ups answered below which it is a warning; 0..1, default
   *     0.5
   * @param alertAverage mean time of an endpoint above which it is a warning; above 0, default 500
   *     ms
   * @param alertP95 95th percentile of an endpoint above which something is to be done; above 0,
   *     default 500 ms
   * @param alertErrors share of failed requests above which something is to be done; 0..1, default
   *     0.01
   */
  public record Alerts(
      int alertSlowStatements,
      double alertHitRate,
      Duration alertAverage,
      Duration alertP95,
      double alertErrors) {

    /** Refuses what no observation could meet. */
    public Alerts {
      Refused.unlessAtLeast("alertSlowStatements", alertSlowStatements, 0);
      Refused.unlessShare("alertHitRate", alertHitRate);
      Refused.unlessTime("alertAverage", alertAverage);
      Refused.unlessTime("alertP95", alertP95);
      Refused.unlessShare("alertErrors", alertErrors);
    }
  }

  /**
   * The defaults with some replaced.
   *
   * @param options by key in lower case with dashes, such as {@code n-plus-one-minimum}; times have
   *     a unit ({@code 100ms}, {@code 2s}), shares are 0..1
   * @return thresholds
   * @throws IllegalArgumentException if a key is unknown (the text names the nearest) or a value
   *     cannot be meant (the text says what to write instead)
   */
  public static Thresholds of(Map<String, String> options) {
    return ThresholdKeys.read(options);
  }

  /**
   * All options with their values, as {@link #of} reads them.
   *
   * @return by key
   */
  public SortedMap<String, String> options() {
    return ThresholdKeys.write(this);
  }

  /**
   * The same with another slow threshold.
   *
   * @param slow mean time of one execution from which a statement is slow; above 0
   * @return a copy
   */
  public Thresholds withSlow(Duration slow) {
    return new Thresholds(
        weight, statements.withSlow(slow), caching, reads, connections, service, alerts);
  }

  /**
   * The same with another minimum of executions for cacheable reads, for windows of seconds.
   *
   * @param cacheMinimum least executions of a cacheable statement in the window; at least 1
   * @return a copy
   */
  public Thresholds withCacheMinimum(int cacheMinimum) {
    Caching other =
        new Caching(
            cacheMinimum,
            caching.cacheReuse,
            caching.cacheHitHigh,
            caching.cacheHitLow,
            caching.staleShare);
    return new Thresholds(weight, statements, other, reads, connections, service, alerts);
  }
}
