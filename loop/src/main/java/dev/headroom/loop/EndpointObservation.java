package dev.headroom.loop;

/**
 * Sums over the requests of one endpoint. All only grow within a window, so two snapshots can be
 * subtracted.
 *
 * @param endpoint method and route template
 * @param requests requests that ended
 * @param errors of these, with status 500 or above or an exception
 * @param totalNanos time from first byte read by the filter to the end
 * @param databaseNanos of these, in statements
 * @param poolWaitNanos of these, waiting for a connection
 * @param cacheNanos of these, in cache look-ups without their loads
 * @param statements statements executed
 * @param cacheHits cache look-ups answered by either level
 * @param cacheMisses cache look-ups that loaded
 * @param allocatedBytes bytes allocated by the request's own thread
 * @param p50Nanos median time
 * @param p95Nanos 95th percentile
 * @param p99Nanos 99th percentile
 * @param maxNanos longest
 */
public record EndpointObservation(
    String endpoint,
    long requests,
    long errors,
    long totalNanos,
    long databaseNanos,
    long poolWaitNanos,
    long cacheNanos,
    long statements,
    long cacheHits,
    long cacheMisses,
    long allocatedBytes,
    long p50Nanos,
    long p95Nanos,
    long p99Nanos,
    long maxNanos) {

  /**
   * Time in the application's own code: what is not database, pool or cache.
   *
   * @return nanoseconds, at least 0
   */
  public long ownNanos() {
    return Math.max(0, totalNanos - databaseNanos - poolWaitNanos - cacheNanos);
  }
}
