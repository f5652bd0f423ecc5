package dev.headroom.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.env.MockEnvironment;

class EnvironmentNamesTest {

  private static Map<String, String> of(String... namesAndValues) {
    MockEnvironment environment = new MockEnvironment();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      environment.setProperty(namesAndValues[i], namesAndValues[i + 1]);
    }
    return EnvironmentNames.properties(environment);
  }

  @Test
  @DisplayName("W8: DATABASE_URL in the form of hosting services gives URL, user and password")
  void postgresUrl() {
    assertThat(of("DATABASE_URL", "postgres://shop:p%40ss+word%3A1@db.example:5433/shop?ssl=true"))
        .containsOnly(
            Map.entry("spring.datasource.url", "jdbc:postgresql://db.example:5433/shop?ssl=true"),
            Map.entry("spring.datasource.username", "shop"),
            Map.entry("spring.datasource.password", "p@ss+word:1"));
    assertThat(of("DATABASE_URL", "postgresql://db.example/shop"))
        .containsOnly(Map.entry("spring.datasource.url", "jdbc:postgresql://db.example/shop"));
  }

  @Test
  @DisplayName("W8: DATABASE_URL as a JDBC URL is taken as it is, and sqlite:/// becomes one")
  void jdbcUrl() {
    assertThat(of("DATABASE_URL", "jdbc:postgresql://127.0.0.1:5432/pos?user=postgres"))
        .containsOnly(
            Map.entry(
                "spring.datasource.url", "jdbc:postgresql://127.0.0.1:5432/pos?user=postgres"));
    assertThat(of("DATABASE_URL", "sqlite:///data/app.db"))
        .containsOnly(Map.entry("spring.datasource.url", "jdbc:sqlite:data/app.db"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"mongodb://u:secret@h/d", "postgres://u:secret with space@h/d", "secret"})
  @DisplayName("a DATABASE_URL that is not understood is refused without telling the password")
  void refused(String url) {
    assertThatThrownBy(() -> of("DATABASE_URL", url))
        .hasMessageContaining("write postgres://user:password@host:5432/name")
        .hasNoCause()
        .message()
        .doesNotContain("secret");
  }

  @Test
  @DisplayName("F1: the parts DB_HOST, DB_PORT, DB_NAME, DB_USERNAME, DB_PASSWORD name a database")
  void parts() {
    assertThat(
            of(
                "DB_HOST",
                "h",
                "DB_PORT",
                "5555",
                "DB_NAME",
                "fit",
                "DB_USERNAME",
                "u",
                "DB_PASSWORD",
                "p"))
        .containsOnly(
            Map.entry("spring.datasource.url", "jdbc:postgresql://h:5555/fit"),
            Map.entry("spring.datasource.username", "u"),
            Map.entry("spring.datasource.password", "p"));
    assertThatThrownBy(() -> of("DB_HOST", "h", "DATABASE_URL", "jdbc:x"))
        .hasMessageContaining("twice");
  }

  @Test
  @DisplayName("W8: thresholds in milliseconds; empty variables count as not set")
  void others() {
    assertThat(
            of(
                "SLOW_QUERY_THRESHOLD_MS", "100",
                "PERFORMANCE_THRESHOLD_MS", "500",
                "DATABASE_URL", " "))
        .containsOnly(
            Map.entry("headroom.observe.slow-threshold", "100ms"),
            Map.entry("headroom.observe.slow-request-threshold", "500ms"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-5", "1.5", "100ms", "99999999999"})
  @DisplayName("a threshold that is no whole number above 0 is refused by name")
  void wrongNumber(String value) {
    assertThatThrownBy(() -> of("SLOW_QUERY_THRESHOLD_MS", value))
        .hasMessageContaining("SLOW_QUERY_THRESHOLD_MS")
        .hasMessageContaining(value);
  }
}
