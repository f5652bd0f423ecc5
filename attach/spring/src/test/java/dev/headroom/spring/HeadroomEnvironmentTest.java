package dev.headroom.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.observe.Observer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.jdbc.core.JdbcTemplate;

class HeadroomEnvironmentTest {

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Bare {}

  private static ConfigurableApplicationContext start(String... arguments) {
    return new SpringApplicationBuilder(Bare.class).web(WebApplicationType.NONE).run(arguments);
  }

  private static StandardEnvironment environment(Map<String, Object> variables) {
    StandardEnvironment environment = new StandardEnvironment();
    environment
        .getPropertySources()
        .replace(
            StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
            new SystemEnvironmentPropertySource(
                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, variables));
    return environment;
  }

  @Test
  @DisplayName("an unknown key under headroom. stops the start and names the nearest valid one")
  void unknownKey() {
    assertThatThrownBy(
            () -> start("--headroom.observe.sampels=true", "--headroom.devservices.enabled=false"))
        .isInstanceOfSatisfying(
            UnknownPropertyException.class,
            e -> {
              FailureAnalysis analysis = new UnknownPropertyFailureAnalyzer().analyze(e);
              assertThat(analysis.getDescription())
                  .contains("did you mean headroom.observe.samples");
              assertThat(analysis.getAction()).contains("Correct the key");
            });
  }

  @Test
  @DisplayName(
      "a wrong option of a cache's namespace is refused with the nearest, under its own name")
  void unknownOption() {
    StandardEnvironment environment = environment(Map.of());
    environment
        .getPropertySources()
        .addFirst(
            new MapPropertySource(
                "file",
                Map.of(
                    "headroom.cache.namespaces.menu.ttl", "1h",
                    "headroom.cache.namespaces.menu.max-entires", "5")));
    assertThatThrownBy(() -> PropertyKeys.check(environment, null))
        .hasMessageContaining("did you mean headroom.cache.namespaces.menu.max-entries");
  }

  @Test
  @DisplayName("an environment variable of a known group is checked, others of the product are not")
  void unknownVariable() {
    PropertyKeys.check(
        environment(Map.of("HEADROOM_HOME", "/x", "HEADROOM_OBSERVE_SLOWTHRESHOLD", "1s")), null);
    assertThatThrownBy(
            () -> PropertyKeys.check(environment(Map.of("HEADROOM_OBSERVE_SAMPEL", "1")), null))
        .hasMessageContaining("headroom.observe.samples");
  }

  @Test
  @DisplayName("every key that is documented is accepted, in any of Spring's spellings")
  void knownKeys() {
    StandardEnvironment environment = environment(Map.of());
    environment
        .getPropertySources()
        .addFirst(
            new MapPropertySource(
                "given",
                Map.of(
                    "headroom.enabled", "true",
                    "headroom.observe.slowThreshold", "1s",
                    "headroom.observe.slow-request-threshold", "1s",
                    "headroom.observe.samples", "true",
                    "headroom.admin.role", "X",
                    "headroom.devservices.directory", "d",
                    "headroom.devservices.enabled", "false",
                    "headroom.cache.namespaces.menu.ttl", "1h")));
    PropertyKeys.check(environment, null);
  }

  @ParameterizedTest
  @CsvSource({
    "headroom.observe.slow-threshold=0ms, above 0",
    "headroom.observe.slow-request-threshold=-1s, above 0",
    "'headroom.admin.role= ', must name a role"
  })
  @DisplayName("a value out of range stops the start and says what to write")
  void wrongValue(String argument, String message) {
    assertThatThrownBy(
            () ->
                start(
                    "--" + argument,
                    "--headroom.devservices.enabled=false",
                    "--spring.datasource.url=jdbc:postgresql://127.0.0.1:1/none"))
        .rootCause()
        .hasMessageContaining(message);
  }

  @Test
  @DisplayName("without settings the defaults hold: 100 ms, 500 ms, no samples, role ADMIN")
  void defaults() {
    try (var context =
        start(
            "--headroom.devservices.enabled=false",
            "--spring.datasource.url=jdbc:postgresql://127.0.0.1:1/none")) {
      HeadroomProperties properties = context.getBean(HeadroomProperties.class);
      assertThat(properties.observe().slowThreshold()).isEqualTo(Duration.ofMillis(100));
      assertThat(properties.observe().slowRequestThreshold()).isEqualTo(Duration.ofMillis(500));
      assertThat(properties.observe().samples()).isFalse();
      assertThat(properties.admin().role()).isEqualTo("ADMIN");
      assertThat(context.getBean(Observer.class).options().samples()).isFalse();
    }
  }

  @Test
  @DisplayName("headroom.enabled=false leaves nothing of Headroom in the context")
  void disabled() {
    try (var context =
        start(
            "--headroom.enabled=false",
            "--spring.datasource.url=jdbc:postgresql://127.0.0.1:1/none")) {
      assertThat(context.getBeansOfType(Observer.class)).isEmpty();
      assertThat(context.getBean(javax.sql.DataSource.class))
          .isInstanceOf(com.zaxxer.hikari.HikariDataSource.class);
    }
  }

  @Test
  @DisplayName("without a database URL a PostgreSQL is started, shared, and stopped after the last")
  void devservices(@TempDir Path directory) {
    String[] arguments = {
      "--headroom.devservices.directory=" + directory, "--spring.application.name=My Shop 2"
    };
    ConfigurableApplicationContext first = start(arguments);
    int port;
    try (ConfigurableApplicationContext second = start(arguments)) {
      String url = second.getEnvironment().getProperty("spring.datasource.url", "");
      assertThat(url).contains("/my_shop_2?");
      port = URI.create(url.substring("jdbc:".length())).getPort();
      assertThat(first.getEnvironment().getProperty("spring.datasource.url")).isEqualTo(url);
      assertThat(second.getBean(JdbcTemplate.class).queryForObject("select 40 + 2", Integer.class))
          .isEqualTo(42);
    } finally {
      first.close();
    }
    assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port).close())
        .isInstanceOf(IOException.class);
  }
}
