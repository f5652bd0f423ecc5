package dev.headroom.loop;

import java.util.List;

/**
 * A connection pool over the window. Gauges are the last value seen, all else only grows. A figure
 * that the pool does not tell is -1.
 *
 * @param name the pool's own name, or one that tells pools apart
 * @param kind who made it, for example {@code HikariCP}; {@code unknown} for a data source without
 *     gauges
 * @param size most connections it may have
 * @param active connections lent out, when last looked at
 * @param idle connections ready, when last looked at
 * @param waiting threads waiting for one, when last looked at
 * @param mostActive largest {@code active} seen
 * @param mostWaiting largest {@code waiting} seen
 * @param checkouts connections taken
 * @param timeouts waits that ended without a connection
 * @param waitNanos time waited for a connection, in nanoseconds
 * @param maxWaitNanos longest such wait
 * @param holdNanos time that connections were held, from taken to given back
 * @param holders who held them, the longest first, at most 20
 */
public record PoolObservation(
    String name,
    String kind,
    int size,
    int active,
    int idle,
    int waiting,
    int mostActive,
    int mostWaiting,
    long checkouts,
    long timeouts,
    long waitNanos,
    long maxWaitNanos,
    long holdNanos,
    List<Holder> holders) {

  /** Copies the list. */
  public PoolObservation {
    holders = List.copyOf(holders);
  }

  /**
   * What one endpoint did with this pool's connections.
   *
   * @param endpoint method and route template; {@code (background)} outside a request
   * @param codeLine the application's line that took the connection, or empty while unknown
   * @param checkouts connections taken
   * @param holdNanos time that they were held
   * @param statementNanos of it, in statements, commits and rollbacks
   * @param callNanos of it, in calls to other services
   * @param waitedNanos of it, while at least one other thread waited for a connection
   */
  public record Holder(
      String endpoint,
      String codeLine,
      long checkouts,
      long holdNanos,
      long statementNanos,
      long callNanos,
      long waitedNanos) {}
}
