package dev.headroom.cache;

import java.lang.System.Logger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A node's side of one partition of the server: what it knows of invalidations, whether it may use
 * the server, and what it still owes it. Without a server it is the whole truth by itself.
 *
 * <p>{@code remote} is set only while the node is joined: it has replayed its journal, has loaded
 * the generations together with their position in the feed, and has not lost touch since.
 */
@SuppressWarnings("ReferenceEquality") // Identity is meant.
class Partition {

  /** How long one answer of the feed lets a node serve from the process: 1 s. */
  static final long LEASE_NANOS = 1_000_000_000L;

  /**
   * After an outage other nodes may need this long to say what they invalidated meanwhile; values
   * of before it are not used until then.
   */
  static final long GRACE_NANOS = 2_000_000_000L;

  private static final Logger LOG = System.getLogger("dev.headroom.cache");

  private final boolean alone;
  private final String node;
  private final LongSupplier nanos;
  private final Map<String, LocalLevel<?>> levels = new ConcurrentHashMap<>();
  private final Journal journal;
  private final LeftLeases leftLeases;
  private final List<Applied> sinceSnapshot = new ArrayList<>();
  private boolean snapshotOpen;
  private volatile Generations generations = new Generations(1);
  private volatile @Nullable Remote remote;
  private volatile long provenNanos;
  private volatile long serverOffsetMicros;
  private String position = "0-0";
  private long sequence;
  private boolean reported;
  private long outages;
  private long gaps;
  private boolean wasLost;
  private volatile long suspectStamp = -1;
  private volatile long suspectUntilNanos;
  private volatile long lagNanos;

  Partition(boolean alone, LongSupplier nanos, String node) {
    this.alone = alone;
    this.node = node;
    this.nanos = nanos;
    this.journal = new Journal(nanos);
    this.leftLeases = new LeftLeases(nanos);
    this.provenNanos = nanos.getAsLong() - 2 * LEASE_NANOS;
  }

  void register(String namespace, LocalLevel<?> level) {
    levels.put(namespace, level);
  }

  Generations generations() {
    return generations;
  }

  /** The server, if it may be used. */
  @Nullable Remote remote() {
    return remote;
  }

  /** Whether there is no server at all. */
  boolean isAlone() {
    return alone;
  }

  /**
   * Up to when this node knows of all invalidations. To be read before what it is to vouch for is
   * looked at: a value found valid, and a proof that came after that, say nothing together.
   */
  long provenNanos() {
    return provenNanos;
  }

  /** Whether the feed is known to have been heard within the lease. */
  boolean isHearing(long proven, long now) {
    return alone || now - proven <= LEASE_NANOS;
  }

  /** Whether this node may judge the server's values; while it hears nothing the server does. */
  boolean mayJudge(long proven, long now) {
    return isHearing(proven, now);
  }

  /** The server's time of day in milliseconds, never too early. */
  long serverMillis(long now) {
    return (now / 1_000 + serverOffsetMicros) / 1_000;
  }

  /**
   * Whether a value of the server may be older than what a node has not yet been able to say: born
   * before an outage that ended just now.
   */
  boolean isSuspect(long born, long now) {
    return born < suspectStamp && suspectUntilNanos - now > 0;
  }

  /** Tells the server and then this node; when it returns no later read here sees older values. */
  void invalidate(Invalidation what) {
    var unused = tell(what).await();
  }

  /**
   * Begins to tell the server. When the reply is there this node has followed; it is the event's
   * number, -1 if the server could not be told now.
   */
  Remote.Reply<Long> tell(Invalidation what) {
    Remote server;
    synchronized (this) {
      server = remote;
      if (server == null) {
        if (!alone) {
          journal.add(what);
        }
        apply(what, generations.tick());
        forgetIfFull();
        return () -> -1L;
      }
      journal.sending(what);
    }
    Remote.Reply<Remote.Told> reply;
    try {
      reply = server.invalidate(what);
    } catch (RemoteFailure e) {
      untold(server, what, e);
      return () -> -1L;
    }
    return () -> {
      Remote.Told told;
      try {
        told = reply.await();
      } catch (RemoteFailure e) {
        untold(server, what, e);
        return -1L;
      }
      follow(server, what, told.stamp());
      return told.sequence();
    };
  }

  private synchronized void untold(Remote server, Invalidation what, RemoteFailure e) {
    journal.add(what);
    lose(server, e);
    apply(what, generations.tick());
  }

  /** Applies what a server was told. */
  synchronized void follow(Remote server, Invalidation what, long stamp) {
    // A stamp of a server that was left meanwhile says nothing here: later than all seen.
    apply(what, server == remote || snapshotOpen ? stamp : generations.now() + 1);
  }

  /** Begins to patch: should the server be lost, the key is invalidated instead. */
  synchronized void patching(Invalidation key) {
    journal.sending(key);
  }

  /** Applies an invalidation whose stamp is known. */
  synchronized void apply(Invalidation what, long stamp) {
    if (snapshotOpen) {
      sinceSnapshot.add(new Applied(what, stamp));
    }
    generations.apply(what, stamp);
    if (what.kind() == Invalidation.Kind.EVERYTHING) {
      levels.values().forEach(level -> level.apply(what, stamp));
    } else {
      LocalLevel<?> level = levels.get(what.namespace());
      if (level != null) {
        level.apply(what, stamp);
      }
    }
  }

