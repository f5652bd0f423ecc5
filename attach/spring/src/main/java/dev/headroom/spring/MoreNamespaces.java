package dev.headroom.spring;

import dev.headroom.cache.NamespaceOptions;
import java.util.Map;

/** Namespaces of the cache that something else than {@code headroom.cache.namespaces} needs. */
record MoreNamespaces(String of, Map<String, NamespaceOptions> namespaces) {

  void addTo(Map<String, NamespaceOptions> all) {
    namespaces.forEach(
        (name, options) -> {
          if (all.put(name, options) != null) {
            throw new IllegalArgumentException(
                "headroom.cache.namespaces." + name + " is a name that " + of + " uses: rename it");
          }
        });
  }
}
