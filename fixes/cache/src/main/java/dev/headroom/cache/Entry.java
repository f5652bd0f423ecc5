package dev.headroom.cache;

import org.jspecify.annotations.Nullable;

/** A value in the process. */
@SuppressWarnings("ReferenceEquality") // Identity is meant.
final class Entry<V> {

  private final @Nullable V value;
  private final Generations view;
  private final Guards guards;
  private final long born;
  private final long readNanos;
  private final long expiresNanos;
  private final long loadNanos;
  private final int bytes;

  /** Until then its time is neither over nor near its end, however eager the namespace is. */
  private final long quietNanos;

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
    this.view = view;
    this.guards = guards;
    this.born = born;
    this.readNanos = readNanos;
    this.expiresNanos = expiresNanos;
    this.loadNanos = loadNanos;
    this.bytes = bytes;
    this.quietNanos = expiresNanos - EarlyRefresh.MOST_LOADS * loadNanos;
  }

  /** Whether nothing known forbids it, whatever its age. */
  boolean valid(String key, Generations current) {
    if (view != current) {
      return false;
    }
    long epoch = current.epoch();
    if (admitted == epoch) {
      return true;
    }
    if (!guards.admit(key, born)) {
      return false;
    }
    admitted = epoch;
    return true;
  }

  /** Whether this look-up is the one to load it anew before its end. */
  boolean isDue(NamespaceOptions options, long now) {
    return quietNanos - now <= 0
        && EarlyRefresh.isDue(options, loadNanos, expiresNanos - now);
  }

  @Nullable V value() {
    return value;
  }

  Generations view() {
    return view;
  }

  Guards guards() {
    return guards;
  }

  long born() {
    return born;
  }

  long readNanos() {
    return readNanos;
  }

  long expiresNanos() {
    return expiresNanos;
  }

  long loadNanos() {
    return loadNanos;
  }

  int bytes() {
    return bytes;
  }

  /** The same with another value. */
  Entry<V> with(@Nullable V changed, Guards others, int size) {
    return new Entry<>(changed, view, others, born, readNanos, expiresNanos, loadNanos, size);
  }
}
