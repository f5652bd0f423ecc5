package dev.headroom.cache;

/**
 * How a cache stands with Redis.
 *
 * @param redis whether there is one and it is used
 * @param outages how often it was lost
 * @param gaps how often the invalidation feed had lost something, so that the process started empty
 * @param journal own invalidations that Redis has not been told yet
 * @param silentNanos how long ago the feed was last known to be complete, in nanoseconds
 * @param lagNanos how long the last invalidation took from Redis to this process, in nanoseconds;
 *     an estimate, off by a round trip
 */
public record CacheHealth(
    Redis redis, long outages, long gaps, int journal, long silentNanos, long lagNanos) {

  /** Redis as this node sees it. */
  public enum Redis {
    /** None was given. */
    NONE,
    /** In use. */
    UP,
    /** Not usable now, or in a cluster not whole: values are kept in the process, or loaded. */
    DOWN
  }

  /** Of several partitions, the worst of each. */
  static CacheHealth worst(java.util.List<CacheHealth> all) {
    CacheHealth worst = all.get(0);
    for (CacheHealth one : all.subList(1, all.size())) {
      worst =
          new CacheHealth(
              one.redis == Redis.DOWN ? Redis.DOWN : worst.redis,
              Math.max(worst.outages, one.outages),
              worst.gaps + one.gaps,
              worst.journal + one.journal,
              Math.max(worst.silentNanos, one.silentNanos),
              Math.max(worst.lagNanos, one.lagNanos));
    }
    return worst;
  }
}
