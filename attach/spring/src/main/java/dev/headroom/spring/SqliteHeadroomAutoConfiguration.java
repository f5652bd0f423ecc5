package dev.headroom.spring;

import dev.headroom.sqlite.SqliteDataSource;
import dev.headroom.sqlite.SqliteState;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.sql.SQLException;
import java.util.function.ToDoubleFunction;
import javax.sql.DataSource;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jdbc.autoconfigure.DataSourceProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * SQLite with one writer and many readers instead of a pool of equal connections. A fix of scope
 * PROCESS: on or off for as long as the process runs.
 */
@AutoConfiguration(
    beforeName = "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration")
@ConditionalOnClass({SqliteDataSource.class, DataSourceProperties.class})
@ConditionalOnProperty(name = "headroom.sqlite.enabled", havingValue = "true")
@EnableConfigurationProperties({SqliteProperties.class, DataSourceProperties.class})
final class SqliteHeadroomAutoConfiguration {

  @Bean(destroyMethod = "close")
  @ConditionalOnMissingBean(DataSource.class)
  SqliteDataSource dataSource(SqliteProperties properties, DataSourceProperties database)
      throws SQLException {
    return SqliteDataSource.open(properties.options(database.determineUrl()));
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(MeterRegistry.class)
  static class Meters {

    @Bean
    MeterBinder headroomSqliteMeters(DataSource database) {
      return registry -> {
        try {
          if (database.isWrapperFor(SqliteDataSource.class)) {
            bind(registry, database.unwrap(SqliteDataSource.class));
          }
        } catch (SQLException e) {
          throw new IllegalStateException(e);
        }
      };
    }

    private static void bind(MeterRegistry registry, SqliteDataSource database) {
      gauge(registry, database, "writers.waiting", SqliteState::writersWaiting);
      gauge(registry, database, "readers.active", SqliteState::readersActive);
      gauge(registry, database, "readers.waiting", SqliteState::readersWaiting);
      gauge(registry, database, "database.bytes", SqliteState::databaseBytes);
      gauge(registry, database, "log.bytes", SqliteState::logBytes);
      FunctionCounter.builder(
              "headroom.sqlite.writers.refused", database, d -> d.state().writersRefused())
          .description("how often a turn to write was waited for in vain")
          .register(registry);
    }

    private static void gauge(
        MeterRegistry registry,
        SqliteDataSource database,
        String name,
        ToDoubleFunction<SqliteState> of) {
      Gauge.builder("headroom.sqlite." + name, database, d -> of.applyAsDouble(d.state()))
          .register(registry);
    }
  }
}
