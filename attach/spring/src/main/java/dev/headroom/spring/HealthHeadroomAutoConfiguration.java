package dev.headroom.spring;

import dev.headroom.cache.HeadroomCache;
import dev.headroom.web.Health;
import dev.headroom.web.HealthFilter;
import dev.headroom.web.Outgoing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.sql.DataSource;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** {@code GET /health}: databases, cache and dependencies, and a stop that is told in time. */
@AutoConfiguration(
    after = {
      WebHeadroomAutoConfiguration.class,
      CacheHeadroomAutoConfiguration.class,
      OutgoingHeadroomAutoConfiguration.class
    },
    afterName = "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration")
@ConditionalOnClass(Health.class)
@ConditionalOnBean(WebProperties.class)
@ConditionalOnProperty("headroom.web.health.path")
final class HealthHeadroomAutoConfiguration {

  @Bean
  @ConditionalOnMissingBean
  Health headroomHealth(
      WebProperties properties,
      ListableBeanFactory beans,
      ObjectProvider<HeadroomCache> cache,
      ObjectProvider<Outgoing> outgoing,
      ObjectProvider<Health.Check> more) {
    List<Health.Check> checks = new ArrayList<>(databases(beans.getBeansOfType(DataSource.class)));
    cache.ifAvailable(known -> checks.add(Health.Check.cache(known)));
    outgoing.ifAvailable(known -> checks.addAll(Health.Check.dependencies(known)));
    more.orderedStream().forEach(checks::add);
    return WebProperties.named(
        "headroom.web.health", () -> new Health(checks, properties.health().patience()));
  }

  @Bean
  FilterRegistrationBean<HealthFilter> headroomHealthDoor(Health health, WebProperties properties) {
    return WebHeadroomAutoConfiguration.at(
        WebHeadroomAutoConfiguration.HEALTH_ORDER,
        "headroomHealthDoor",
        WebProperties.named(
            "headroom.web.health",
            () -> new HealthFilter(String.valueOf(properties.health().path()), health)));
  }

  /** Where the server is the application's own. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(WebServerApplicationContext.class)
  static final class OwnServer {

    private static final String PATIENCE = "spring.lifecycle.timeout-per-shutdown-phase";

    @Bean
    HealthDraining headroomDraining(
        ApplicationContext context, Environment environment, Health health, WebProperties web) {
      Duration patience =
          Binder.get(environment).bind(PATIENCE, Duration.class).orElse(Duration.ofSeconds(30));
      return WebProperties.named(
          "headroom.web.health",
          () -> new HealthDraining(context, health, web.health().drain(), patience));
    }
  }

  /** One is called database; several are told apart by the names of their beans. */
  private static List<Health.Check> databases(Map<String, DataSource> pools) {
    return pools.entrySet().stream()
        .map(
            pool ->
                Health.Check.database(
                    pools.size() == 1 ? "database" : dashed(pool.getKey()), pool.getValue()))
        .toList();
  }

  private static String dashed(String bean) {
    return bean.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
  }
}
