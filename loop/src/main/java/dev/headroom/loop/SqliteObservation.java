package dev.headroom.loop;

import java.util.List;
import java.util.Map;

/**
 * A SQLite file as one pool of connections used it over the window.
 *
 * <p>SQLite has one writer at a time. That somebody waited for it is seen from outside: the time of
 * a write during which another connection of this process had the lock.
 *
 * @param pool the pool's name
 * @param oneWriter whether the data source gives turns to write in order of arrival, with settings
 *     of its own ({@code headroom.sqlite})
 * @param settings what its connections are set to, by pragma: {@code journal_mode}, {@code
 *     synchronous}, {@code cache_size}, {@code temp_store}, {@code mmap_size}, {@code
 *     busy_timeout}, {@code foreign_keys}, {@code page_size}; empty where nobody asked
 * @param fileBytes size of the database's file; -1 if unknown
 * @param writes statements that wrote, refused ones included
 * @param writeNanos their time, in nanoseconds
 * @param refused statements that ended with SQLITE_BUSY or SQLITE_LOCKED
 * @param outdated of them, because what their transaction had read was changed by another: no
 *     waiting helps these
 * @param waits writes during which another had the lock
 * @param waitedNanos time of them during which another had it, and of refused statements all of it
 * @param maxWaitNanos longest such time
 * @param blocked whom that met and who had the lock, the longest first, at most 20
 */
public record SqliteObservation(
    String pool,
    boolean oneWriter,
    Map<String, String> settings,
    long fileBytes,
    long writes,
    long writeNanos,
    long refused,
    long outdated,
    long waits,
    long waitedNanos,
    long maxWaitNanos,
    List<Blocked> blocked) {

  /** Copies the list and the map. */
  public SqliteObservation {
    settings = Map.copyOf(settings);
    blocked = List.copyOf(blocked);
  }

  /**
   * A statement that waited or was refused, and who had the lock meanwhile.
   *
   * @param endpoint who ran it: method and route template, or {@code (background)}
   * @param statement its fingerprint
   * @param holder who had the lock, as {@code endpoint}; empty if nobody in this process
   * @param holderStatement the statement with which it took the lock; empty if unknown
   * @param refused how many were refused
   * @param waits how many waited
   * @param waitedNanos time waited, in nanoseconds
   */
  public record Blocked(
      String endpoint,
      String statement,
      String holder,
      String holderStatement,
      long refused,
      long waits,
      long waitedNanos) {}
}
