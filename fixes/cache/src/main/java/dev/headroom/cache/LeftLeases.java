package dev.headroom.cache;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Leases that this node took, or may have taken, and could not give back: the server was lost, was
 * not in use at the moment, or refused. Whoever waits for one would wait until it ends, so whoever
 * hears the feed gives them back, to the server or the replica that replaced it. Each has a token
 * of its own: what is given back is never another's.
 */
final class LeftLeases {

  /** The oldest beyond are forgotten; they end by themselves. */
  static final int MOST = 10_000;

  /** In one hearing, so that it is not held up. */
  private static final int AT_ONCE = 500;

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

  /** Gives some back; what the server refuses stays for the next time. */
  void giveBack(Remote server) {
    List<Left> some = open();
    Map<String, List<Remote.Ask>> byNamespace = new HashMap<>();
    for (Left one : some.subList(0, Math.min(some.size(), AT_ONCE))) {
      byNamespace.computeIfAbsent(one.namespace, any -> new ArrayList<>()).add(one.ask);
    }
    byNamespace.forEach(
        (namespace, asks) -> {
          try {
            var unused = server.release(namespace, asks).await();
            given(asks);
          } catch (RemoteFailure e) {
            if (e.kind() != RemoteFailure.Kind.REFUSED) {
              throw e;
            }
          }
        });
  }

  /** Those that have not ended by themselves, the oldest first. */
  synchronized List<Left> open() {
    if (left.isEmpty()) {
      return List.of();
    }
    long now = nanos.getAsLong();
    left.removeIf(one -> one.endNanos - now <= 0);
    return List.copyOf(left);
  }

  private synchronized void given(List<Remote.Ask> asks) {
    Set<Remote.Ask> all = Set.copyOf(asks);
    left.removeIf(one -> all.contains(one.ask));
  }
}
