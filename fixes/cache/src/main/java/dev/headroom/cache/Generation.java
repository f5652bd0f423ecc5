package dev.headroom.cache;

/**
 * The stamp of the last invalidation of one tag or namespace; raised under the partition's lock.
 */
final class Generation {

  private volatile long stamp;

  boolean admits(long born) {
    return born >= stamp;
  }

  void raise(long to) {
    if (to > stamp) {
      stamp = to;
    }
  }
}
