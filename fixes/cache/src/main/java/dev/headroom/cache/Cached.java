package dev.headroom.cache;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * A cached read as a fix that can be switched: the read half is a flag, the other half,
 * invalidations, always runs. So switching on serves nothing that became stale while it was off.
 */
public final class Cached {

  private Cached() {}

  /**
   * Reads through the cache if switched on, else loads. To be imported statically: {@code
   * cached(fixes.isOn("menu-cache"), menus, id, tags, () -> read(id))}.
   *
   * @param on the flag
   * @param namespace where
   * @param key the key
   * @param tags what the value is made of
   * @param loader reads it
   * @param <V> the value's type
   * @return the value; null if the loader returned null
   * @throws CacheLoadException if the loader threw a checked exception; unchecked ones are passed
   *     on
   */
  public static <V> @Nullable V cached(
      boolean on, Namespace<V> namespace, String key, Collection<String> tags, Loader<V> loader) {
    if (on) {
      return namespace.get(key, tags, loader);
    }
    try {
      return loader.load();
    } catch (RuntimeException e) {
      throw e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CacheLoadException(namespace.name() + ":" + key, e);
    } catch (Exception e) {
      throw new CacheLoadException(namespace.name() + ":" + key, e);
    }
  }
}
