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
 * @param transfer bytes in and out
 * @param connections what its requests did with database connections
 * @param calls calls to other services
 * @param callNanos time in them
 * @param times all times as a compressed HdrHistogram (V2, in nanoseconds, 2 digits) in Base64, so
 *     that instances merge; empty where not kept
 * @param tokens the bearer tokens that its requests brought
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
    long maxNanos,
    Transfer transfer,
    Connections connections,
    long calls,
    long callNanos,
    String times,
    Tokens tokens) {

  /** Without tokens: what an observer of an older version tells. */
  public EndpointObservation {
    if (tokens == null) {
      tokens = Tokens.NONE;
    }
  }

  /**
   * Without transfer, connections, calls, histogram and tokens.
   *
   * @param endpoint method and route template
   * @param requests requests that ended
   * @param errors of these, with status 500 or above or an exception
   * @param totalNanos time in all
   * @param databaseNanos of these, in statements
   * @param poolWaitNanos of these, waiting for a connection
   * @param cacheNanos of these, in cache look-ups without their loads
   * @param statements statements executed
   * @param cacheHits cache look-ups answered
   * @param cacheMisses cache look-ups that loaded
   * @param allocatedBytes bytes allocated by the request's own thread
   * @param p50Nanos median time
   * @param p95Nanos 95th percentile
   * @param p99Nanos 99th percentile
   * @param maxNanos longest
   */
  public EndpointObservation(
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
    this(
        endpoint,
        requests,
        errors,
        totalNanos,
        databaseNanos,
        poolWaitNanos,
        cacheNanos,
        statements,
        cacheHits,
        cacheMisses,
        allocatedBytes,
        p50Nanos,
        p95Nanos,
        p99Nanos,
        maxNanos,
        Transfer.NONE,
        Connections.NONE,
        0,
        0,
        "",
        Tokens.NONE);
  }

  /**
   * Time in the application's own code: what is not database, pool, cache or a call.
   *
   * @return nanoseconds, at least 0
   */
  public long ownNanos() {
    return Math.max(0, totalNanos - databaseNanos - poolWaitNanos - cacheNanos - callNanos);
  }

  /**
   * Bytes in and out, as the application wrote and read them.
   *
   * @param requestBytes bodies received, where their length was announced
   * @param responseBytes bodies sent, before the container compresses them
   * @param large answers of 10 KB or more of a type that compresses well, sent as they are
   * @param largeBytes bytes of these
   */
  public record Transfer(long requestBytes, long responseBytes, long large, long largeBytes) {

    /** Nothing seen. */
    public static final Transfer NONE = new Transfer(0, 0, 0, 0);
  }

  /**
   * Database connections and transactions.
   *
   * @param checkouts connections taken
   * @param holdNanos time from taken to given back
   * @param statementNanos of it, in statements, commits and rollbacks
   * @param callNanos of it, in calls to other services
   * @param maxHoldNanos longest
   * @param transactions transactions that ended, auto-commits not counted
   * @param transactionNanos time from their first statement to their end
   * @param maxTransactionNanos longest
   */
  public record Connections(
      long checkouts,
      long holdNanos,
      long statementNanos,
      long callNanos,
      long maxHoldNanos,
      long transactions,
      long transactionNanos,
      long maxTransactionNanos) {

    /** Nothing seen. */
    public static final Connections NONE = new Connections(0, 0, 0, 0, 0, 0, 0, 0);
  }

  /**
   * Bearer tokens, told apart by a keyed hash that stays in the process that made it. Instances do
   * not know each other's, so that over several a token counts once for each.
   *
   * @param requests requests that brought one
   * @param distinct different ones among them, counted to a limit of 4,096 and then estimated
   */
  public record Tokens(long requests, long distinct) {

    /** None seen. */
    public static final Tokens NONE = new Tokens(0, 0);
  }
}
