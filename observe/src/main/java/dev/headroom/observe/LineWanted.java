package dev.headroom.observe;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Decides when a stack walk is worth its cost: when somebody waits for the code line, or when a
 * repeat or a slow execution has never been located; at most once in 10 ms, so that what shows no
 * line costs less than a thousandth.
 */
final class LineWanted {

  private static final long INTERVAL_NANOS = 10_000_000;

  /** How many sums wait for the code line. */
  private final AtomicInteger wanted = new AtomicInteger();

  private volatile long walkedNanos;
  private volatile boolean walked;

  void want() {
    wanted.incrementAndGet();
  }

  void found() {
    wanted.decrementAndGet();
  }

  boolean walkNow(long nowNanos, boolean telling) {
    if (wanted.get() <= 0 && !(telling && !walked)) {
      return false;
    }
    if (walked && nowNanos - walkedNanos < INTERVAL_NANOS) {
      return false;
    }
    walkedNanos = nowNanos;
    walked = true;
    return true;
  }
}
