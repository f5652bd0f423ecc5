package dev.headroom.spring;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.cache.Cache;
import org.springframework.cache.CacheManager;

/** The namespaces as Spring's caches, so that {@code @Cacheable} and its kin work. */
final class CacheManagerAdapter implements CacheManager {

  private final CacheNamespaces namespaces;
  private final Map<String, Cache> adapters = new ConcurrentHashMap<>();

  CacheManagerAdapter(CacheNamespaces namespaces) {
    this.namespaces = namespaces;
  }

  @Override
  public Cache getCache(String name) {
    Cache known = adapters.get(name);
    return known != null
        ? known
        : adapters.computeIfAbsent(name, n -> new CacheAdapter(namespaces.get(n)));
  }

  /** Only those whose type is known already; any other can be asked for by its name. */
  @Override
  public Collection<String> getCacheNames() {
    return namespaces.typed();
  }
}
