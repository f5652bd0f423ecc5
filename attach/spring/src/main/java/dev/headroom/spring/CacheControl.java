package dev.headroom.spring;

import dev.headroom.cache.CacheHealth;
import dev.headroom.cache.HeadroomCache;
import dev.headroom.cache.Levels;
import dev.headroom.cache.Lookup;
import dev.headroom.cache.Mode;
import dev.headroom.cache.Namespace;
import dev.headroom.cache.NamespaceOptions;
import dev.headroom.cache.NamespaceStats;
import dev.headroom.cache.StalenessStats;
import dev.headroom.loop.Nearest;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.SmartInitializingSingleton;

/** What an operator asks of the cache: statistics, a value, invalidation, warming. */
final class CacheControl implements SmartInitializingSingleton {

  private static final int VERSION = 1;

  private final CacheNamespaces namespaces;
  private final Iterable<CacheWarmer> warmers;
  private final LongSupplier nanos;

  CacheControl(CacheNamespaces namespaces, Iterable<CacheWarmer> warmers, LongSupplier nanos) {
    this.namespaces = namespaces;
    this.warmers = warmers;
    this.nanos = nanos;
  }

  /**
   * Refuses two warmers of one namespace, and one of a namespace that does not exist.
   *
   * @throws IllegalStateException with their names
   */
  @Override
  public void afterSingletonsInstantiated() {
    Set<String> seen = new TreeSet<>();
    for (CacheWarmer warmer : warmers) {
      String name = warmer.namespace();
      if (!names().contains(name)) {
        throw new IllegalStateException(
            warmer.getClass().getName() + ": " + Nearest.unknown("cache namespace", name, names()));
      }
      if (!seen.add(name)) {
        throw new IllegalStateException(
            warmer.getClass().getName() + ": the namespace '" + name + "' has a warmer already");
      }
    }
  }

  /** What a warmer threw; its message may tell of data, so it is in the log alone. */
  static final class WarmingFailed extends RuntimeException {

    private static final long serialVersionUID = 1;

    WarmingFailed(String namespace, Throwable cause) {
      super(
          "warming '"
              + namespace
              + "' failed with "
              + cause.getClass().getSimpleName()
              + "; the service's log says where",
          cause);
    }
  }

  /** The cache and its namespaces. */
  record Overview(
      int version,
      CacheHealth.Redis redis,
      long outages,
      long gaps,
      int journal,
      double feedSilentSeconds,
      double feedLagSeconds,
      List<Space> namespaces) {}

  /**
   * A namespace.
   *
   * @param warmable whether the application can warm it
   * @param hitRate 0 to 1
   * @param staleRate of shadow reads, 0 to 1; null where none was made
   * @param advisedTtlSeconds longest time to live with at most 1 % of stale answers; null where
   *     nothing was watched
   * @param stats all counts; null until it is first used
   */
  record Space(
      String namespace,
      double ttlSeconds,
      Levels levels,
      Mode mode,
      boolean warmable,
      double hitRate,
      @Nullable Double staleRate,
      @Nullable Double advisedTtlSeconds,
      @Nullable NamespaceStats stats) {}

  /** A look. */
  record Found(int version, String namespace, String key, boolean found, @Nullable Object value) {}

  /** What was invalidated. */
  record Invalidated(int version, String namespace, String what, @Nullable String name) {}

  /** What warming came to. */
  record Warmed(int version, String namespace, @Nullable String what, int values, double millis) {}

  Overview overview() {
    HeadroomCache cache = namespaces.cache();
    CacheHealth health = cache.health();
    return new Overview(
        VERSION,
        health.redis(),
        health.outages(),
        health.gaps(),
        health.journal(),
        health.silentNanos() / 1e9,
        health.lagNanos() / 1e9,
        new TreeSet<>(cache.names()).stream().map(this::space).toList());
  }

