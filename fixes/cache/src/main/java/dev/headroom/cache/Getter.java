package dev.headroom.cache;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A look-up from the process through Redis to the loader, and who waits for whom.
 *
 * <p>A hit in the process reads three things in this order: up to when the node knows of all
 * invalidations; the value, and whether any known one forbids it; the clock, once. Whatever was
 * invalidated before the first is known by the second, so a value that is still valid was true
 * then. And since the clock comes last, that was less than the lease ago at some time after the
 * look-up had begun, which is what a revocation counts on. In any other order a node that was deaf
 * and hears again between two of the steps would vouch for what it had before. Reading the clock
 * also waits for all reads before it and for none after it: last, it costs least.
 */
final class Getter<V> {

  private final String name;
  private final NamespaceOptions options;
  private final List<Shard<V>> shards;
  private final Filler<V> filler;
  private final Counters counters;
  private final Observing observing;
  private final Changes<V> changes;
  private final boolean shadowing;

  Getter(
      String name,
      NamespaceOptions options,
      List<Shard<V>> shards,
      Filler<V> filler,
      Counters counters,
      Observing observing,
      Changes<V> changes) {
    this.name = name;
    this.options = options;
    this.shards = shards;
    this.filler = filler;
    this.counters = counters;
    this.observing = observing;
    this.changes = changes;
    this.shadowing = options.shadowReads() > 0;
  }

  /** A value in the process that may be served now. */
  @Nullable Entry<V> servable(String key) {
    Shard<V> shard = shard(key);
    long proven = shard.partition().provenNanos();
    Entry<V> entry = shard.local().valid(key);
    return entry != null && isServable(shard.partition(), proven, entry, filler.now())
        ? entry
        : null;
  }

  /** Whether an entry that was valid after the proof was read may be served, at any time since. */
  boolean isServable(Partition partition, long proven, Entry<V> entry, long now) {
    return !entry.isOver(now) && isKnown(partition, proven, entry, now);
  }

  private boolean isKnown(Partition partition, long proven, Entry<V> entry, long now) {
    if (partition.isHearing(proven, now)) {
      return true;
    }
    if (options.mode() == Mode.STRICT) {
      return false;
    }
    long age = Math.min(now - proven, now - entry.readNanos());
    return age <= options.maxSilence().toNanos();
  }

  /** Why a hit in the process loads all the same. */
  enum Due {
    /** It does not. */
    NOT,
    /** Its end is near: it is loaded before it has come. */
    EARLY,
    /** To see whether it is still true. */
    SHADOW
  }

  /** Drawn once for each hit: what it says is chance. */
  Due due(Entry<V> entry, long now) {
    if (entry.isDue(options, now)) {
      return Due.EARLY;
    }
    return shadowing && changes.isSampled() ? Due.SHADOW : Due.NOT;
  }

  /** A hit that is due. */
  @Nullable V hit(
      String key, Entry<V> entry, List<String> tags, BatchLoader<V> loader, long now, Due due) {
    LocalLevel<V> local = shard(key).local();
    if (due == Due.EARLY) {
      Flight<V> flight = filler.flight(key, tags, true);
      if (local.join(flight) == null) {
        Fill<V> fill = filler.fill(flight);
        fill.early = true;
        keep(fill, entry, true);
        return led(fill, loader, now);
      }
    } else {
      changes.shadow(key, entry, local, loader, now);
    }
    counters.l1Hits.increment();
    observing.hit();
    return entry.value();
  }

  private void keep(Fill<V> fill, Entry<V> entry, boolean fresh) {
    fill.keep(
        new Spare<>(
            entry.value(),
            entry.born(),
            fill.tags,
            entry.readNanos(),
            entry.expiresNanos(),
            entry.loadNanos(),
            entry.bytes(),
            fresh));
  }

