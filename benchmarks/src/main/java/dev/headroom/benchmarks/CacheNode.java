package dev.headroom.benchmarks;

import dev.headroom.cache.CacheHealth;
import dev.headroom.cache.CacheOptions;
import dev.headroom.cache.HeadroomCache;
import dev.headroom.cache.NamespaceOptions;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** A cache with the one namespace {@code menu}, joined to Redis before it is measured. */
final class CacheNode {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private CacheNode() {}

  static HeadroomCache open(String redis, NamespaceOptions menu) {
    // A time-out long enough that nothing goes on without Redis.
    HeadroomCache cache =
        HeadroomCache.open(new CacheOptions(redis, Map.of("menu", menu), Duration.ofSeconds(5)));
    long late = System.nanoTime() + PATIENCE.toNanos();
    while (cache.health().redis() != CacheHealth.Redis.UP) {
      if (System.nanoTime() - late > 0) {
        cache.close();
        throw new IllegalStateException("the cache does not use Redis: " + cache.health());
      }
      LockSupport.parkNanos(10_000_000);
    }
    return cache;
  }
}
