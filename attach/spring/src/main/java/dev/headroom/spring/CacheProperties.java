package dev.headroom.spring;

import dev.headroom.cache.Compression;
import dev.headroom.cache.Levels;
import dev.headroom.cache.Mode;
import dev.headroom.cache.NamespaceOptions;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Settings of the cache; a key that does not exist is refused.
 *
 * @param redisUrl for example {@code redis://localhost:6379}; left out, the environment's {@code
 *     REDIS_URL}; empty or neither, values stay in the process
 * @param ttl time to live of namespaces that say nothing; left out, the environment's {@code
 *     CACHE_TTL} (plain numbers are seconds), else 5 minutes
 * @param commandTimeout how long a request waits for Redis before it goes on without; 10 ms to 10
 *     s, default 250 ms
 * @param transactionTimeout how long a fence of a STRICT namespace stands when its process died
 *     between commit and invalidation: at least the time-out of the database's transactions; 1 s to
 *     1 day, default 1 min
 * @param manager whether there is a {@code CacheManager}: {@code default} where the application has
 *     none of its own, {@code beside} in any case, by the name {@code headroomCacheManager}, {@code
 *     none}
 * @param storeFromOpenSession whether loads through a persistence context that already holds
 *     entities are stored; such entities may be older than the load, so the default is false
 * @param namespaces by name
 */
@ConfigurationProperties(prefix = "headroom.cache", ignoreUnknownFields = false)
record CacheProperties(
    @Nullable String redisUrl,
    @Nullable Duration ttl,
    @DefaultValue("250ms") Duration commandTimeout,
    @DefaultValue("1m") Duration transactionTimeout,
    @DefaultValue("default") String manager,
    @DefaultValue("false") boolean storeFromOpenSession,
    @DefaultValue Map<String, Space> namespaces) {

  Map<String, NamespaceOptions> options(Duration defaultTtl) {
    Map<String, NamespaceOptions> options = new TreeMap<>();
    namespaces.forEach(
        (name, space) -> {
          try {
            options.put(name, space.options(defaultTtl));
          } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                "headroom.cache.namespaces." + name + ": " + e.getMessage(), e);
          }
        });
    return options;
  }

  /**
   * One namespace; what is left out has the default of {@link NamespaceOptions}.
   *
   * @param ttl time to live
   * @param jitter share by which values expire earlier, 0 to 0.1
   * @param maxEntries most values in the process
   * @param maxBytes instead of maxEntries: most bytes in the process, such as {@code 64MB}
   * @param levels {@code l1}, {@code l2} or {@code both}
   * @param mode {@code strict} or {@code available}
   * @param maxSilence bound for what is served while the invalidation feed is silent
   * @param loaderDeadline after it a load no longer holds its key
   * @param cacheNulls whether "there is none" is kept
   * @param cacheEmpty whether empty lists and the like are kept
   * @param compression of values above 1 KB in Redis: {@code auto}, {@code lz4}, {@code zstd} or
   *     {@code none}
   * @param earlyRefresh how eagerly values are loaded again before they expire, 0 (never) to 10
   * @param staleOnFailure how long after its time to live a value may stand in for a load that
   *     fails or runs
   * @param shadowReads share of hits that are loaded all the same, to measure staleness, 0 to 1
   * @param type the values' type, such as {@code com.example.Menu} or {@code
   *     java.util.List<com.example.Item>}; needed for {@code @Cacheable} with Redis
   */
  record Space(
      @Nullable Duration ttl,
      @Nullable Double jitter,
      @Nullable Integer maxEntries,
      @Nullable DataSize maxBytes,
      @Nullable Levels levels,
      @Nullable Mode mode,
      @Nullable Duration maxSilence,
      @Nullable Duration loaderDeadline,
      @Nullable Boolean cacheNulls,
      @Nullable Boolean cacheEmpty,
      @Nullable Compression compression,
      @Nullable Double earlyRefresh,
      @Nullable Duration staleOnFailure,
      @Nullable Double shadowReads,
      @Nullable String type) {

    NamespaceOptions options(Duration defaultTtl) {
      NamespaceOptions base = NamespaceOptions.ofTtl(ttl != null ? ttl : defaultTtl);
      Mode chosen = mode != null ? mode : base.mode();
      Duration silence = chosen == Mode.STRICT ? Duration.ZERO : base.maxSilence();
      return new NamespaceOptions(
          base.ttl(),
          or(jitter, base.jitter()),
          or(maxEntries, maxBytes != null ? 0 : base.maxEntries()),
          maxBytes != null ? maxBytes.toBytes() : base.maxBytes(),
          or(levels, base.levels()),
          chosen,
          or(maxSilence, silence),
          or(loaderDeadline, base.loaderDeadline()),
          or(cacheNulls, base.cacheNulls()),
          or(cacheEmpty, base.cacheEmpty()),
          or(compression, base.compression()),
          or(earlyRefresh, base.earlyRefresh()),
          or(staleOnFailure, base.staleOnFailure()),
          or(shadowReads, base.shadowReads()));
    }

    private static <T> T or(@Nullable T said, T left) {
      return said != null ? said : left;
    }
  }
}
