package dev.headroom.cache;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Values of one type under one set of options. Keys and tags are any characters, up to 10 KB as
 * UTF-8; tags belong to the namespace. Values are shared between callers: treat them as immutable.
 * Thread-safe.
 *
 * @param <V> the values' type
 */
public final class Namespace<V> {

  private static final int MOST_BYTES = 10 * 1024;

  private final String name;
  private final NamespaceOptions options;
  private final Partition partition;
  private final Surroundings surroundings;
  private final Observing observing;
  private final LocalLevel<V> local;
  private final Filler<V> filler;
  private final Counters counters = new Counters();

  Namespace(String name, NamespaceOptions options, Packer<V> packer, HeadroomCache cache) {
    this.name = name;
    this.options = options;
    this.partition = cache.partition();
    this.surroundings = cache.surroundings();
    this.observing = new Observing(name, cache.listener(), cache.nanos());
    this.local = new LocalLevel<>(options, partition::generations, cache.nanos());
    this.filler =
        new Filler<>(
            name, options, partition, local, packer, counters, cache.nanos(), cache.node());
    partition.register(name, local);
  }

  /**
   * The name.
   *
   * @return as configured
   */
  public String name() {
    return name;
  }

  /**
   * The options.
   *
   * @return as configured
   */
  public NamespaceOptions options() {
    return options;
  }

  /**
   * The value without tags, loaded if the cache has none.
   *
   * @param key the key
   * @param loader reads it
   * @return the value; null if the loader returned null
   * @throws CacheLoadException if the loader threw a checked exception; unchecked ones are passed
   *     on
   */
  public @Nullable V get(String key, Loader<V> loader) {
    return get(key, List.of(), loader);
  }

  /**
   * The value, loaded if the cache has none. However many ask at once, on however many nodes, one
   * loads and the others wait for it, up to the loader's deadline.
   *
   * @param key the key
   * @param tags what the value is made of: invalidating any of them invalidates it
   * @param loader reads it, on this thread; it must see everything committed before it is called
   * @return the value; null if the loader returned null
   * @throws CacheLoadException if the loader threw a checked exception; unchecked ones are passed
   *     on
   * @throws IllegalStateException if the loader asks for the key it is loading
   */
  public @Nullable V get(String key, Collection<String> tags, Loader<V> loader) {
    long start = observing.start();
    boolean readable = surroundings.mayRead(name, key, tags);
    if (readable) {
      Entry<V> entry = servable(key);
      if (entry != null) {
        counters.l1Hits.increment();
        observing.end(start, 0, true, Level.L1);
        return entry.value();
      }
    }
    List<String> copied = checked(key, tags);
    BatchLoader<V> batch =
        keys -> {
          V value = loader.load();
          return value == null ? Map.of() : Map.of(key, value);
        };
    return fetch(key, copied, use(readable), batch, start);
  }

  /**
   * Many values at once: one round trip to Redis for what the process does not have, one call of
   * the loader for what nobody has.
   *
   * @param keys the keys
   * @param tagsOf the tags of a key's value
   * @param loader reads what is missing, on this thread
   * @return the values by key, in the order asked for; keys without a value are left out
   * @throws CacheLoadException if the loader threw a checked exception; unchecked ones are passed
   *     on
   */
  public Map<String, V> getAll(
      Collection<String> keys,
      Function<String, ? extends Collection<String>> tagsOf,
      BatchLoader<V> loader) {
    Map<String, V> values = new HashMap<>();
    List<Fill<V>> mine = new ArrayList<>();
    Map<String, List<String>> later = new LinkedHashMap<>();
    List<String> uncached = new ArrayList<>();
    long start = observing.start();
    try {
      for (String key : new LinkedHashSet<>(keys)) {
        List<String> tags = checked(key, tagsOf.apply(key));
        boolean readable = surroundings.mayRead(name, key, tags);
        Entry<V> entry = readable ? servable(key) : null;
        if (entry != null) {
          counters.l1Hits.increment();
          observing.end(start, 0, true, Level.L1);
          put(values, key, entry.value());
        } else if (use(readable) != Use.CACHE) {
          uncached.add(key);
        } else {
          Flight<V> flight = filler.flight(key, tags, true);
          if (local.join(flight) == null) {
            mine.add(new Fill<>(flight));
          } else {
            later.put(key, tags);
          }
        }
      }
      lead(mine, loader, start);
    } catch (Throwable e) {
      mine.forEach(fill -> local.land(fill.flight, new Flight.Outcome<>(null, e)));
      throw passed(e, name);
    }
    mine.forEach(fill -> put(values, fill.flight.key, fill.value));
    if (!uncached.isEmpty()) {
      values.putAll(loadUncached(uncached, loader, start));
    }
    later.forEach((key, tags) -> put(values, key, fetch(key, tags, Use.CACHE, loader, start)));
    Map<String, V> ordered = new LinkedHashMap<>();
    for (String key : keys) {
      V value = values.get(key);
      if (value != null) {
        ordered.put(key, value);
      }
    }
    return ordered;
  }

