package dev.headroom.web;

import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.distributed.ExpirationAfterWriteStrategy;
import io.github.bucket4j.distributed.proxy.ProxyManager;
import io.github.bucket4j.redis.lettuce.Bucket4jLettuce;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Buckets shared by all instances, in Redis: {@code {headroom:limit}:RULE:HASH}, which expire when
 * full. While Redis does not answer each instance counts for itself, and asks Redis again after a
 * second.
 */
final class RedisBuckets implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger("dev.headroom.web");
  private static final long PAUSE_NANOS = 1_000_000_000L;

  private final RedisLink<byte[]> link;
  private final LongSupplier nanos;
  private final Map<String, BucketConfiguration> configurations = new HashMap<>();
  private final AtomicBoolean told = new AtomicBoolean();
  private volatile @Nullable ProxyManager<String> buckets;
  private volatile long quietUntil;

  RedisBuckets(String url, Collection<LimitRule> rules, LongSupplier nanos) {
    this.nanos = nanos;
    this.quietUntil = nanos.getAsLong();
    this.link =
        new RedisLink<>(url, RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE), nanos);
    rules.forEach(rule -> configurations.put(rule.name(), Buckets.configuration(rule)));
  }

  private ProxyManager<String> buckets() {
    ProxyManager<String> open = buckets;
    if (open == null) { // Two at once make two of the same.
      StatefulRedisConnection<String, byte[]> connection = link.connection();
      open =
          Bucket4jLettuce.casBasedBuilder(connection)
              .expirationAfterWrite(
                  ExpirationAfterWriteStrategy.basedOnTimeForRefillingBucketUpToMax(
                      Duration.ofSeconds(1)))
              .requestTimeout(RedisLink.TIMEOUT)
              .build();
      buckets = open;
    }
    return open;
  }

  /** Null while Redis does not answer. */
  @Nullable ConsumptionProbe take(LimitRule rule, String key) {
    if (nanos.getAsLong() - quietUntil < 0) {
      return null;
    }
    try {
      BucketConfiguration configuration = Objects.requireNonNull(configurations.get(rule.name()));
      ConsumptionProbe probe =
          buckets()
              .getProxy(
                  "{headroom:limit}:" + rule.name() + ":" + Etags.hash(key), () -> configuration)
              .tryConsumeAndReturnRemaining(1);
      told.set(false);
      return probe;
    } catch (RuntimeException e) {
      quietUntil = nanos.getAsLong() + PAUSE_NANOS;
      if (told.compareAndSet(false, true)) {
        LOG.log(
            System.Logger.Level.WARNING,
            "limits: Redis does not answer; this instance counts for itself until it does",
            e);
      }
      return null;
    }
  }

  @Override
  public void close() {
    link.close();
  }
}