  @Nullable V fetch(String key, List<String> tags, Use use, BatchLoader<V> loader, long start) {
    if (use != Use.CACHE) {
      return fetchWithoutStoring(key, tags, use, loader, start);
    }
    LocalLevel<V> local = shard(key).local();
    for (; ; ) {
      Flight<V> flight = filler.flight(key, tags, true);
      Flight<V> other = local.join(flight);
      if (other == null) {
        return led(filler.fill(flight), loader, start);
      }
      if (other.owner.equals(Thread.currentThread())) {
        throw new IllegalStateException(
            "the loader of " + name + ":" + key + " asks the cache for the key it is loading");
      }
      Entry<V> expired = expired(key);
      if (expired != null) {
        counters.l1Hits.increment();
        counters.staleServed.increment();
        observing.hit();
        return expired.value();
      }
      Flight.Outcome<V> outcome = await(other);
      if (outcome != null) {
        counters.joined.increment();
        observing.end(start, 0, false, Level.LOADER);
        if (outcome.failure() != null) {
          throw passed(outcome.failure(), name + ":" + key);
        }
        return outcome.value();
      }
      if (Thread.currentThread().isInterrupted()) {
        return loadUncached(List.of(key), loader, start).get(key);
      }
    }
  }

  /** A value past its time that may stand in; nobody has invalidated it. */
  private @Nullable Entry<V> expired(String key) {
    if (options.staleOnFailure().isZero()) {
      return null;
    }
    Shard<V> shard = shard(key);
    long proven = shard.partition().provenNanos();
    Entry<V> entry = shard.local().valid(key);
    long now = filler.now();
    return entry != null
            && now - entry.expiresNanos() <= options.staleOnFailure().toNanos()
            && isKnown(shard.partition(), proven, entry, now)
        ? entry
        : null;
  }

  private @Nullable V led(Fill<V> fill, BatchLoader<V> loader, long start) {
    try {
      lead(List.of(fill), loader, start);
    } catch (Throwable e) {
      fill.shard.local().land(fill.flight, new Flight.Outcome<>(null, e));
      throw passed(e, name + ":" + fill.flight.key);
    }
    return fill.value;
  }

  /** All steps, for keys whose flights are ours. Every flight lands, unless this throws. */
  void lead(List<Fill<V>> fills, BatchLoader<V> loader, long begun) throws Exception {
    long start = begun;
    List<Fill<V>> open = new ArrayList<>(fills.size());
    for (Fill<V> fill : fills) {
      // Another flight may have landed between our look and our ticket.
      Entry<V> entry = servable(fill.flight.key);
      Spare<V> spare = fill.spare;
      if (entry != null && (spare == null || entry.born() > spare.born())) {
        fill.value = entry.value();
        fill.state = Fill.State.HIT;
        counters.l1Hits.increment();
        observing.hit();
        fill.shard.local().land(fill.flight, new Flight.Outcome<>(fill.value, null));
        continue;
      }
      Entry<V> expired = spare == null ? expired(fill.flight.key) : null;
      if (expired != null) {
        keep(fill, expired, false);
      }
      open.add(fill);
    }
    if (!open.isEmpty()) {
      leadOpen(open, loader, start);
    }
  }

  private void leadOpen(List<Fill<V>> fills, BatchLoader<V> loader, long begun) throws Exception {
    long start = begun;
    List<Fill<V>> open = fills;
    long begin = filler.now();
    long deadline = options.loaderDeadline().toNanos();
    // A lost holder's lease ends after one deadline; who takes it next has another.
    long giveUp = begin + 2 * deadline;
    filler.look(open);
    for (int round = 0; ; round++) {
      List<Fill<V>> hits = Filler.in(open, Fill.State.HIT);
      for (Fill<V> fill : hits) {
        filler.install(fill);
        counters.l2Hits.increment();
        start = observing.end(start, 0, true, Level.L2);
        if (shadowing && changes.isSampled()) {
          changes.shadow(fill, loader, filler.now());
          start = filler.now();
        }
      }
      if (round == 0 && hits.size() == open.size()) {
        return;
      }
      List<Fill<V>> busy = Filler.in(open, Fill.State.BUSY);
      if (filler.now() - giveUp > 0 || Thread.currentThread().isInterrupted()) {
        busy.forEach(fill -> filler.alone(fill, fill.born));
        busy = List.of();
      }
      List<Fill<V>> loading = Filler.in(open, Fill.State.LEASED);
      loading.addAll(Filler.in(open, Fill.State.ALONE));
      loading.addAll(Filler.in(open, Fill.State.FENCED));
      if (!loading.isEmpty()) {
        start = load(loading, loader, start);
      }
      if (busy.isEmpty()) {
        if (round > 0) {
          counters.leaseWaitNanos.add(filler.now() - begin);
        }
        return;
      }
      if (round == 0) {
        counters.leaseWaits.add(busy.size());
      }
      for (Fill<V> fill : busy) {
        fill.flight.extend(filler.now() + deadline); // Whoever joined goes on waiting with us.
      }
      backOff(round);
      filler.lookAgain(busy);
      open = busy;
    }
  }

