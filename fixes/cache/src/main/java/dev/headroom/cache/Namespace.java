package dev.headroom.cache;

import com.github.benmanes.caffeine.cache.Cache;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Values of one type under one set of options. Keys and tags are any characters, up to 10 KB as
 * UTF-8; tags belong to the namespace. Values are shared between callers: treat them as immutable.
 * Thread-safe.
 *
 * @param <V> the values' type
 */
public final class Namespace<V> {

  private static final int WARM_BATCH = 500;

  private final String name;
  private final NamespaceOptions options;
  private final List<Shard<V>> shards;
  private final Surroundings surroundings;
  private final Observing observing;
  private final Filler<V> filler;
  private final Getter<V> getter;
  private final Patcher<V> patcher;
  private final Invalidator invalidator;
  private final Changes<V> changes;
  private final @Nullable Cache<String, Entry<V>> values;
  private final Counters counters = new Counters();

  Namespace(String name, NamespaceOptions options, Packer<V> packer, HeadroomCache cache) {
    this.name = name;
    this.options = options;
    this.surroundings = cache.surroundings();
    this.observing = new Observing(name, cache.listener(), cache.nanos());
    this.values = LocalLevel.values(options, counters);
    this.shards =
        cache.partitions().stream()
            .map(
                partition -> {
                  LocalLevel<V> local =
                      new LocalLevel<>(values, partition::generations, cache.nanos());
                  partition.register(name, local);
                  return new Shard<>(partition, local);
                })
            .toList();
    this.filler =
        new Filler<>(name, options, shards, packer, counters, cache.nanos(), cache.node());
    this.changes = new Changes<>(options, packer, counters);
    this.getter = new Getter<>(name, options, shards, filler, counters, observing, changes);
    this.patcher = new Patcher<>(name, options, shards, packer, counters);
    this.invalidator =
        new Invalidator(
            options,
            cache.partitions(),
            surroundings,
            counters,
            cache.nanos(),
            cache.node(),
            cache.options().transactionTimeout());
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
    boolean readable = surroundings.mayRead(name, key, tags);
    if (readable) {
      Shard<V> shard = Shard.of(shards, key);
      long proven = shard.partition().provenNanos();
      Entry<V> entry = shard.local().valid(key);
      if (entry != null) {
        long now = filler.now(); // Once a hit, and not before it is needed: it is what costs.
        if (getter.isServable(shard.partition(), proven, entry, now)) {
          Getter.Due due = getter.due(entry, now);
          return due == Getter.Due.NOT ? hit(entry) : refresh(key, tags, entry, loader, now, due);
        }
      }
    }
    long start = filler.now();
    List<String> copied = Names.checked(key, tags);
    return getter.fetch(key, copied, Use.of(surroundings, readable), single(key, loader), start);
  }

  private @Nullable V hit(Entry<V> entry) {
    counters.l1Hits.increment();
    observing.hit();
    return entry.value();
  }

  /**
   * For a loader, on its own thread, that finds out while loading that only its caller can use what
   * it loads, and that it may take long: whoever waits for it in this process gets the exception at
   * once. Nothing is stored.
   *
   * @param key the key that is being loaded; another does nothing
   * @param why passed on to those who wait
   */
  public void giveUp(String key, RuntimeException why) {
    Shard.of(shards, key).local().giveUp(key, why);
  }

  /** One hit in many: loaded before its time, or to see whether it is still true. */
  private @Nullable V refresh(
      String key,
      Collection<String> tags,
      Entry<V> entry,
      Loader<V> loader,
      long now,
      Getter.Due due) {
    if (Use.of(surroundings, true) != Use.CACHE) {
      return hit(entry);
    }
    return getter.hit(key, entry, Names.checked(key, tags), single(key, loader), now, due);
  }

  private static <V> BatchLoader<V> single(String key, Loader<V> loader) {
    return keys -> {
      V value = loader.load();
      return value == null ? Map.of() : Map.of(key, value);
    };
  }

