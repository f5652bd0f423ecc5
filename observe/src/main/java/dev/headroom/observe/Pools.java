package dev.headroom.observe;

import java.util.Collection;
import java.util.concurrent.ConcurrentHashMap;

/** The pools by name; beyond {@value #MOST} names, which no application has, they are one. */
final class Pools {

  static final int MOST = 64;

  private final ConcurrentHashMap<String, Pool> pools = new ConcurrentHashMap<>();

  Pool named(String name) {
    Pool known = pools.get(name);
    if (known != null) {
      return known;
    }
    return pools.computeIfAbsent(pools.size() >= MOST ? "(other)" : name, Pool::new);
  }

  Collection<Pool> all() {
    return pools.values();
  }
}