  /**
   * Many values without tags.
   *
   * @param keys the keys
   * @param loader reads what is missing
   * @return the values by key, in the order asked for; keys without a value are left out
   */
  public Map<String, V> getAll(Collection<String> keys, BatchLoader<V> loader) {
    return getAll(keys, key -> List.of(), loader);
  }

  /**
   * Looks, and on a miss opens a ticket for a load that the caller does in its own way. For
   * adapters to other caches' interfaces; {@link #get(String, Collection, Loader)} is simpler and
   * lets others wait instead of loading the same.
   *
   * @param key the key
   * @param tags what the value is made of
   * @return a hit, or what to give the loaded value to
   */
  public Lookup<V> lookUp(String key, Collection<String> tags) {
    long start = observing.start();
    List<String> copied = checked(key, tags);
    boolean readable = surroundings.mayRead(name, key, copied);
    Entry<V> entry = readable ? servable(key) : null;
    if (entry != null) {
      counters.l1Hits.increment();
      observing.end(start, 0, true, Level.L1);
      return new Lookup<>(true, entry.value(), null, filler, local, surroundings);
    }
    Use use = use(readable);
    Flight<V> flight = filler.flight(key, copied, false);
    Fill<V> fill = new Fill<>(flight);
    if (use != Use.CACHE) {
      if (use == Use.READ) {
        filler.peek(List.of(fill));
      }
    } else {
      local.replace(flight);
      filler.look(List.of(fill));
      if (fill.state == Fill.State.HIT) {
        filler.install(fill);
      } else if (fill.state == Fill.State.BUSY) {
        filler.alone(fill, fill.born);
      }
    }
    boolean hit = fill.state == Fill.State.HIT;
    (hit ? counters.l2Hits : counters.misses).increment();
    observing.end(start, 0, hit, hit ? Level.L2 : Level.LOADER);
    Fill<V> open = hit || use != Use.CACHE ? null : fill;
    return new Lookup<>(hit, fill.value, open, filler, local, surroundings);
  }

  /**
   * Invalidates a key, on all nodes. When it returns, no read that starts later on this node
   * returns an older value; inside a transaction that is so once the transaction has ended.
   *
   * @param key the key
   */
  public void invalidate(String key) {
    invalidate(new Invalidation(Invalidation.Kind.KEY, name, bounded("key", key)));
  }

  /**
   * Invalidates all values with a tag, on all nodes, as {@link #invalidate(String)} does.
   *
   * @param tag the tag
   */
  public void invalidateTag(String tag) {
    invalidate(new Invalidation(Invalidation.Kind.TAG, name, bounded("tag", tag)));
  }

  /** Invalidates everything in the namespace, on all nodes, without looking for it. */
  public void clear() {
    invalidate(new Invalidation(Invalidation.Kind.NAMESPACE, name, ""));
  }

  private void invalidate(Invalidation what) {
    counters.invalidations.increment();
    if (!surroundings.defer(what, () -> partition.invalidate(what))) {
      partition.invalidate(what);
    }
  }

  /**
   * What happened since the cache was opened.
   *
   * @return a snapshot
   */
  public NamespaceStats stats() {
    return counters.snapshot(local.size());
  }

