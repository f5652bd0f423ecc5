package dev.headroom.web;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Retries for all dependencies together: each call brings a part of one, up to a store of ten, with
 * which it begins. However much fails, retries add at most that part to the load.
 */
final class RetryBudget {

  private static final long ONE = 1_000;
  private static final long MOST = 10 * ONE;

  private final AtomicLong store = new AtomicLong(MOST);
  private final long part;

  /** A budget of a share of all calls, 0 to 1. */
  RetryBudget(double share) {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException("retry-share is from 0 to 1, was " + share);
    }
    this.part = Math.round(share * ONE);
  }

  void called() {
    store.updateAndGet(now -> Math.min(MOST, now + part));
  }

  boolean take() {
    long before = store.getAndUpdate(now -> now >= ONE ? now - ONE : now);
    return before >= ONE;
  }
}
