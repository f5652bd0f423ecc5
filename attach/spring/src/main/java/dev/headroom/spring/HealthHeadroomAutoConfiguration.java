package dev.headroom.spring;

import dev.headroom.cache.HeadroomCache;
import dev.headroom.web.Health;
import dev.headroom.web.HealthFilter;
import dev.headroom.web.Outgoing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.util.StringUtils;

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
@Conditional(HealthHeadroomAutoConfiguration.HasPath.class)
final class HealthHeadroomAutoConfiguration {

  /** A path that is blank, as of a variable that is not set, is none. */
  static final class HasPath implements Condition {

    @Override
    public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
      return StringUtils.hasText(context.getEnvironment().getProperty("headroom.web.health.path"));
    }
  }

  @Bean
  @ConditionalOnMissingBean
  Health headroomHealth(
      WebProperties properties,
      ListableBeanFactory beans,
      ObjectProvider<HeadroomCache> cache,
      ObjectProvider<Outgoing> outgoing,
      ObjectProvider<Health.Check> more) {
    List<Health.Check> others = new ArrayList<>();
    cache.ifAvailable(known -> others.add(Health.Check.cache(known)));
    outgoing.ifAvailable(known -> others.addAll(Health.Check.dependencies(known)));
    Set<String> taken = new HashSet<>(Set.of("cache", "status", "service"));
    others.forEach(check -> taken.add(check.name()));
    List<Health.Check> checks =
        new ArrayList<>(databases(beans.getBeansOfType(DataSource.class), taken));
    checks.addAll(others);
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
  private static List<Health.Check> databases(Map<String, DataSource> pools, Set<String> taken) {
    return pools.entrySet().stream()
        .map(
            pool ->
                Health.Check.database(
                    pools.size() == 1 ? "database" : name(pool.getKey(), taken), pool.getValue()))
        .toList();
  }

  /** A bean may be called anything: its words, which begin with a letter, and are nobody else's. */
  private static String name(String bean, Set<String> taken) {
    String words =
        bean.replaceAll("([a-z0-9])([A-Z])", "$1-$2")
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^a-z0-9]+", "-")
            .replaceAll("^-|-$", "");
    String base =
        words.isEmpty()
            ? "database"
            : Character.isDigit(words.charAt(0)) ? "database-" + words : words;
    String name = base;
    for (int i = 2; !taken.add(name); i++) {
      name = base + "-" + i;
    }
    return name;
  }
}
