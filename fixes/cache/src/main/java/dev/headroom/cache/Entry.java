package dev.headroom.cache;

import org.jspecify.annotations.Nullable;

/** A value in the process. */
@SuppressWarnings("ReferenceEquality") // Identity is meant.
final class Entry<V> {

  private final @Nullable V value;

  /** Until then its time is neither over nor near its end, however eager the namespace is. */
  private final long quietNanos;

  /** What most hits do not ask for: apart, so that what they ask for is one line of memory. */
  private final Origin origin;

  /** The epoch in which the guards last admitted it; written without a lock, by whoever asks. */
  private long admitted;

  /**
   * A value.
   *
   * @param born the stamp at which its load began
   * @param readNanos up to when it is known to have been true, on the node's ticker
   * @param expiresNanos end of its time to live, on the node's ticker
   * @param loadNanos how long its load took
   * @param bytes its size as JSON, 0 where nobody counts
   */
  Entry(
      @Nullable V value,
      Generations view,
      Guards guards,
      long born,
      long readNanos,
      long expiresNanos,
      long loadNanos,
      int bytes) {
    this.value = value;
    this.origin = new Origin(view, guards, born, readNanos, expiresNanos, loadNanos, bytes);
    this.quietNanos = expiresNanos - EarlyRefresh.MOST_LOADS * loadNanos;
  }

  /** Whether nothing known forbids it, whatever its age. */
  boolean valid(String key, Generations current) {
    long epoch = current.epoch();
    if (admitted == epoch) {
      return true; // Of this view: no other has this number.
    }
    if (origin.view != current || !origin.guards.admit(key, origin.born)) {
      return false;
    }
    admitted = epoch;
    return true;
  }

  /** Whether its time is over. */
  boolean isOver(long now) {
    return quietNanos - now <= 0 && origin.expiresNanos - now <= 0;
  }

  /** Whether this look-up is the one to load it anew before its end. */
  boolean isDue(NamespaceOptions options, long now) {
    return quietNanos - now <= 0
        && EarlyRefresh.isDue(options, origin.loadNanos, origin.expiresNanos - now);
  }

  @Nullable V value() {
    return value;
  }

  Generations view() {
    return origin.view;
  }

  Guards guards() {
    return origin.guards;
  }

  long born() {
    return origin.born;
  }

  long readNanos() {
    return origin.readNanos;
  }

  long expiresNanos() {
    return origin.expiresNanos;
  }

  long loadNanos() {
    return origin.loadNanos;
  }

  int bytes() {
    return origin.bytes;
  }

  /** The same with another value. */
  Entry<V> with(@Nullable V changed, Guards others, int size) {
    return new Entry<>(
        changed,
        origin.view,
        others,
        origin.born,
        origin.readNanos,
        origin.expiresNanos,
        origin.loadNanos,
        size);
  }

  private record Origin(
      Generations view,
      Guards guards,
      long born,
      long readNanos,
      long expiresNanos,
      long loadNanos,
      int bytes) {}
}
