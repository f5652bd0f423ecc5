package dev.headroom.traces;

import java.time.Duration;

/**
 * How traces are summed up.
 *
 * @param slow an execution of a statement above it counts as slow; above 0, default 100 ms
 * @param maxEndpoints endpoints told apart, the rest are counted as "(other)"; at least 1, default
 *     500; each costs up to 30 KB
 * @param maxStatements statements of endpoints told apart, the rest are counted as "(other)"; at
 *     least 1, default 2,000; each costs up to 20 KB
 * @param maxSpans spans of unfinished traces held at once; at least 1,000, default 500,000; each
 *     costs about 100 bytes. Beyond, the trace that rested longest is summed up as it is
 */
public record TraceOptions(Duration slow, int maxEndpoints, int maxStatements, int maxSpans) {

  /** The defaults. */
  public static final TraceOptions DEFAULTS =
      new TraceOptions(Duration.ofMillis(100), 500, 2_000, 500_000);

  /** Refuses bounds that hold nothing. */
  public TraceOptions {
    if (slow.isNegative() || slow.isZero()) {
      throw new IllegalArgumentException("slow must be above 0, such as 100 ms, was " + slow);
    }
    if (maxEndpoints < 1 || maxStatements < 1) {
      throw new IllegalArgumentException(
          "maxEndpoints and maxStatements must be at least 1, were "
              + maxEndpoints
              + " and "
              + maxStatements);
    }
    if (maxSpans < 1_000) {
      throw new IllegalArgumentException("maxSpans must be at least 1000, was " + maxSpans);
    }
  }
}
