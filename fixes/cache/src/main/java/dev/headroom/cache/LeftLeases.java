package dev.headroom.cache;

import java.util.ArrayDeque;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Leases that this node took, or may have taken, on a server that it then lost. Whoever waits for
 * one would wait until it ends, so they are given back when the server, or the replica that
 * replaced it, can be used again. Each has a token of its own: what is given back is never
 * another's.
 */
final class LeftLeases {

  /** The oldest beyond are forgotten; they end by themselves. */
  static final int MOST = 10_000;

  private final LongSupplier nanos;
  private final ArrayDeque<Left> left = new ArrayDeque<>();

  LeftLeases(LongSupplier nanos) {
    this.nanos = nanos;
  }

  record Left(String namespace, Remote.Ask ask, long endNanos) {}

  synchronized void add(String namespace, List<Remote.Ask> asks) {
    long now = nanos.getAsLong();
    for (Remote.Ask ask : asks) {
      left.addLast(new Left(namespace, ask, now + ask.leaseMillis() * 1_000_000));
    }
    while (left.size() > MOST) {
      left.removeFirst();
    }
  }

  /** Gives all back; what cannot be given back stays. */
  void giveBack(Remote server) {
    for (Left one : open()) {
      var unused = server.release(one.namespace, List.of(one.ask)).await();
      given(one);
    }
  }

  /** Those that have not ended by themselves, the oldest first. */
  synchronized List<Left> open() {
    long now = nanos.getAsLong();
    left.removeIf(one -> one.endNanos - now <= 0);
    return List.copyOf(left);
  }

  private synchronized void given(Left one) {
    left.remove(one);
  }
}
