package dev.headroom.observe;

/**
 * What a connection pool tells of itself. Asked about once a second and at every snapshot, by other
 * threads than the application's; a figure that the pool does not tell is -1.
 */
public interface PoolGauges {

  /**
   * The pool's name, the same that its connections are {@link Observer#taken taken} under.
   *
   * @return never changes
   */
  String name();

  /**
   * Who made the pool.
   *
   * @return for example {@code HikariCP}
   */
  String kind();

  /**
   * Most connections that it may have.
   *
   * @return -1 if unknown
   */
  int size();

  /**
   * Connections lent out.
   *
   * @return -1 if unknown
   */
  int active();

  /**
   * Connections that are ready.
   *
   * @return -1 if unknown
   */
  int idle();

  /**
   * Threads that wait for a connection.
   *
   * @return -1 if unknown
   */
  int waiting();
}
