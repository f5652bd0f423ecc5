package dev.headroom.spring;

import org.jspecify.annotations.Nullable;

/**
 * Fills a namespace before anybody asks: a bean of this type is what {@code headroom cache warm}
 * and the control API call. It reads through the cache, so that what is there already is not loaded
 * again. Called on a thread of its own, without the caller's transaction and persistence context. A
 * load that walks lazy associations brings its own: a read-only transaction around each load, not
 * one around all of them, because what is read through a context that already holds entities may be
 * old and is not kept.
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
   * @return how many values the namespace has of it now, those that were there already included
   * @throws IllegalArgumentException if there is no such part; the message says what there is
   */
  int warm(@Nullable String what);
}
