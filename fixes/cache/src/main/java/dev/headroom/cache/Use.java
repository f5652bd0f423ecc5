package dev.headroom.cache;

/** What a look-up may do. */
enum Use {
  /** Read the cache, and store what was loaded. */
  CACHE,
  /** Read the cache; return what was loaded, never store it. */
  READ,
  /** Only load. */
  LOAD;

  /** Asked on a miss only: this costs more than a hit does. */
  static Use of(Surroundings surroundings, boolean readable) {
    return !readable ? LOAD : surroundings.mayStore() ? CACHE : READ;
  }
}
