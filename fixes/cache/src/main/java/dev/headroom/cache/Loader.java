package dev.headroom.cache;

import org.jspecify.annotations.Nullable;

/**
 * Reads one value from where it is kept.
 *
 * @param <V> the value's type
 */
@FunctionalInterface
public interface Loader<V> {

  /**
   * Reads the value.
   *
   * @return the value; null when there is none
   * @throws Exception whatever went wrong: nothing is stored, and the caller gets it
   */
  @Nullable V load() throws Exception;
}