  private @Nullable V fetch(
      String key, List<String> tags, Use use, BatchLoader<V> loader, long start) {
    if (use != Use.CACHE) {
      return fetchWithoutStoring(key, tags, use, loader, start);
    }
    for (; ; ) {
      Flight<V> flight = filler.flight(key, tags, true);
      Flight<V> other = local.join(flight);
      if (other == null) {
        Fill<V> fill = new Fill<>(flight);
        try {
          lead(List.of(fill), loader, start);
        } catch (Throwable e) {
          local.land(flight, new Flight.Outcome<>(null, e));
          throw passed(e, name + ":" + key);
        }
        return fill.value;
      }
      if (other.owner.equals(Thread.currentThread())) {
        throw new IllegalStateException(
            "the loader of " + name + ":" + key + " asks the cache for the key it is loading");
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

  /** All steps, for keys whose flights are ours. Every flight lands, unless this throws. */
  private void lead(List<Fill<V>> fills, BatchLoader<V> loader, long start) throws Exception {
    List<Fill<V>> open = new ArrayList<>(fills.size());
    for (Fill<V> fill : fills) {
      // Another flight may have landed between our look and our ticket.
      Entry<V> entry = servable(fill.flight.key);
      if (entry != null) {
        fill.value = entry.value();
        fill.state = Fill.State.HIT;
        counters.l1Hits.increment();
        observing.end(start, 0, true, Level.L1);
        local.land(fill.flight, new Flight.Outcome<>(fill.value, null));
      } else {
        open.add(fill);
      }
    }
    if (open.isEmpty()) {
      return;
    }
    long deadline = options.loaderDeadline().toNanos();
    // A lost holder's lease ends after one deadline; who takes it next has another.
    long giveUp = filler.now() + 2 * deadline;
    filler.look(open);
    for (int round = 0; ; round++) {
      for (Fill<V> fill : Filler.in(open, Fill.State.HIT)) {
        filler.install(fill);
        counters.l2Hits.increment();
        observing.end(start, 0, true, Level.L2);
      }
      List<Fill<V>> busy = Filler.in(open, Fill.State.BUSY);
      if (filler.now() - giveUp > 0 || Thread.currentThread().isInterrupted()) {
        busy.forEach(fill -> filler.alone(fill, fill.born));
        busy = List.of();
      }
      List<Fill<V>> loading = Filler.in(open, Fill.State.LEASED);
      loading.addAll(Filler.in(open, Fill.State.ALONE));
      if (!loading.isEmpty()) {
        filler.load(loading, loader);
        filler.store(loading);
        for (Fill<V> fill : loading) {
          fill.state = Fill.State.LOADED;
          filler.install(fill);
          counters.misses.increment();
          observing.end(start, fill.loadNanos, false, Level.LOADER);
        }
      }
      if (busy.isEmpty()) {
        return;
      }
      for (Fill<V> fill : busy) {
        fill.flight.extend(filler.now() + deadline); // Whoever joined goes on waiting with us.
      }
      backOff(round);
      filler.lookAgain(busy);
      open = busy;
    }
  }

  private @Nullable V fetchWithoutStoring(
      String key, List<String> tags, Use use, BatchLoader<V> loader, long start) {
    if (use == Use.READ) {
      Entry<V> entry = servable(key);
      if (entry != null) {
        counters.l1Hits.increment();
        observing.end(start, 0, true, Level.L1);
        return entry.value();
      }
      Fill<V> fill = new Fill<>(filler.flight(key, tags, false));
      filler.peek(List.of(fill));
      if (fill.state == Fill.State.HIT) {
        counters.l2Hits.increment();
        observing.end(start, 0, true, Level.L2);
        return fill.value;
      }
    }
    return loadUncached(List.of(key), loader, start).get(key);
  }

  private Map<String, V> loadUncached(List<String> keys, BatchLoader<V> loader, long start) {
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

  /** Asked on a miss only: this costs more than a hit does. */
  private Use use(boolean readable) {
    return !readable ? Use.LOAD : surroundings.mayStore() ? Use.CACHE : Use.READ;
  }

  /** What a look-up may do. */
  private enum Use {
    /** Read the cache, and store what was loaded. */
    CACHE,
    /** Read the cache; return what was loaded, never store it. */
    READ,
    /** Only load. */
    LOAD
  }

  /** A value in the process that may be served now. */
  private @Nullable Entry<V> servable(String key) {
    long now = filler.now();
    Entry<V> entry = local.find(key, now);
    if (entry == null || partition.isHearing(now)) {
      return entry;
    }
    if (options.mode() == Mode.STRICT) {
      return null;
    }
    long age = Math.min(now - partition.provenNanos(now), now - entry.readNanos());
    return age <= options.maxSilence().toNanos() ? entry : null;
  }

  private Flight.@Nullable Outcome<V> await(Flight<V> flight) {
    for (; ; ) {
      long left = flight.lateNanos() - filler.now();
      if (left <= 0) {
        local.detach(flight);
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

  private static void backOff(int round) {
    long most = Math.min(50, 1L << Math.min(round, 6)) * 1_000_000;
    LockSupport.parkNanos(most / 2 + ThreadLocalRandom.current().nextLong(most / 2 + 1));
  }

  private static RuntimeException passed(Throwable e, String what) {
    if (e instanceof Error error) {
      throw error;
    }
    if (e instanceof InterruptedException) {
      Thread.currentThread().interrupt();
    }
    return e instanceof RuntimeException unchecked ? unchecked : new CacheLoadException(what, e);
  }

  private static <V> void put(Map<String, V> values, String key, @Nullable V value) {
    if (value != null) {
      values.put(key, value);
    }
  }

  private static List<String> checked(String key, Collection<String> tags) {
    bounded("key", key);
    if (tags.isEmpty()) {
      return List.of();
    }
    for (String tag : tags) {
      bounded("tag", tag);
    }
    if (tags.size() > 100) {
      throw new IllegalArgumentException(
          "at most 100 tags a value, were " + tags.size() + ": tag what is invalidated together");
    }
    return List.copyOf(tags);
  }

  private static String bounded(String what, String text) {
    if (text.length() > MOST_BYTES / 3 && Text.bytes(text).length > MOST_BYTES) {
      throw new IllegalArgumentException(
          "a "
              + what
              + " has at most 10 KB, was "
              + Text.bytes(text).length
              + " bytes: use a hash of it, such as SHA-256");
    }
    return text;
  }
}
