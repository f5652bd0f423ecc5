package dev.headroom.cache;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What makes values untrue: at once, at a transaction's end, with a fence before it, and with a
 * barrier after it. What concerns more than one key goes to all partitions at the same time.
 */
final class Invalidator {

  private static final Duration LIVE = Duration.ofNanos(Partition.LEASE_NANOS);

  /** The lease, and what two clocks may differ in their speed meanwhile. */
  private static final long LEASE_OVER_NANOS = Partition.LEASE_NANOS / 100 * 102;

  private final NamespaceOptions options;
  private final List<Partition> partitions;
  private final Surroundings surroundings;
  private final Counters counters;
  private final LongSupplier nanos;
  private final String node;
  private final Duration transactionTimeout;
  private final AtomicLong fences = new AtomicLong();

  Invalidator(
      NamespaceOptions options,
      List<Partition> partitions,
      Surroundings surroundings,
      Counters counters,
      LongSupplier nanos,
      String node,
      Duration transactionTimeout) {
    this.options = options;
    this.partitions = partitions;
    this.surroundings = surroundings;
    this.counters = counters;
    this.nanos = nanos;
    this.node = node;
    this.transactionTimeout = transactionTimeout;
  }

  /** Now, or at the end of the transaction that the caller is in. */
  void invalidate(Invalidation what) {
    counters.invalidations.increment();
    if (!surroundings.defer(what, change(what))) {
      tell(what);
    }
  }

  /** The same, and waits until no node serves what was before. */
  void revoke(Invalidation what) {
    if (options.mode() != Mode.STRICT) {
      throw new IllegalStateException(
          "namespace '"
              + what.namespace()
              + "' is AVAILABLE, whose nodes may serve old values for "
              + options.maxSilence()
              + " when they hear nothing: revoke in a namespace of mode STRICT");
    }
    counters.invalidations.increment();
    defer(what, () -> await(what));
  }

  /** Runs at once, or when the caller's transaction has ended; false if later. */
  boolean defer(Invalidation what, Runnable action) {
    if (surroundings.defer(what, change(what, action))) {
      return false;
    }
    action.run();
    return true;
  }

  Change change(Invalidation what) {
    return new Fenced(what, null, node + ":" + fences.incrementAndGet());
  }

  Change change(Invalidation what, Runnable instead) {
    return new Fenced(what, instead, node + ":" + fences.incrementAndGet());
  }

  private List<Partition> concerned(Invalidation what) {
    return what.kind() == Invalidation.Kind.KEY
        ? List.of(partitions.get(Shard.index(what.name(), partitions.size())))
        : partitions;
  }

  private List<Long> tell(Invalidation what) {
    List<Remote.Reply<Long>> replies = new ArrayList<>();
    for (Partition partition : concerned(what)) {
      replies.add(partition.tell(what));
    }
    List<Long> sequences = new ArrayList<>();
    replies.forEach(reply -> sequences.add(reply.await()));
    return sequences;
  }

  /** Every other live node has said that it has followed, or may serve nothing by now. */
  private void await(Invalidation what) {
    long begin = nanos.getAsLong();
    List<Long> sequences = tell(what);
    long told = nanos.getAsLong();
    List<Partition> concerned = concerned(what);
    boolean all = true;
    for (int i = 0; i < concerned.size(); i++) {
      if (!concerned.get(i).isAlone()) {
        all &= sequences.get(i) >= 0;
        heardByAll(concerned.get(i), sequences.get(i), told);
      }
    }
    counters.revocations.increment();
    counters.longestRevocationNanos.accumulate(nanos.getAsLong() - begin);
    if (!all) {
      throw new CacheUnavailableException(
          "the other nodes could not be told that "
              + what
              + " is revoked, since Redis does not answer; they are told when it does. Until then a"
              + " node that still has Redis may serve what was before");
    }
  }

  private void heardByAll(Partition partition, long sequence, long told) {
    for (int round = 0; nanos.getAsLong() - told <= LEASE_OVER_NANOS; round++) {
      Remote server = partition.remote();
      if (server != null && sequence >= 0) {
        try {
          if (server.unacknowledged(node, sequence, LIVE) == 0) {
            return;
          }
        } catch (RemoteFailure e) {
          if (e.kind() == RemoteFailure.Kind.INTERRUPTED) {
            throw new CacheUnavailableException("interrupted while waiting for the other nodes");
          }
        }
      }
      Getter.backOff(Math.min(round, 4));
    }
  }

  /** One change, with its fence if the namespace has them. */
  private final class Fenced implements Change {
    private final Invalidation what;

    /** What is done at the end; null for the invalidation as it is. */
    private final @Nullable Runnable instead;

    private final String token;
    private boolean fenced;

    Fenced(Invalidation what, @Nullable Runnable instead, String token) {
      this.what = what;
      this.instead = instead;
      this.token = token;
    }

    @Override
    public void beforeCommit() {
      if (options.mode() == Mode.STRICT && options.levels().inRedis()) {
        fenced = true;
        each((partition, server) -> server.fence(what, token, transactionTimeout), true);
        tell(what); // What is there must go before the commit, for nobody may be left to say so.
      }
    }

    @Override
    public void committed() {
      try {
        if (instead == null) {
          tell(what);
        } else {
          instead.run();
        }
      } finally {
        lift();
      }
    }

    @Override
    public void rolledBack() {
      lift();
    }

    /** Invalidating the same twice is once; nothing else is the same. */
    @Override
    public boolean equals(@Nullable Object other) {
      return this == other
          || (other instanceof Fenced that
              && instead == null
              && that.instead == null
              && what.equals(that.what));
    }

    @Override
    public int hashCode() {
      return what.hashCode();
    }

    private void lift() {
      if (fenced) {
        fenced = false;
        each((partition, server) -> server.lift(what, token), false);
      }
    }

    private void each(Step step, boolean counted) {
      List<Runnable> replies = new ArrayList<>();
      for (Partition partition : concerned(what)) {
        Remote server = partition.remote();
        if (server == null) {
          missed(partition, counted);
          continue;
        }
        try {
          Remote.Reply<Boolean> reply = step.ask(partition, server);
          replies.add(
              () -> {
                try {
                  reply.await();
                } catch (RemoteFailure e) {
                  lost(partition, server, e, counted);
                }
              });
        } catch (RemoteFailure e) {
          lost(partition, server, e, counted);
        }
      }
      replies.forEach(Runnable::run);
    }

    private void lost(Partition partition, Remote server, RemoteFailure e, boolean counted) {
      if (e.kind() == RemoteFailure.Kind.LOST) {
        partition.lose(server, e);
      }
      missed(partition, counted);
    }

    private void missed(Partition partition, boolean counted) {
      if (counted && !partition.isAlone()) {
        counters.unfenced.increment();
      }
    }
  }

  private interface Step {
    Remote.Reply<Boolean> ask(Partition partition, Remote server);
  }
}
