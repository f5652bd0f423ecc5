package dev.headroom.cache;

/**
 * What a namespace did since the cache was opened.
 *
 * @param l1Hits look-ups answered in the process
 * @param l2Hits look-ups answered by Redis
 * @param misses look-ups that had to load
 * @param joined look-ups that waited for somebody else's load in this process
 * @param loads loaders run
 * @param loadFailures loaders that threw
 * @param loadNanos time of all loads, in nanoseconds
 * @param overtaken loads that were returned but not stored because an invalidation, a lost lease or
 *     the deadline overtook them
 * @param unstorable loads that were returned but not stored because of the caller's surroundings,
 *     such as a writing transaction
 * @param unreadable values in Redis that could not be read: garbage, an older schema
 * @param unwritable values that could not be written for Redis
 * @param invalidations invalidations by this node
 * @param entries values in the process now, an estimate
 */
public record NamespaceStats(
    long l1Hits,
    long l2Hits,
    long misses,
    long joined,
    long loads,
    long loadFailures,
    long loadNanos,
    long overtaken,
    long unstorable,
    long unreadable,
    long unwritable,
    long invalidations,
    long entries) {

  /**
   * The share of look-ups that the cache answered.
   *
   * @return 0 to 1; 0 when there was no look-up
   */
  public double hitRate() {
    long hits = l1Hits + l2Hits;
    long all = hits + misses + joined;
    return all == 0 ? 0 : (double) hits / all;
  }
}
