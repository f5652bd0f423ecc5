package dev.headroom.benchmarks;

import com.alicp.jetcache.embedded.CaffeineCacheBuilder;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.headroom.cache.CacheOptions;
import dev.headroom.cache.HeadroomCache;
import dev.headroom.cache.Loader;
import dev.headroom.cache.Namespace;
import dev.headroom.cache.NamespaceOptions;
import dev.headroom.devservices.DevRedis;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.redisson.Redisson;
import org.redisson.api.RLocalCachedMap;
import org.redisson.api.RedissonClient;
import org.redisson.api.options.LocalCachedMapOptions;
import org.redisson.client.codec.StringCodec;
import org.redisson.config.Config;

/** A filled cache of one of the ways; all with room for 10,000 values and an hour to live. */
final class CacheHits implements AutoCloseable {

  private static final Duration HOUR = Duration.ofHours(1);
  private static final int ROOM = 10_000;

  /** Every read is a hit. */
  static final Loader<String> NOT_REACHED =
      () -> {
        throw new IllegalStateException("a miss, where only hits are measured");
      };

  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private UnaryOperator<String> read = key -> key;

  private CacheHits() {}

  static CacheHits none() {
    return new CacheHits();
  }

  static CacheHits of(CacheWay way, String... keys) {
    CacheHits hits = new CacheHits();
    try {
      hits.fill(way, keys);
    } catch (RuntimeException e) {
      hits.close();
      throw e;
    }
    return hits;
  }

  private void fill(CacheWay way, String... keys) {
    read =
        switch (way) {
          case CAFFEINE_BARE -> caffeine(Caffeine.newBuilder().maximumSize(ROOM).build(), keys);
          case CAFFEINE ->
              caffeine(
                  Caffeine.newBuilder().maximumSize(ROOM).expireAfterWrite(HOUR).build(), keys);
          case HEADROOM -> headroom(redis().uri(), List.of(), keys);
          case HEADROOM_TAGS -> headroom(redis().uri(), List.of("menu/1", "shop/7"), keys);
          case HEADROOM_ALONE -> headroom(null, List.of(), keys);
          case JETCACHE -> jetcache(keys);
          case REDISSON -> redisson(redis(), keys);
          case SPRING_CAFFEINE -> spring(CacheSpring.caffeine(HOUR, ROOM), keys);
          case SPRING_HEADROOM -> spring(CacheSpring.headroom(redis().uri(), HOUR, ROOM), keys);
        };
    for (String key : keys) {
      if (!value(key).equals(read(key))) {
        throw new IllegalStateException(way.title + " does not hold " + key);
      }
    }
  }

  String read(String key) {
    return read.apply(key);
  }

  private static String value(String key) {
    return "value of " + key;
  }

  private DevRedis redis() {
    DevRedis redis = DevRedis.start();
    open.addFirst(redis);
    return redis;
  }

  private UnaryOperator<String> caffeine(Cache<String, String> cache, String... keys) {
    for (String key : keys) {
      cache.put(key, value(key));
    }
    return key -> Objects.requireNonNull(cache.getIfPresent(key));
  }

  private UnaryOperator<String> headroom(
      @org.jspecify.annotations.Nullable String url, List<String> tags, String... keys) {
    NamespaceOptions options = NamespaceOptions.ofTtl(HOUR).withMaxEntries(ROOM);
    HeadroomCache cache =
        url == null
            ? HeadroomCache.open(CacheOptions.of(null, Map.of("menu", options)))
            : CacheNode.open(url, options);
    open.addFirst(cache);
    Namespace<String> menu = cache.namespace("menu", String.class);
    for (String key : keys) {
      Objects.requireNonNull(menu.get(key, tags, () -> value(key)));
    }
    return key -> Objects.requireNonNull(menu.get(key, tags, NOT_REACHED));
  }

  private UnaryOperator<String> jetcache(String... keys) {
    com.alicp.jetcache.Cache<String, String> cache =
        CaffeineCacheBuilder.createCaffeineCacheBuilder()
            .limit(ROOM)
            .expireAfterWrite(HOUR.toMillis(), TimeUnit.MILLISECONDS)
            .buildCache();
    open.addFirst(cache);
    for (String key : keys) {
      cache.put(key, value(key));
    }
    return cache::get;
  }

  /** Its key as it is, instead of a hash of its encoded form: faster. */
  private UnaryOperator<String> redisson(DevRedis redis, String... keys) {
    Config config = new Config();
    config.useSingleServer().setAddress(redis.uri());
    RedissonClient client = Redisson.create(config);
    open.addFirst(client::shutdown);
    RLocalCachedMap<String, String> map =
        client.getLocalCachedMap(
            LocalCachedMapOptions.<String, String>name("menu")
                .codec(StringCodec.INSTANCE)
                .evictionPolicy(LocalCachedMapOptions.EvictionPolicy.LRU)
                .cacheSize(ROOM)
                .timeToLive(HOUR)
                .useObjectAsCacheKey(true));
    for (String key : keys) {
      map.fastPut(key, value(key));
    }
    return key -> Objects.requireNonNull(map.get(key), key);
  }

  private UnaryOperator<String> spring(CacheSpring.Running running, String... keys) {
    open.addFirst(running.context());
    CacheSpring.Menu menu = running.menu();
    for (String key : keys) {
      Objects.requireNonNull(menu.read(key));
    }
    return menu::read;
  }

  @Override
  public void close() {
    for (AutoCloseable each : open) {
      try {
        each.close();
      } catch (Exception e) {
        throw new IllegalStateException("cannot be closed", e);
      }
    }
  }
}
