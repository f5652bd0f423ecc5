package dev.headroom.services.pos;

import dev.headroom.loop.Finding;
import dev.headroom.loop.Observations;
import java.time.Duration;
import java.util.List;

/** Where the performance endpoint has its figures from. */
interface PerformanceSource {

  /** What was seen in the present window. */
  Observations observations();

  /** What is diagnosed from it. */
  List<Finding> findings(Observations observations);

  /** From when on a statement counts as slow. */
  Duration slowThreshold();

  /** Look-ups per cache namespace. */
  List<CacheCounts> caches();

  /**
   * A cache's look-ups since the start.
   *
   * @param namespace its name
   * @param hits answered by the cache
   * @param misses loaded
   */
  record CacheCounts(String namespace, long hits, long misses) {}
}
