package dev.headroom.observe;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Which thread worked for which request when, so that what the flight recorder sampled a second ago
 * finds its request: the stays that go on, and a ring of the last {@value #KEPT} that ended. Only
 * written while a recorder runs.
 */
final class Stays {

  /** At the recorder's one second, enough for 32,000 requests a second. */
  static final int KEPT = 32_768;

  /** What ended longer ago has no samples to come: they are about a second late. */
  static final long LATEST_NANOS = 10_000_000_000L;

  private final AtomicReferenceArray<@Nullable Stay> ring = new AtomicReferenceArray<>(KEPT);
  private final AtomicLong next = new AtomicLong();
  private final ConcurrentHashMap<Long, Stay> live = new ConcurrentHashMap<>();

  /** A request on a thread. */
  static final class Stay {

    final Stays in;
    final long thread;
    final Request request;
    final long startNanos;
    volatile long endNanos = Long.MAX_VALUE;

    Stay(Stays in, long thread, Request request, long startNanos) {
      this.in = in;
      this.thread = thread;
      this.request = request;
      this.startNanos = startNanos;
    }
  }

  /** This thread turns to another request, or to none; {@code in} is null while none is kept. */
  static void turn(@Nullable Stays in, Current current, @Nullable Request to, long now) {
    Stay before = current.stay;
    if (before != null) {
      before.endNanos = now;
      before.in.ended(before);
    }
    Stay after = to == null || in == null ? null : in.begin(to, now);
    current.stay = after;
  }

  private Stay begin(Request request, long now) {
    Stay stay = new Stay(this, Thread.currentThread().getId(), request, now);
    live.put(stay.thread, stay);
    return stay;
  }

  private void ended(Stay stay) {
    ring.set((int) (next.getAndIncrement() & (KEPT - 1)), stay);
    live.remove(stay.thread, stay);
  }

  /** The stays by thread, as they are now, without those that ended long ago. */
  Map<Long, List<Stay>> byThread(long now) {
    Map<Long, List<Stay>> stays = new HashMap<>();
    // Live ones first: a stay enters the ring before it leaves them, so none is missed between.
    for (Stay stay : live.values()) {
      stays.computeIfAbsent(stay.thread, thread -> new ArrayList<>()).add(stay);
    }
    for (int i = 0; i < KEPT; i++) {
      Stay stay = ring.get(i);
      if (stay != null && now - stay.endNanos <= LATEST_NANOS) {
        stays.computeIfAbsent(stay.thread, thread -> new ArrayList<>()).add(stay);
      }
    }
    return stays;
  }

  /** The request that a thread worked for; null if it worked for none. */
  static @Nullable Request at(Map<Long, List<Stay>> stays, long thread, long nanos) {
    for (Stay stay : stays.getOrDefault(thread, List.of())) {
      if (nanos >= stay.startNanos && nanos <= stay.endNanos) {
        return stay.request;
      }
    }
    return null;
  }
}
