package dev.headroom.spring;

import org.jspecify.annotations.Nullable;

/**
 * Fills a namespace before anybody asks: a bean of this type is what {@code headroom cache warm}
 * and the control API call. It reads through the cache, so that what is there already is not loaded
 * again.
 */
public interface CacheWarmer {

  /**
   * What it fills.
   *
   * @return a namespace's name
   */
  String namespace();

  /**
   * Fills it.
   *
   * @param what which part, in the application's own words, such as a restaurant's number; null for
   *     all
   * @return how many values are in the cache now because of this call, those that were there
   *     already included
   * @throws IllegalArgumentException if there is no such part; the message says what there is
   */
  int warm(@Nullable String what);
}
