package dev.headroom.observe;

import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * What a connection pool tells of itself. Asked about once a second and at every snapshot, by other
 * threads than the application's; a figure that the pool does not tell is -1.
 */
public interface PoolGauges {

  /**
   * The gauges of a well-known pool: HikariCP, Tomcat's JDBC pool, Commons DBCP 2. Found by name,
   * so that none of them need be there.
   *
   * @param dataSource any data source; one that wraps a pool is unwrapped
   * @param otherwise the name of a pool that has none of its own
   * @return null for a data source that is no known pool
   */
  static @Nullable PoolGauges of(DataSource dataSource, String otherwise) {
    return KnownPool.of(dataSource, otherwise);
  }

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
