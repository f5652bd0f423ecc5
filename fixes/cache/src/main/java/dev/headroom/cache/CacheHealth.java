package dev.headroom.cache;

/**
 * How a cache stands with Redis.
 *
 * @param redis whether there is one and it is used
 * @param outages how often it was lost
 * @param gaps how often the invalidation feed had lost something, so that the process started empty
 * @param journal own invalidations that Redis has not been told yet
 * @param silentNanos how long ago the feed was last known to be complete, in nanoseconds
 */
public record CacheHealth(Redis redis, long outages, long gaps, int journal, long silentNanos) {

  /** Redis as this node sees it. */
  public enum Redis {
    /** None was given. */
    NONE,
    /** In use. */
    UP,
    /** Not usable now: values are kept in the process, or loaded. */
    DOWN
  }
}
