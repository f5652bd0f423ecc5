package dev.headroom.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.loop.Fix;
import dev.headroom.loop.Fixes;
import dev.headroom.sqlite.SqliteDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class SqliteHeadroomTest {

  @TempDir Path folder;

  private ApplicationContextRunner runner() {
    return new ApplicationContextRunner()
        .withConfiguration(
            AutoConfigurations.of(
                HeadroomObserveAutoConfiguration.class,
                SqliteHeadroomAutoConfiguration.class,
                DataSourceAutoConfiguration.class,
                JdbcTemplateAutoConfiguration.class,
                DataSourceTransactionManagerAutoConfiguration.class))
        .withPropertyValues(
            "headroom.devservices.enabled=false",
            "spring.datasource.url=jdbc:sqlite:" + folder.resolve("app.db"));
  }

  @Test
  @DisplayName(
      "A2: transactions write through the writer, read-only ones read beside it; meters tell")
  void transactions() {
    runner()
        .withPropertyValues("headroom.sqlite.enabled=true", "headroom.sqlite.readers=3")
        .run(
            context -> {
              JdbcTemplate jdbc = context.getBean(JdbcTemplate.class);
              SqliteDataSource database =
                  context.getBean(DataSource.class).unwrap(SqliteDataSource.class);
              TransactionTemplate write =
                  new TransactionTemplate(context.getBean(PlatformTransactionManager.class));
              TransactionTemplate read =
                  new TransactionTemplate(context.getBean(PlatformTransactionManager.class));
              read.setReadOnly(true);
              jdbc.execute("create table t (id integer primary key)");
              write.executeWithoutResult(
                  status -> {
                    jdbc.update("insert into t values (1)");
                    assertThat(database.state().writer()).isNotNull();
                  });
              read.executeWithoutResult(
                  status -> {
                    assertThat(jdbc.queryForObject("select count(*) from t", Long.class))
                        .isEqualTo(1);
                    assertThat(database.state().writer()).isNull();
                    assertThat(database.state().readersActive()).isEqualTo(1);
                  });
              assertThat(database.state().readers()).isEqualTo(3);
              assertThat(context.getBean(Fixes.class).on()).containsExactly("sqlite");
              MeterRegistry meters = new SimpleMeterRegistry();
              context.getBeansOfType(MeterBinder.class).values().forEach(b -> b.bindTo(meters));
              assertThat(meters.get("headroom.sqlite.database.bytes").gauge().value()).isPositive();
            });
  }

  @Test
  @DisplayName("without the switch the pool is Spring's own, and the fix is known as off")
  void off() {
    runner()
        .run(
            context -> {
              assertThat(wraps(context.getBean(DataSource.class)))
                  .as("a SqliteDataSource")
                  .isFalse();
              Fixes fixes = context.getBean(Fixes.class);
              assertThat(fixes.known()).extracting(Fix::id).containsExactly("sqlite");
              assertThat(fixes.on()).isEmpty();
            });
  }

  private static boolean wraps(DataSource database) throws SQLException {
    return database.isWrapperFor(SqliteDataSource.class);
  }

  @Test
  @DisplayName(
      "a URL that is not a SQLite file, or has settings of its own, is refused with the way out")
  void refused() {
    String[][] wrong = {
      {"jdbc:postgresql://localhost/app", "spring.datasource.url is another"},
      {"jdbc:sqlite::memory:", "write the path of a file"},
      {"jdbc:sqlite:app.db?busy_timeout=100", "headroom.sqlite.wait-at-most for busy_timeout"},
      {"jdbc:sqlite:" + folder.resolve("no/app.db"), "in a folder that is there"},
    };
    for (String[] one : wrong) {
      runner()
          .withPropertyValues("headroom.sqlite.enabled=true", "spring.datasource.url=" + one[0])
          .run(
              context ->
                  assertThat(context.getStartupFailure()).rootCause().hasMessageContaining(one[1]));
    }
  }
}
