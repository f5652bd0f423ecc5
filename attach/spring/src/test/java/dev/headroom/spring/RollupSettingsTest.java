package dev.headroom.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.headroom.rollup.Measure;
import dev.headroom.rollup.Rollup;
import dev.headroom.rollup.RollupException;
import dev.headroom.rollup.Rollups;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.sql.DataSource;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

@DisplayName("Settings of rollups")
class RollupSettingsTest {

  private static final String[] DECLARED = {
    "headroom.rollup.rollups.sums.table=events",
    "headroom.rollup.rollups.sums.time=at",
    "headroom.rollup.rollups.sums.measures.events.kind=count"
  };

  private final ApplicationContextRunner runner =
      new ApplicationContextRunner()
          .withConfiguration(
              AutoConfigurations.of(
                  HeadroomObserveAutoConfiguration.class,
                  RollupHeadroomAutoConfiguration.class,
                  RollupSeenHeadroomAutoConfiguration.class));

  /** Nobody listens there. */
  @Configuration(proxyBeanMethods = false)
  static class Gone {

    @Bean
    HikariDataSource database() {
      HikariDataSource pool = new HikariDataSource();
      pool.setJdbcUrl("jdbc:postgresql://127.0.0.1:1/none");
      pool.setInitializationFailTimeout(-1);
      pool.setConnectionTimeout(250);
      return pool;
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class TwoDatabases {

    @Bean
    HikariDataSource one() {
      return new Gone().database();
    }

    @Bean
    HikariDataSource other() {
      return new Gone().database();
    }
  }

  /** An application that keeps its rollups itself. */
  @Configuration(proxyBeanMethods = false)
  static class Own {

    @Bean
    Rollups own(DataSource database) {
      return new Rollups(
          database,
          List.of(Rollup.of("own", "events", "at").measure(Measure.count("events")).declare()));
    }
  }

  @Test
  @DisplayName("nothing is there where no rollup is declared, and where there is no DataSource")
  void off() {
    runner
        .withUserConfiguration(Gone.class)
        .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(Rollups.class));
    runner
        .withPropertyValues(DECLARED)
        .run(
            context ->
                assertThat(context)
                    .hasNotFailed()
                    .doesNotHaveBean(Rollups.class)
                    .doesNotHaveBean(RollupView.class));
  }

  @Test
  @DisplayName("a database that does not answer fails no start; it is counted and told")
  void gone() {
    runner
        .withUserConfiguration(Gone.class)
        .withPropertyValues(DECLARED)
        .run(
            context -> {
              assertThat(context).hasNotFailed();
              RollupView.Look look = context.getBean(RollupView.class).now();
              assertThat(look.beginFaults()).isEqualTo(1);
              assertThat(look.rollups().get(0).state()).isEqualTo("UNKNOWN");
              Health health =
                  Objects.requireNonNull(
                      context
                          .getBean("headroomRollupHealthIndicator", HealthIndicator.class)
                          .health());
              assertThat(health.getStatus()).isEqualTo(Status.UNKNOWN);
              assertThat(health.getDetails()).containsKey("fault");
              Rollups rollups = context.getBean(Rollups.class);
              assertThatThrownBy(() -> rollups.read("sums", dev.headroom.rollup.Grain.DAY).get())
                  .isInstanceOf(RollupException.class);
            });
  }

  @Test
  @DisplayName("an application's own Rollups are shown, and neither installed nor refreshed")
  void own() {
    runner
        .withUserConfiguration(Gone.class, Own.class)
        .run(
            context -> {
              assertThat(context).hasNotFailed().doesNotHaveBean(RollupLife.class);
              RollupView.Look look = context.getBean(RollupView.class).now();
              assertThat(look.rollups().get(0).rollup()).isEqualTo("own");
              assertThat(look.rollups().get(0).on()).as("no fix: always read").isTrue();
              assertThat(look.beginFaults()).isZero();
            });
  }

  @Test
  @DisplayName("of several data sources one is named")
  void several() {
    runner
        .withUserConfiguration(TwoDatabases.class)
        .withPropertyValues(DECLARED)
        .run(
            context ->
                assertThat(context.getStartupFailure())
                    .hasStackTraceContaining("rollups are, one of one, other"));
    runner
        .withUserConfiguration(TwoDatabases.class)
        .withPropertyValues(DECLARED)
        .withPropertyValues("headroom.rollup.data-source=other")
        .run(context -> assertThat(context).hasNotFailed());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "headroom.rollup.every=1ms | headroom.rollup.every is 100ms to 1h",
        "headroom.rollup.rollups.other.table=x | headroom.rollup.rollups.other: needs time",
        "headroom.rollup.rollups.sums.grains=fortnight | Grain.fortnight",
        "headroom.rollup.rollups.sums.zone=Mars/Olympus | such as Europe/Berlin",
        "headroom.rollup.rollups.sums.measures.total.kind=sum | total",
        "headroom.rollup.rollups.sums.measures.total.column=x | measures.total needs kind",
        "headroom.rollup.rollups.Sums2.table=x | needs time"
      })
  @DisplayName("what cannot be stops the start, and says where and what to write")
  void wrong(String property, String message) {
    runner
        .withUserConfiguration(Gone.class)
        .withPropertyValues(DECLARED)
        .withPropertyValues(property)
        .run(context -> assertThat(context.getStartupFailure()).hasStackTraceContaining(message));
  }

  @ParameterizedTest
  @CsvSource({
    "headroom.rollup.evry, headroom.rollup.every",
    "headroom.rollup.rollups.screen_time.tabel, headroom.rollup.rollups.screen_time.table",
    "headroom.rollup.rollups.screen_time.zone-of.tabel-key, headroom.rollup.rollups.screen_time.zone-of.table-key",
    "headroom.rollup.rollups.screen_time.measures.top_apps.wieght, headroom.rollup.rollups.screen_time.measures.top_apps.weight"
  })
  @DisplayName("an unknown key is refused with the nearest, under its own names")
  void unknown(String written, String nearest) {
    StandardEnvironment environment = new StandardEnvironment();
    environment.getPropertySources().addFirst(new MapPropertySource("file", Map.of(written, "x")));
    assertThatThrownBy(() -> PropertyKeys.check(environment, null))
        .hasMessageContaining("did you mean " + nearest);
  }
}
