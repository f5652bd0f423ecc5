package dev.headroom.cache;

import java.util.concurrent.atomic.AtomicLong;

/** The stamp of the last invalidation of one tag or namespace; only ever raised. */
final class Generation {

  private final AtomicLong stamp = new AtomicLong();

  boolean admits(long born) {
    return born >= stamp.get();
  }

  void raise(long to) {
    if (to > stamp.get()) {
      stamp.accumulateAndGet(to, Math::max);
    }
  }
}
