package dev.headroom.web;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;

/** Buckets in the process: for one instance, and while Redis does not answer. */
final class Buckets {

  private final Map<String, Cache<String, Bucket>> byRule = new HashMap<>();
  private final TimeMeter time;

  /** Each rule remembers at most this many keys; those asked least are forgotten first. */
  Buckets(Collection<LimitRule> rules, int mostKeys, LongSupplier nanos) {
    this.time =
        new TimeMeter() {
          @Override
          public long currentTimeNanos() {
            return nanos.getAsLong();
          }

          @Override
          public boolean isWallClockBased() {
            return false;
          }
        };
    for (LimitRule rule : rules) {
      byRule.put(
          rule.name(),
          Caffeine.newBuilder()
              .maximumSize(mostKeys)
              .ticker(nanos::getAsLong)
              .expireAfterAccess(rule.window().plus(Duration.ofSeconds(1)))
              .build());
    }
  }

  static BucketConfiguration configuration(LimitRule rule) {
    return BucketConfiguration.builder()
        .addLimit(limit -> limit.capacity(rule.limit()).refillGreedy(rule.limit(), rule.window()))
        .build();
  }

  ConsumptionProbe take(LimitRule rule, String key) {
    return Objects.requireNonNull(byRule.get(rule.name()))
        .get(key, k -> bucket(rule))
        .tryConsumeAndReturnRemaining(1);
  }

  private Bucket bucket(LimitRule rule) {
    return Bucket.builder()
        .addLimit(limit -> limit.capacity(rule.limit()).refillGreedy(rule.limit(), rule.window()))
        .withCustomTimePrecision(time)
        .build();
  }
}
