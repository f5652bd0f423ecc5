package dev.headroom.spring;

import java.util.HashMap;
import java.util.Map;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.bootstrap.ConfigurableBootstrapContext;
import org.springframework.boot.logging.DeferredLogFactory;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.StandardEnvironment;

/**
 * What happens to the environment before the application's beans: names that deployments use become
 * properties, wrong keys are refused, and servers for development are started where no database is
 * named. Runs when all configuration files have been read.
 */
final class HeadroomEnvironment implements EnvironmentPostProcessor, Ordered {

  private final DeferredLogFactory logs;
  private final ConfigurableBootstrapContext bootstrap;

  HeadroomEnvironment(DeferredLogFactory logs, ConfigurableBootstrapContext bootstrap) {
    this.logs = logs;
    this.bootstrap = bootstrap;
  }

  @Override
  public void postProcessEnvironment(
      ConfigurableEnvironment environment, SpringApplication application) {
    PropertyKeys.check(environment, application.getClassLoader());
    if (!environment.getProperty("headroom.enabled", Boolean.class, true)) {
      return;
    }
    addAfterSystem(environment, "headroomNames", EnvironmentNames.properties(environment));
    addAfterSystem(
        environment,
        "headroomDevservices",
        DevServers.properties(environment, application, logs.getLog(DevServers.class), bootstrap));
  }

  /** Stronger than files, weaker than the command line and the properties' own names. */
  private static void addAfterSystem(
      ConfigurableEnvironment environment, String name, Map<String, String> properties) {
    if (properties.isEmpty()) {
      return;
    }
    MutablePropertySources sources = environment.getPropertySources();
    MapPropertySource added = new MapPropertySource(name, new HashMap<>(properties));
    String system = StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME;
    if (sources.contains(system)) {
      sources.addAfter(system, added);
    } else {
      sources.addFirst(added);
    }
  }

  @Override
  public int getOrder() {
    return Ordered.LOWEST_PRECEDENCE;
  }
}
