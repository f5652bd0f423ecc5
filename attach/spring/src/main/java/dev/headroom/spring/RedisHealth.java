package dev.headroom.spring;

import dev.headroom.cache.CacheHealth;
import dev.headroom.cache.HeadroomCache;
import java.util.Locale;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * The cache's Redis. While it does not answer the cache goes on in the process, so the service is
 * not down: UNKNOWN, with how long nothing was heard.
 */
final class RedisHealth extends AbstractHealthIndicator {

  private final HeadroomCache cache;

  RedisHealth(HeadroomCache cache) {
    super("Headroom could not be asked");
    this.cache = cache;
  }

  @Override
  protected void doHealthCheck(Health.Builder builder) {
    CacheHealth health = cache.health();
    builder.up().withDetail("redis", health.redis().name().toLowerCase(Locale.ROOT));
    if (health.redis() == CacheHealth.Redis.NONE) {
      return;
    }
    if (health.redis() == CacheHealth.Redis.DOWN) {
      builder.unknown();
    }
    builder
        .withDetail("outages", health.outages())
        .withDetail("untold", health.journal())
        .withDetail("silentMillis", health.silentNanos() / 1_000_000);
  }
}
