package dev.headroom.spring;

import dev.headroom.cache.Levels;
import dev.headroom.cache.Mode;
import dev.headroom.cache.NamespaceOptions;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the cache; a key that does not exist is refused.
 *
 * @param redisUrl for example {@code redis://localhost:6379}; left out, the environment's {@code
 *     REDIS_URL}; empty or neither, values stay in the process
 * @param ttl time to live of namespaces that say nothing; left out, the environment's {@code
 *     CACHE_TTL} (plain numbers are seconds), else 5 minutes
 * @param commandTimeout how long a request waits for Redis before it goes on without; 10 ms to 10
 *     s, default 250 ms
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
   * @param levels {@code l1}, {@code l2} or {@code both}
   * @param mode {@code strict} or {@code available}
   * @param maxSilence bound for what is served while the invalidation feed is silent
   * @param loaderDeadline after it a load no longer holds its key
   * @param cacheNulls whether "there is none" is kept
   * @param type the values' type, such as {@code com.example.Menu} or {@code
   *     java.util.List<com.example.Item>}; needed for {@code @Cacheable} with Redis
   */
  record Space(
      @Nullable Duration ttl,
      @Nullable Double jitter,
      @Nullable Integer maxEntries,
      @Nullable Levels levels,
      @Nullable Mode mode,
      @Nullable Duration maxSilence,
      @Nullable Duration loaderDeadline,
      @Nullable Boolean cacheNulls,
      @Nullable String type) {

    NamespaceOptions options(Duration defaultTtl) {
      NamespaceOptions base = NamespaceOptions.ofTtl(ttl != null ? ttl : defaultTtl);
      Mode chosen = mode != null ? mode : base.mode();
      Duration silence = chosen == Mode.STRICT ? Duration.ZERO : base.maxSilence();
      return new NamespaceOptions(
          base.ttl(),
          jitter != null ? jitter : base.jitter(),
          maxEntries != null ? maxEntries : base.maxEntries(),
          base.maxBytes(),
          levels != null ? levels : base.levels(),
          chosen,
          maxSilence != null ? maxSilence : silence,
          loaderDeadline != null ? loaderDeadline : base.loaderDeadline(),
          cacheNulls != null ? cacheNulls : base.cacheNulls(),
          base.cacheEmpty(),
          base.compression(),
          base.earlyRefresh(),
          base.staleOnFailure(),
          base.shadowReads());
    }
  }
}