  /** The time of a batch counts once, that of its one load not at all. */
  private long load(List<Fill<V>> fills, BatchLoader<V> loader, long begun) throws Exception {
    long start = begun;
    long before = filler.now();
    try {
      filler.load(fills, loader);
    } catch (Exception e) {
      if (!fills.stream().allMatch(filler::useSpare)) {
        throw e;
      }
      if (e instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      start += filler.now() - before;
      for (Fill<V> fill : fills) {
        counters.l2Hits.increment();
        start = observing.end(start, 0, true, Level.L2);
        fill.installable = false; // Somebody has it already, or nobody should for long.
        filler.install(fill);
      }
      return start;
    }
    start += filler.now() - before;
    filler.store(fills);
    for (Fill<V> fill : fills) {
      changes.reloaded(fill);
      if (fill.early) {
        counters.refreshes.increment();
      }
      fill.state = Fill.State.LOADED;
      filler.install(fill);
      counters.misses.increment();
      start = observing.end(start, 0, false, Level.LOADER);
    }
    return start;
  }

  private @Nullable V fetchWithoutStoring(
      String key, List<String> tags, Use use, BatchLoader<V> loader, long start) {
    if (use == Use.READ) {
      Entry<V> entry = servable(key);
      if (entry != null) {
        counters.l1Hits.increment();
        observing.hit();
        return entry.value();
      }
      Fill<V> fill = filler.fill(filler.flight(key, tags, false));
      filler.peek(List.of(fill));
      if (fill.state == Fill.State.HIT) {
        counters.l2Hits.increment();
        observing.end(start, 0, true, Level.L2);
        return fill.value;
      }
    }
    return loadUncached(List.of(key), loader, start).get(key);
  }

  Map<String, V> loadUncached(List<String> keys, BatchLoader<V> loader, long start) {
    long before = filler.now();
    counters.misses.add(keys.size());
    counters.unstorable.add(keys.size());
    counters.loads.increment();
    try {
      Map<String, V> loaded = loader.load(keys);
      long took = filler.now() - before;
      counters.loadNanos.add(took);
      observing.end(start, took, false, Level.LOADER);
      return loaded;
    } catch (Throwable e) {
      counters.loadFailures.increment();
      throw passed(e, name);
    }
  }

  private Flight.@Nullable Outcome<V> await(Flight<V> flight) {
    for (; ; ) {
      long left = flight.lateNanos() - filler.now();
      if (left <= 0) {
        shard(flight.key).local().detach(flight);
        return null;
      }
      try {
        return flight.outcome.get(left, TimeUnit.NANOSECONDS);
      } catch (TimeoutException e) {
        // Its deadline may have been extended: look again.
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return null;
      } catch (ExecutionException e) {
        throw new IllegalStateException("outcomes are never exceptional", e);
      }
    }
  }

  private Shard<V> shard(String key) {
    return Shard.of(shards, key);
  }

  static void backOff(int round) {
    long most = Math.min(50, 1L << Math.min(round, 6)) * 1_000_000;
    LockSupport.parkNanos(most / 2 + ThreadLocalRandom.current().nextLong(most / 2 + 1));
  }

  static RuntimeException passed(Throwable e, String what) {
    if (e instanceof Error error) {
      throw error;
    }
    if (e instanceof InterruptedException) {
      Thread.currentThread().interrupt();
    }
    return e instanceof RuntimeException unchecked ? unchecked : new CacheLoadException(what, e);
  }
}
