package dev.headroom.services.pos;

import dev.headroom.loop.Nearest;
import java.util.Map;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * {@code ENVIRONMENT} chooses from which time on a statement is slow: 100 ms in development, the
 * default, and 500 ms in production. A threshold that is set by itself wins.
 */
final class PerformanceEnvironment implements EnvironmentPostProcessor, Ordered {

  static final String THRESHOLD = "headroom.observe.slow-threshold";

  private static final Map<String, String> THRESHOLDS =
      Map.of("development", "100ms", "production", "500ms");

  @Override
  public void postProcessEnvironment(
      ConfigurableEnvironment environment, SpringApplication application) {
    String name = environment.getProperty("ENVIRONMENT", "development");
    String threshold = THRESHOLDS.get(name);
    if (threshold == null) {
      throw new IllegalArgumentException(Nearest.unknown("ENVIRONMENT", name, THRESHOLDS.keySet()));
    }
    // Last: everything else that sets it wins.
    environment
        .getPropertySources()
        .addLast(new MapPropertySource("pos-environment", Map.of(THRESHOLD, threshold)));
  }

  @Override
  public int getOrder() {
    return Ordered.LOWEST_PRECEDENCE;
  }
}