  /** One namespace; without figures until it is first used. */
  Space space(String name) {
    NamespaceOptions options = options(name);
    Namespace<Object> known = namespaces.cache().known(name);
    NamespaceStats stats = known == null ? null : known.stats();
    StalenessStats staleness = stats == null ? null : stats.staleness();
    Duration advised = staleness == null ? null : staleness.longestTtl(CacheMeters.TOLERATED);
    return new Space(
        name,
        seconds(options.ttl()),
        options.levels(),
        options.mode(),
        warmer(name) != null,
        stats == null ? 0 : stats.hitRate(),
        staleness == null || staleness.shadowReads() == 0 ? null : staleness.rate(),
        advised == null ? null : seconds(advised),
        stats);
  }

  /** What the cache would answer; nothing is loaded. Counts as a look-up. */
  Found get(String name, String key) {
    options(name);
    Lookup<Object> lookup = namespaces.get(name).lookUp(key, List.of());
    lookup.abandon();
    return new Found(VERSION, name, key, lookup.isHit(), lookup.value());
  }

  /**
   * Invalidates.
   *
   * @throws IllegalArgumentException unless exactly one of the last four says what
   */
  Invalidated invalidate(
      String name,
      @Nullable String key,
      @Nullable String tag,
      @Nullable String pattern,
      boolean all) {
    options(name);
    int ways = (key == null ? 0 : 1) + (tag == null ? 0 : 1) + (pattern == null ? 0 : 1);
    if (ways + (all ? 1 : 0) != 1) {
      throw new IllegalArgumentException(
          "say one of key, tag, pattern and all=true; all=true stands for everything in the"
              + " namespace");
    }
    Namespace<Object> namespace = namespaces.get(name);
    if (key != null) {
      namespace.invalidate(key);
      return new Invalidated(VERSION, name, "key", key);
    }
    if (tag != null) {
      namespace.invalidateTag(tag);
      return new Invalidated(VERSION, name, "tag", tag);
    }
    if (pattern != null) {
      namespace.invalidateMatching(pattern);
      return new Invalidated(VERSION, name, "pattern", pattern);
    }
    namespace.clear();
    return new Invalidated(VERSION, name, "all", null);
  }

  Warmed warm(String name, @Nullable String what) {
    options(name);
    CacheWarmer warmer = warmer(name);
    if (warmer == null) {
      Set<String> warmable = new TreeSet<>();
      warmers.forEach(each -> warmable.add(each.namespace()));
      throw new IllegalArgumentException(
          "nobody knows how to warm '"
              + name
              + "': "
              + (warmable.isEmpty()
                  ? "the application has no bean of type CacheWarmer"
                  : "there are warmers of " + String.join(", ", warmable)));
    }
    long began = nanos.getAsLong();
    int values = outside(name, () -> warmer.warm(what));
    return new Warmed(VERSION, name, what, values, (nanos.getAsLong() - began) / 1e6);
  }

  /**
   * On a thread of its own: the request's may have a transaction or an open persistence context,
   * and what is loaded through these is not kept.
   */
  private static int outside(String name, Callable<Integer> work) {
    FutureTask<Integer> task = new FutureTask<>(work);
    Thread thread = new Thread(task, "headroom-cache-warm");
    thread.setDaemon(true);
    thread.start();
    try {
      return task.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted; warming goes on", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IllegalArgumentException refused) {
        throw refused;
      }
      throw new WarmingFailed(name, Objects.requireNonNullElse(e.getCause(), e));
    }
  }

  private @Nullable CacheWarmer warmer(String name) {
    for (CacheWarmer warmer : warmers) {
      if (warmer.namespace().equals(name)) {
        return warmer;
      }
    }
    return null;
  }

  private Set<String> names() {
    return new TreeSet<>(namespaces.cache().names());
  }

  private NamespaceOptions options(String name) {
    NamespaceOptions options = namespaces.cache().options().namespaces().get(name);
    if (options == null) {
      throw new IllegalArgumentException(Nearest.unknown("cache namespace", name, names()));
    }
    return options;
  }

  private static double seconds(Duration time) {
    return time.toNanos() / 1e9;
  }
}
