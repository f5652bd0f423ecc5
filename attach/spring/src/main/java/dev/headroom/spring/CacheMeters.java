package dev.headroom.spring;

import dev.headroom.cache.CacheHealth;
import dev.headroom.cache.HeadroomCache;
import dev.headroom.cache.Namespace;
import dev.headroom.cache.NamespaceStats;
import dev.headroom.cache.StalenessStats;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/** The cache's meters: what each namespace did, and how the cache stands with Redis. */
final class CacheMeters implements MeterBinder {

  /** Of a thousand answers so many may be stale by the time to live that is advised. */
  static final double TOLERATED = 0.01;

  private final HeadroomCache cache;

  CacheMeters(HeadroomCache cache) {
    this.cache = cache;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    cache.names().forEach(name -> new Space(registry, name).bind());
    gauge(registry, "up", "1 while Redis is in use, 0 while it is not", h -> up(h.redis()));
    gauge(
        registry,
        "feed.lag",
        "seconds of the last invalidation from Redis",
        h -> h.lagNanos() / 1e9);
    gauge(registry, "feed.silence", "seconds since all was heard", h -> h.silentNanos() / 1e9);
    gauge(registry, "journal", "own invalidations Redis does not know yet", CacheHealth::journal);
    counter(registry, "outages", "how often Redis was lost", CacheHealth::outages);
    counter(registry, "gaps", "how often events were missed", CacheHealth::gaps);
  }

  private static double up(CacheHealth.Redis redis) {
    return redis == CacheHealth.Redis.UP ? 1 : 0;
  }

  private void gauge(
      MeterRegistry registry, String name, String description, ToDoubleFunction<CacheHealth> of) {
    Gauge.builder("headroom.cache." + name, cache, c -> of.applyAsDouble(c.health()))
        .description(description)
        .register(registry);
  }

  private void counter(
      MeterRegistry registry, String name, String description, ToDoubleFunction<CacheHealth> of) {
    FunctionCounter.builder("headroom.cache." + name, cache, c -> of.applyAsDouble(c.health()))
        .description(description)
        .register(registry);
  }

  /**
   * One namespace; all its figures are 0 until it is first used. Meters hold their object weakly:
   * that is the cache, which lives, and not this.
   */
  private final class Space {
    private final MeterRegistry registry;
    private final String name;

    Space(MeterRegistry registry, String name) {
      this.registry = registry;
      this.name = name;
    }

    void bind() {
      String gets = "look-ups by what answered them";
      count("gets", gets, NamespaceStats::l1Hits, "result", "l1");
      count("gets", gets, NamespaceStats::l2Hits, "result", "l2");
      count("gets", gets, NamespaceStats::misses, "result", "miss");
      count("gets", gets, NamespaceStats::joined, "result", "joined");
      time(
          "loads", "loaders run, and their time", NamespaceStats::loads, NamespaceStats::loadNanos);
      count("load.failures", "loaders that threw", NamespaceStats::loadFailures);
      String unstored = "loads returned and not stored, by why";
      count("unstored", unstored, NamespaceStats::overtaken, "why", "overtaken");
      count("unstored", unstored, NamespaceStats::unstorable, "why", "surroundings");
      count("unstored", unstored, NamespaceStats::unwritable, "why", "unwritable");
      count("unreadable", "values in Redis that could not be read", NamespaceStats::unreadable);
      count("invalidations", "invalidations by this node", NamespaceStats::invalidations);
      count("patches", "values changed in place by this node", NamespaceStats::patches);
      count("refreshes", "loads begun before the end", NamespaceStats::refreshes);
      count("stale.served", "expired values that stood in", NamespaceStats::staleServed);
      count("evictions", "values that left for want of room", NamespaceStats::evictions);
      time(
          "lease.waits",
          "look-ups that waited for another node's load, and their time",
          NamespaceStats::leaseWaits,
          NamespaceStats::leaseWaitNanos);
      String bytes = "bytes stored in Redis, before and after compression";
      count("bytes", bytes, NamespaceStats::rawBytes, "form", "raw");
      count("bytes", bytes, NamespaceStats::storedBytes, "form", "stored");
      Gauge.builder("headroom.cache.entries", cache, c -> (double) stats(NamespaceStats::entries))
          .tag("namespace", name)
          .description("values in the process now, an estimate")
          .register(registry);
      staleness();
    }

    private void staleness() {
      count(
          "shadow.reads",
          "hits loaded all the same and compared",
          s -> s.staleness().shadowReads());
      List<Duration> ages = StalenessStats.AGES;
      for (int i = 0; i <= ages.size(); i++) {
        int at = i;
        String most = i < ages.size() ? seconds(ages.get(i)) : "more";
        count(
            "stale",
            "shadow reads that differed, by the value's age in seconds at most",
            s -> s.staleness().staleByAge().isEmpty() ? 0 : s.staleness().staleByAge().get(at),
            "age",
            most);
      }
      Gauge.builder("headroom.cache.ttl", cache, c -> ttl())
          .tag("namespace", name)
          .description("time to live as configured, in seconds")
          .register(registry);
      Gauge.builder("headroom.cache.ttl.advised", cache, c -> advised())
          .tag("namespace", name)
          .description(
              "longest time to live with at most 1 % of stale answers, in seconds; NaN: unknown")
          .register(registry);
    }

    private double ttl() {
      var options = cache.options().namespaces().get(name);
      return options == null ? Double.NaN : options.ttl().toNanos() / 1e9;
    }

    private double advised() {
      Namespace<Object> known = cache.known(name);
      Duration longest = known == null ? null : known.stats().staleness().longestTtl(TOLERATED);
      return longest == null ? Double.NaN : longest.toNanos() / 1e9;
    }

    private void count(
        String what, String description, ToLongFunction<NamespaceStats> of, String... tags) {
      FunctionCounter.builder("headroom.cache." + what, cache, c -> (double) stats(of))
          .tags(Tags.of("namespace", name).and(tags))
          .description(description)
          .register(registry);
    }

    private void time(
        String what,
        String description,
        ToLongFunction<NamespaceStats> count,
        ToLongFunction<NamespaceStats> nanos) {
      FunctionTimer.builder(
              "headroom.cache." + what,
              cache,
              c -> stats(count),
              c -> (double) stats(nanos),
              TimeUnit.NANOSECONDS)
          .tag("namespace", name)
          .description(description)
          .register(registry);
    }

    private long stats(ToLongFunction<NamespaceStats> of) {
      Namespace<Object> known = cache.known(name);
      return known == null ? 0 : of.applyAsLong(known.stats());
    }
  }

  private static String seconds(Duration age) {
    return age.toMillis() % 1_000 == 0
        ? Long.toString(age.toSeconds())
        : Double.toString(age.toMillis() / 1e3);
  }
}