  /**
   * Without a server: too many names mean a fresh start. With one, the feed's reader joins anew.
   */
  synchronized void forgetIfFull() {
    if (alone && generations.isFull()) {
      Generations old = generations;
      generations = new Generations(old.now());
      levels.values().forEach(level -> level.reset(old));
    }
  }

  /** A step that takes leases or gives them back; those of a step that fails are not forgotten. */
  <T> T leasing(String namespace, List<Remote.Ask> asks, Supplier<T> step) {
    try {
      return step.get();
    } catch (RemoteFailure e) {
      leftLeases.add(namespace, asks);
      throw e;
    }
  }

  /** Leases that cannot be given back now. */
  void leave(String namespace, List<Remote.Ask> asks) {
    leftLeases.add(namespace, asks);
  }

  /** Stops using the server until {@link #join} has succeeded. */
  synchronized void lose(Remote server, RemoteFailure why) {
    if (remote == server) {
      remote = null;
    }
    wasLost = true;
    report(why);
    server.close();
  }

  synchronized void cannotConnect(RemoteFailure why) {
    report(why);
  }

  /** One line an outage. */
  private void report(RemoteFailure why) {
    if (remote == null && !reported) {
      reported = true;
      outages++;
      LOG.log(
          Logger.Level.WARNING,
          "cache: Redis is not usable ({0}); going on without, until it is",
          why.getMessage());
    }
  }

  /**
   * Joins the feed: replays what the server may not know, loads the generations with their
   * position, and only then lets values of the server be used. Everything in the process is
   * forgotten.
   */
  void join(Remote server) {
    synchronized (this) {
      remote = null;
      journal.recall();
    }
    for (; ; ) {
      List<Invalidation> untold;
      boolean outage;
      synchronized (this) {
        untold = journal.untold();
      }
      for (Invalidation what : untold) {
        var unused = server.invalidate(what).await();
        synchronized (this) {
          journal.told(what);
        }
      }
      synchronized (this) {
        sinceSnapshot.clear();
        snapshotOpen = true;
        outage = wasLost;
      }
      long sent = nanos.getAsLong();
      Remote.Snapshot snapshot = server.snapshot(outage);
      synchronized (this) {
        snapshotOpen = false;
        if (!journal.isEmpty()) {
          continue;
        }
        Generations next = new Generations(snapshot.clock());
        snapshot.generations().forEach(next::load);
        snapshot.patterns().forEach(next::load);
        sinceSnapshot.forEach(applied -> next.apply(applied.what(), applied.stamp()));
        position = snapshot.position();
        sequence = snapshot.sequence();
        serverOffsetMicros = snapshot.micros() - sent / 1_000;
        Generations old = generations;
        generations = next;
        levels.values().forEach(level -> level.reset(old));
        if (outage) {
          wasLost = false;
          suspectStamp = snapshot.clock();
          suspectUntilNanos = nanos.getAsLong() + GRACE_NANOS;
        }
        provenNanos = sent;
        remote = server;
        if (reported) {
          reported = false;
          LOG.log(Logger.Level.INFO, "cache: Redis is in use again");
        }
      }
      return;
    }
  }

  /**
   * Hears the feed once and applies what it says.
   *
   * @return false if events were lost, or the node holds too many names: {@link #join} again
   */
  boolean hear(Remote server, Duration block) {
    long before = sequence;
    // Here and not when joining: a load that ends while the node joins leaves its lease too.
    leftLeases.giveBack(server);
    long sent = nanos.getAsLong();
    Remote.Heard heard = server.listen(node, sequence, position, block);
    synchronized (this) {
      if (remote != server) {
        return false;
      }
      for (Remote.Event event : heard.events()) {
        if (event.sequence() != sequence + 1) {
          return lost();
        }
        apply(event.what(), event.stamp());
        sequence = event.sequence();
        position = event.position();
        lagNanos = Math.max(0, nanos.getAsLong() + (serverOffsetMicros - event.stamp()) * 1_000);
      }
      if (heard.events().size() >= Remote.MOST_EVENTS) {
        return true; // There may be more: proves nothing yet.
      }
      // What was there when the question was sent must have come: else the stream was trimmed,
      // evicted or replaced by an older one.
      if (heard.sequence() < before || heard.sequence() > sequence) {
        return lost();
      }
      serverOffsetMicros = heard.micros() - sent / 1_000;
      provenNanos = sent;
      return !generations.isFull();
    }
  }

  private boolean lost() {
    gaps++;
    remote = null;
    LOG.log(
        Logger.Level.INFO, "cache: invalidations were missed; the process starts from empty again");
    return false;
  }

  /** The end: nothing is used any more. Who made the connections closes them. */
  synchronized void leave() {
    remote = null;
    Generations old = generations;
    generations = new Generations(old.now());
    levels.values().forEach(level -> level.reset(old));
  }

  synchronized CacheHealth health() {
    boolean joined = remote != null;
    long silent = alone ? 0 : Math.max(0, nanos.getAsLong() - provenNanos);
    return new CacheHealth(
        alone ? CacheHealth.Redis.NONE : joined ? CacheHealth.Redis.UP : CacheHealth.Redis.DOWN,
        outages,
        gaps,
        journal.size(),
        silent,
        lagNanos);
  }

  private record Applied(Invalidation what, long stamp) {}
}
