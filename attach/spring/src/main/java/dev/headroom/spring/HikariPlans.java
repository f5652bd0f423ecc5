package dev.headroom.spring;

import com.zaxxer.hikari.HikariDataSource;
import dev.headroom.observe.Observer;
import dev.headroom.observe.Plans;
import java.sql.DriverManager;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Plans of a HikariCP pool's database, over a connection that is not the pool's. A class of its
 * own: where HikariCP is absent it is not loaded.
 */
final class HikariPlans {

  private HikariPlans() {}

  /** Null if the data source is no such pool, or its address is not known. */
  static @Nullable AutoCloseable start(
      Observer observer, DataSource dataSource, String bean, boolean alone) {
    HikariDataSource pool = pool(dataSource);
    if (pool == null || pool.getJdbcUrl() == null) {
      return null;
    }
    String own = pool.getPoolName();
    String name = own == null || own.isBlank() ? bean : own; // as the observer calls it
    return Plans.start(
        observer,
        alone ? "" : name,
        () ->
            DriverManager.getConnection(pool.getJdbcUrl(), pool.getUsername(), pool.getPassword()));
  }

  private static @Nullable HikariDataSource pool(DataSource dataSource) {
    try {
      return dataSource.isWrapperFor(HikariDataSource.class)
          ? dataSource.unwrap(HikariDataSource.class)
          : null;
    } catch (SQLException none) {
      return null;
    }
  }
}
