package dev.headroom.cache;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The ticket of a fill: opened before anything is read, cancelled by whatever invalidates its key.
 * Others who want the key wait for it, as long as it is not cancelled and not late.
 */
final class Flight<V> {

  final String key;
  final List<String> tags;
  final Generations view;
  final long openNanos;
  final boolean joinable;
  final Thread owner = Thread.currentThread();
  final CompletableFuture<Outcome<V>> outcome = new CompletableFuture<>();
  private volatile boolean cancelled;
  private volatile long since;
  private volatile long lateNanos;

  Flight(
      String key,
      List<String> tags,
      Generations view,
      long openNanos,
      long lateNanos,
      boolean joinable) {
    this.key = key;
    this.tags = tags;
    this.view = view;
    this.openNanos = openNanos;
    this.lateNanos = lateNanos;
    this.joinable = joinable;
    this.since = view.now();
  }

  boolean isCancelled() {
    return cancelled;
  }

  void cancel() {
    cancelled = true;
  }

  /** Cancels unless this fill is known to have begun after the invalidation. */
  boolean cancelIfBegunBefore(long stamp) {
    if (since < stamp) {
      cancelled = true;
    }
    return cancelled;
  }

  /** Nothing has been read yet, and the server's clock is at this stamp. */
  void begunAt(long stamp) {
    since = Math.max(since, stamp);
  }

  void extend(long late) {
    lateNanos = late;
  }

  long lateNanos() {
    return lateNanos;
  }

  /** What a flight came to: a value, or what the loader threw. */
  record Outcome<V>(@Nullable V value, @Nullable Throwable failure) {}
}
