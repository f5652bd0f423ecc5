package dev.headroom.settings;

import java.time.Duration;

/**
 * What is observed.
 *
 * @param samples whether SQL texts and bind values are kept in memory for index advice; they are
 *     the application's data; default false
 * @param slowThreshold an execution of a statement above it counts as slow; above 0; default 100
 *     ms, 500 ms in production
 * @param slowRequestThreshold a request above it counts as slow; above 0; default 500 ms
 * @param maxEndpoints endpoints told apart, the rest are counted together; 1 to 100,000, default
 *     500; each costs up to 30 KB
 * @param maxStatements statements of endpoints told apart, the rest are counted together; 1 to
 *     100,000, default 2,000; each costs up to 30 KB
 * @param profile whether the flight recorder runs; default true; costs about 1 % of the processor
 * @param plans whether plans are asked for, over a connection of Headroom's own; default false;
 *     costs one connection and one EXPLAIN per statement
 */
public record ObserveSettings(
    boolean samples,
    Duration slowThreshold,
    Duration slowRequestThreshold,
    int maxEndpoints,
    int maxStatements,
    boolean profile,
    boolean plans) {

  /** The defaults, in development. */
  public static final ObserveSettings DEFAULTS =
      new ObserveSettings(
          false, Duration.ofMillis(100), Duration.ofMillis(500), 500, 2000, true, false);

  private static final int MOST = 100_000;

  /** Refuses what cannot be observed with. */
  public ObserveSettings {
    above(slowThreshold, Key.SLOW_THRESHOLD);
    above(slowRequestThreshold, Key.SLOW_REQUEST_THRESHOLD);
    Key.MAX_ENDPOINTS.inRange(maxEndpoints, 1, MOST);
    Key.MAX_STATEMENTS.inRange(maxStatements, 1, MOST);
  }

  private static void above(Duration threshold, Key key) {
    if (threshold.isNegative() || threshold.isZero()) {
      throw new Refused(key, "a duration above 0, such as 100ms", "" + threshold);
    }
  }
}
