package dev.headroom.cache;

import java.util.List;
import java.util.Map;

/**
 * Reads many values at once.
 *
 * @param <V> the values' type
 */
@FunctionalInterface
public interface BatchLoader<V> {

  /**
   * Reads the values.
   *
   * @param keys what is missing in the cache, in the order asked for
   * @return the values by key; a key that is left out has none
   * @throws Exception whatever went wrong: nothing is stored, and the caller gets it
   */
  Map<String, V> load(List<String> keys) throws Exception;
}
