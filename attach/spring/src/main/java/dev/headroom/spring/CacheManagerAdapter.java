package dev.headroom.spring;

import dev.headroom.cache.HeadroomCache;
import dev.headroom.cache.Levels;
import dev.headroom.cache.Namespace;
import dev.headroom.cache.NamespaceOptions;
import dev.headroom.loop.Nearest;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.cache.Cache;
import org.springframework.cache.CacheManager;

/** The namespaces as Spring's caches, so that {@code @Cacheable} and its kin work. */
final class CacheManagerAdapter implements CacheManager {

  private final HeadroomCache cache;
  private final Map<String, String> types;
  private final Map<String, Cache> adapters = new ConcurrentHashMap<>();

  CacheManagerAdapter(HeadroomCache cache, Map<String, String> types) {
    this.cache = cache;
    this.types = types;
  }

  @Override
  public Cache getCache(String name) {
    return adapters.computeIfAbsent(name, n -> new CacheAdapter(namespace(n)));
  }

  @Override
  public Collection<String> getCacheNames() {
    return cache.names();
  }

  private Namespace<Object> namespace(String name) {
    NamespaceOptions options = cache.options().namespaces().get(name);
    if (options == null) {
      throw new IllegalArgumentException(
          Nearest.unknown("cache namespace", name, cache.names())
              + " Declare it as headroom.cache.namespaces."
              + name
              + ".ttl.");
    }
    Namespace<Object> known = cache.known(name);
    if (known != null) {
      return known;
    }
    String type = types.get(name);
    if (type != null) {
      return cache.namespace(name, type);
    }
    boolean shared = cache.options().redisUrl() != null;
    if (shared && options.levels() != Levels.L1) {
      throw new IllegalStateException(
          "cache namespace '"
              + name
              + "' keeps values in Redis, so their type has to be known: write"
              + " headroom.cache.namespaces."
              + name
              + ".type=com.example.Menu (or java.util.List<com.example.Item>), or .levels=l1");
    }
    return cache.namespace(name, Object.class);
  }
}
