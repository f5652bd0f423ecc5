package dev.headroom.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApplicationNameTest {

  @ParameterizedTest
  @CsvSource({
    "sun.java.command, app.jar --server.port=1, app.jar",
    "sun.java.command, /srv/my shop/shop-1.2.jar, shop-1.2.jar",
    "sun.java.command, com.acme.Shop --load data.jar.gz, Shop",
    "sun.java.command, shop/com.acme.Shop, Shop",
    "spring.application.name, orders, orders",
    "other, x, this JVM",
  })
  @DisplayName("an application is called what its settings call it, else what was started")
  void names(String key, String value, String name) {
    assertThat(ApplicationName.of(Map.of(key, value)::get, key2 -> null)).isEqualTo(name);
  }

  @ParameterizedTest
  @CsvSource({"SPRING_APPLICATION_NAME", "OTEL_SERVICE_NAME"})
  @DisplayName("the environment's name for it is stronger than the jar's")
  void environment(String key) {
    assertThat(
            ApplicationName.of(
                Map.of("sun.java.command", "app.jar")::get, Map.of(key, "shop")::get))
        .isEqualTo("shop");
  }
}
