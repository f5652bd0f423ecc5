package dev.headroom.spring;

import dev.headroom.loop.FindingKind;
import dev.headroom.loop.Fix;
import dev.headroom.loop.Fixes;
import dev.headroom.loop.Scope;
import dev.headroom.sqlite.SqliteDataSource;
import dev.headroom.sqlite.SqliteState;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.sql.SQLException;
import java.util.List;
import java.util.function.ToDoubleFunction;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jdbc.autoconfigure.DataSourceProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/**
 * SQLite with one writer and many readers instead of a pool of equal connections. A fix of scope
 * PROCESS: on or off for as long as the process runs.
 */
@AutoConfiguration(
    beforeName = "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration")
@ConditionalOnClass({SqliteDataSource.class, DataSourceProperties.class})
@EnableConfigurationProperties(DataSourceProperties.class)
final class SqliteHeadroomAutoConfiguration {

  private static final String ENABLED = "headroom.sqlite.enabled";

  private static final Fix FIX =
      new Fix(
          "sqlite",
          Scope.PROCESS,
          "SQLite with a write-ahead log, one writer in order and readers beside it",
          false,
          List.of(
              new Fix.Remedy(FindingKind.SQLITE_NOT_TUNED, "*", "*"),
              new Fix.Remedy(FindingKind.WRITE_CONTENTION, "*", "*")));

  /** Known where the database is SQLite's, whether the process has it or not. */
  @Bean
  static List<Fix> headroomSqliteFixes(Environment environment) {
    String url = environment.getProperty("spring.datasource.url", "");
    return url.startsWith("jdbc:sqlite:") ? List.of(FIX) : List.of();
  }

  @Bean
  static SmartInitializingSingleton headroomSqliteHeld(
      ObjectProvider<Fixes> fixes, ObjectProvider<DataSource> database) {
    return () ->
        fixes.ifAvailable(
            all -> {
              if (all.known().contains(FIX)) {
                all.hold(
                    FIX.id(), database.stream().anyMatch(SqliteHeadroomAutoConfiguration::tuned));
              }
            });
  }

  private static boolean tuned(DataSource database) {
    try {
      return database.isWrapperFor(SqliteDataSource.class);
    } catch (SQLException e) {
      return false;
    }
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnProperty(name = ENABLED, havingValue = "true")
  @EnableConfigurationProperties(SqliteProperties.class)
  static class Tuned {

    @Bean(destroyMethod = "close")
    @ConditionalOnMissingBean(DataSource.class)
    SqliteDataSource dataSource(SqliteProperties properties, DataSourceProperties database)
        throws SQLException {
      return SqliteDataSource.open(properties.options(database.determineUrl()));
    }
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(MeterRegistry.class)
  @ConditionalOnProperty(name = ENABLED, havingValue = "true")
  static class Meters {

    @Bean
    MeterBinder headroomSqliteMeters(DataSource database) {
      return registry -> {
        try {
          if (tuned(database)) {
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