  /**
   * The value as a future. What the process has comes at once, on the calling thread; everything
   * else, the loader too, runs on the executor. A caller inside a transaction gets what {@link
   * #get(String, Collection, Loader)} would give it there: the executor's thread is not in the
   * transaction, so inside one that may not store, its loader is not given to the executor but run
   * at once.
   *
   * @param key the key
   * @param tags what the value is made of
   * @param loader reads it
   * @param executor runs what has to wait
   * @return the value; null if the loader returned null; failed with what the loader threw, or
   *     {@link CacheLoadException} around a checked exception
   */
  public CompletableFuture<@Nullable V> getAsync(
      String key, Collection<String> tags, Loader<V> loader, Executor executor) {
    boolean readable = surroundings.mayRead(name, key, tags);
    Entry<V> entry = readable ? getter.servable(key) : null;
    if (entry != null) {
      return CompletableFuture.completedFuture(hit(entry));
    }
    long start = filler.now();
    List<String> copied = Names.checked(key, tags);
    Use use = Use.of(surroundings, readable);
    BatchLoader<V> batch = single(key, loader);
    return CompletableFuture.supplyAsync(
        () -> getter.fetch(key, copied, use, batch, start),
        use == Use.CACHE ? executor : Runnable::run);
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
    long start = filler.now();
    try {
      for (String key : new LinkedHashSet<>(keys)) {
        List<String> tags = Names.checked(key, tagsOf.apply(key));
        boolean readable = surroundings.mayRead(name, key, tags);
        Entry<V> entry = readable ? getter.servable(key) : null;
        if (entry != null) {
          counters.l1Hits.increment();
          observing.hit();
          put(values, key, entry.value());
        } else if (Use.of(surroundings, readable) != Use.CACHE) {
          uncached.add(key);
        } else {
          Flight<V> flight = filler.flight(key, tags, true);
          if (Shard.of(shards, key).local().join(flight) == null) {
            mine.add(filler.fill(flight));
          } else {
            later.put(key, tags);
          }
        }
      }
      getter.lead(mine, loader, start);
    } catch (Throwable e) {
      mine.forEach(fill -> fill.shard.local().land(fill.flight, new Flight.Outcome<>(null, e)));
      throw Getter.passed(e, name);
    }
    mine.forEach(fill -> put(values, fill.flight.key, fill.value));
    if (!uncached.isEmpty()) {
      values.putAll(getter.loadUncached(uncached, loader, filler.now()));
    }
    later.forEach(
        (key, tags) -> put(values, key, getter.fetch(key, tags, Use.CACHE, loader, filler.now())));
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
   * Fills the cache before somebody asks, 500 keys at a time.
   *
   * @param keys the keys
   * @param tagsOf the tags of a key's value
   * @param loader reads what is missing, on this thread
   * @return how many of the keys have a value
   * @throws CacheLoadException if the loader threw a checked exception; unchecked ones are passed
   *     on
   * @throws IllegalStateException if nothing that is loaded on this thread now would be kept
   */
  public int warm(
      Collection<String> keys,
      Function<String, ? extends Collection<String>> tagsOf,
      BatchLoader<V> loader) {
    List<String> all = List.copyOf(keys);
    int warm = 0;
    for (int from = 0; from < all.size(); from += WARM_BATCH) {
      if (Use.of(surroundings, true) != Use.CACHE) {
        throw new IllegalStateException(
            "what is loaded here is not kept, since it may be old: warm outside of writing"
                + " transactions, snapshots and persistence contexts that already hold entities,"
                + " each load with a read-only transaction of its own");
      }
      List<String> some = all.subList(from, Math.min(from + WARM_BATCH, all.size()));
      warm += getAll(some, tagsOf, loader).size();
    }
    return warm;
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
    List<String> copied = Names.checked(key, tags);
    boolean readable = surroundings.mayRead(name, key, copied);
    Entry<V> entry = readable ? getter.servable(key) : null;
    if (entry != null) {
      return Lookup.closed(true, hit(entry));
    }
    long start = filler.now();
    Use use = Use.of(surroundings, readable);
    Fill<V> fill = filler.fill(filler.flight(key, copied, false));
    if (use == Use.READ) {
      filler.peek(List.of(fill));
    } else if (use == Use.CACHE) {
      fill.shard.local().replace(fill.flight);
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
    return hit || use != Use.CACHE
        ? Lookup.closed(hit, fill.value)
        : Lookup.open(fill, filler, surroundings);
  }

  /**
   * Changes one part of a cached value in place, on all nodes and for what is left of its time to
   * live, after the database was changed. Nothing is put where no valid value is. Whoever is
   * loading the value meanwhile does not get it in.
   *
   * <p>Parts carry the version of their row. A value whose part has this version or a newer one
   * stays as it is, so patches may arrive in any order. A part that was removed has no version any
   * more: invalidate the key when one is removed.
   *
   * <p>Inside a transaction it happens at its end. The key is invalidated instead in a namespace
   * kept in the process only, beside Redis, and inside a transaction in a STRICT one, whose fence
   * has removed the value before the commit.
   *
   * @param key the key
   * @param version the row's new version
   * @param versionOf the version of the part in a value; {@code Long.MIN_VALUE} if it is not there
   * @param change the value with the part changed; must not change the one that it is given, and is
   *     called again if another patch came in between
   * @return true if the value now has this version or a newer one; false if there was no value, or
   *     it was invalidated meanwhile, so that the next look-up loads it, or if it happens later
   */
  public boolean patch(
      String key, long version, ToLongFunction<V> versionOf, UnaryOperator<V> change) {
    Names.bounded("key", key);
    return edit(key, new Patcher.Edit<>(version, versionOf, change, null));
  }

  /**
   * Puts a newer value in the place of a cached one, as {@link #patch} does with a part. Where no
   * valid value is, nothing is put and the key is invalidated: whoever invalidated it may have
   * known a newer one.
   *
   * @param key the key
   * @param tags the value's tags
   * @param value the value, as committed
   * @param versionOf a value's version, which grows with every change
   * @return true if the cache now has this value or a newer one; false as in {@link #patch}
   */
  public boolean putIfNewer(
      String key, Collection<String> tags, V value, ToLongFunction<V> versionOf) {
    List<String> copied = Names.checked(key, tags);
    return edit(
        key, new Patcher.Edit<>(versionOf.applyAsLong(value), versionOf, old -> value, copied));
  }

  private boolean edit(String key, Patcher.Edit<V> edit) {
    counters.invalidations.increment();
    boolean[] done = new boolean[1];
    invalidator.defer(
        new Invalidation(Invalidation.Kind.KEY, name, key),
        () -> done[0] = patcher.patch(key, edit));
    return done[0];
  }

  /**
   * Invalidates a key, on all nodes. When it returns, no read that starts later on this node
   * returns an older value; inside a transaction that is so once the transaction has ended.
   *
   * @param key the key
   */
  public void invalidate(String key) {
    invalidator.invalidate(of(Invalidation.Kind.KEY, key));
  }

  /**
   * Invalidates all values with a tag, on all nodes, as {@link #invalidate(String)} does.
   *
   * @param tag the tag
   */
  public void invalidateTag(String tag) {
    invalidator.invalidate(of(Invalidation.Kind.TAG, tag));
  }

  /**
   * Invalidates all values whose key fits a pattern, on all nodes, without looking for them. Costs
   * the same however many there are. The last 16 patterns of a namespace are remembered; with a
   * further one whatever is older than the oldest of them goes too.
   *
   * @param pattern {@code *} stands for any characters, everything else for itself; such as {@code
   *     menu:7:*}
   */
  public void invalidateMatching(String pattern) {
    invalidator.invalidate(of(Invalidation.Kind.PATTERN, pattern));
  }

  /** Invalidates everything in the namespace, on all nodes, without looking for it. */
  public void clear() {
    invalidator.invalidate(of(Invalidation.Kind.NAMESPACE, ""));
  }

  /**
   * Invalidates a key and waits until no node serves what was before: each has said that it has
   * followed, or its permission to serve from the process, 1 s, is over. For tokens and
   * permissions; needs mode STRICT. Takes milliseconds, at most about a second and the time-out of
   * one command.
   *
   * @param key the key
   * @throws CacheUnavailableException if the others could not be told
   * @throws IllegalStateException if the namespace is not STRICT
   */
  public void revoke(String key) {
    invalidator.revoke(of(Invalidation.Kind.KEY, key));
  }

  /**
   * The same for all values with a tag, such as all tokens of a user.
   *
   * @param tag the tag
   * @throws CacheUnavailableException if the others could not be told
   * @throws IllegalStateException if the namespace is not STRICT
   */
  public void revokeTag(String tag) {
    invalidator.revoke(of(Invalidation.Kind.TAG, tag));
  }

  /**
   * A change that is about to be committed, for those who know no transactions of {@link
   * Surroundings}: call it before and after the commit.
   *
   * @param kind what the name is
   * @param changed the key, tag or pattern; empty for the namespace
   * @return to be told how it goes
   */
  public Change change(Invalidation.Kind kind, String changed) {
    return invalidator.change(of(kind, changed));
  }

  List<Shard<V>> shards() {
    return shards;
  }

  private Invalidation of(Invalidation.Kind kind, String what) {
    return Names.invalidation(kind, name, what);
  }

  /**
   * What happened since the cache was opened.
   *
   * @return a snapshot
   */
  public NamespaceStats stats() {
    return counters.snapshot(values == null ? 0 : values.estimatedSize());
  }

  private static <V> void put(Map<String, V> values, String key, @Nullable V value) {
    if (value != null) {
      values.put(key, value);
    }
  }
}
