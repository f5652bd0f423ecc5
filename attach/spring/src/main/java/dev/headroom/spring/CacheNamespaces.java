package dev.headroom.spring;

import dev.headroom.cache.HeadroomCache;
import dev.headroom.cache.Levels;
import dev.headroom.cache.Namespace;
import dev.headroom.cache.NamespaceOptions;
import dev.headroom.loop.Nearest;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Namespaces for those who know their names only; the types of their values are configured. */
final class CacheNamespaces {

  private final HeadroomCache cache;
  private final Map<String, String> types;

  CacheNamespaces(HeadroomCache cache, Map<String, String> types) {
    this.cache = cache;
    this.types = Map.copyOf(types);
  }

  HeadroomCache cache() {
    return cache;
  }

  /**
   * Those whose type is known, so that whoever goes through all of them (Spring Boot's metrics do)
   * gives none of them a type that is not its own.
   */
  Set<String> typed() {
    Set<String> typed = new TreeSet<>();
    for (String name : cache.names()) {
      if (types.containsKey(name) || cache.known(name) != null) {
        typed.add(name);
      }
    }
    return typed;
  }

  /**
   * A namespace.
   *
   * @throws IllegalArgumentException if there is none; the message names the nearest
   * @throws IllegalStateException if values in Redis need a type and nobody has said it
   */
  Namespace<Object> get(String name) {
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
