package dev.headroom.cache;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * The node's own invalidations that the server may not know: those it could not be told, and the
 * recent ones, which a replica that took over may have missed. Replayed before the server's values
 * are used again; doing one twice costs misses only. Bounded: beyond the limits, whole namespaces
 * are invalidated instead of keys and tags. Guarded by the partition's lock.
 */
final class Journal {

  static final int MOST = 10_000;
  private static final long RECENT_NANOS = Duration.ofSeconds(30).toNanos();
  private static final int MOST_RECENT = 1_000;

  private final LongSupplier nanos;
  private final Set<Invalidation> untold = new LinkedHashSet<>();
  private final Deque<Sent> recent = new ArrayDeque<>();

  Journal(LongSupplier nanos) {
    this.nanos = nanos;
  }

  void add(Invalidation what) {
    Invalidation whole = new Invalidation(Invalidation.Kind.NAMESPACE, what.namespace(), "");
    if (untold.contains(whole)) {
      return;
    }
    if (untold.size() >= MOST) {
      untold.removeIf(other -> other.namespace().equals(what.namespace()));
      untold.add(whole);
    } else {
      untold.add(what);
    }
  }

  /** Before it is sent: the answer may come after a take-over began. */
  void sending(Invalidation what) {
    long now = nanos.getAsLong();
    while (!recent.isEmpty() && now - recent.peekFirst().nanos() > RECENT_NANOS) {
      recent.removeFirst();
    }
    if (recent.size() >= MOST_RECENT) {
      recent.addLast(widened(recent.removeFirst(), now));
      dropRepeats();
    }
    recent.addLast(new Sent(what, now));
  }

  /** What was sent recently may be lost: it is untold again. */
  void recall() {
    long now = nanos.getAsLong();
    for (Sent sent : recent) {
      if (now - sent.nanos() <= RECENT_NANOS) {
        add(sent.what());
      }
    }
    recent.clear();
  }

  List<Invalidation> untold() {
    return new ArrayList<>(untold);
  }

  void told(Invalidation what) {
    untold.remove(what);
  }

  boolean isEmpty() {
    return untold.isEmpty();
  }

  int size() {
    return untold.size();
  }

  private static Sent widened(Sent sent, long now) {
    return new Sent(
        new Invalidation(Invalidation.Kind.NAMESPACE, sent.what().namespace(), ""), now);
  }

  /** A namespace in the list stands for its keys and tags. */
  private void dropRepeats() {
    Invalidation whole = recent.peekLast().what();
    long now = recent.peekLast().nanos();
    recent.removeIf(sent -> sent.what().namespace().equals(whole.namespace()));
    recent.addLast(new Sent(whole, now));
  }

  private record Sent(Invalidation what, long nanos) {}
}
