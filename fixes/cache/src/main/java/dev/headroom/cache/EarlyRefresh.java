package dev.headroom.cache;

import java.util.concurrent.ThreadLocalRandom;

/**
 * When to load again before the end: with a probability that grows towards it and with the time
 * that a load takes, so that one of many callers does it in time (XFetch: Vattani, Chierichetti,
 * Lowenstein, "Optimal Probabilistic Cache Stampede Prevention", VLDB 2015).
 */
final class EarlyRefresh {

  /** -ln of the smallest random number: earlier than this many load times it is never due. */
  static final double NEVER = 37;

  /** Earlier than this many load times it is never due under any options. */
  static final int MOST_LOADS = 10 * 37;

  private EarlyRefresh() {}

  static boolean isDue(NamespaceOptions options, long loadNanos, long leftNanos) {
    double scale = options.earlyRefresh() * loadNanos;
    return leftNanos < NEVER * scale
        && -scale * Math.log(1 - ThreadLocalRandom.current().nextDouble()) >= leftNanos;
  }
}
