package dev.headroom.services.wellbeing;

import java.util.List;

/**
 * W2's figures of the analytics cache, since the start.
 *
 * @param hits answered by the cache
 * @param misses computed
 * @param entries kept in this process
 * @param caches by what is kept
 */
record CacheView(long hits, long misses, double hitRatePercent, long entries, List<Kept> caches) {

  /** Answers of one kind. */
  record Kept(String name, long hits, long misses, double hitRatePercent, long entries) {

    static Kept of(String name, long hits, long misses, long entries) {
      return new Kept(name, hits, misses, percent(hits, misses), entries);
    }
  }

  static double percent(long hits, long misses) {
    return Statistics.percent(hits, hits + misses);
  }
}
