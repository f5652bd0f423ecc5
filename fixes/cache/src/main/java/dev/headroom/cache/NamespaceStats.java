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
 *     such as a writing transaction, or because the key was fenced
 * @param unreadable values in Redis that could not be read: garbage, an older schema
 * @param unwritable values that could not be written for Redis, or are larger than 64 MB
 * @param unfenced changes in a STRICT namespace that could not be fenced because Redis was away
 * @param invalidations invalidations by this node
 * @param patches values changed in place by this node
 * @param refreshes loads begun early, while the value was still good
 * @param staleServed expired values returned because the loader failed or somebody else was loading
 * @param leaseWaits look-ups that waited for another node's load
 * @param leaseWaitNanos time of all these waits, in nanoseconds
 * @param evictions values that left the process for want of room
 * @param rawBytes bytes of the values stored in Redis by this node, before compression
 * @param storedBytes the same after compression, as stored
 * @param revocations revocations by this node
 * @param longestRevocationNanos the longest of them, in nanoseconds
 * @param staleness what shadow reads and reloads showed
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
    long unfenced,
    long invalidations,
    long patches,
    long refreshes,
    long staleServed,
    long leaseWaits,
    long leaseWaitNanos,
    long evictions,
    long rawBytes,
    long storedBytes,
    long revocations,
    long longestRevocationNanos,
    StalenessStats staleness,
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
