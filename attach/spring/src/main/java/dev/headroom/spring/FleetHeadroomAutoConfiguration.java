package dev.headroom.spring;

import dev.headroom.observe.Observer;
import io.lettuce.core.RedisClient;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/** Instances that tell each other what they saw, where that is switched on. */
@AutoConfiguration(
    after = HeadroomObserveAutoConfiguration.class,
    before = HeadroomWebAutoConfiguration.class)
@ConditionalOnProperty(name = "headroom.fleet.enabled")
@ConditionalOnClass(RedisClient.class)
@ConditionalOnBean(Observer.class)
final class FleetHeadroomAutoConfiguration {

  @Bean
  Fleet headroomFleet(
      Seen seen, FindingRules rules, HeadroomProperties properties, Environment environment) {
    String url =
        first(
            properties.fleet().redisUrl(),
            environment.getProperty("headroom.cache.redis-url"),
            environment.getProperty("REDIS_URL"));
    if (url == null) {
      throw new IllegalArgumentException(
          "headroom.fleet.enabled=true needs a Redis that all instances reach: set"
              + " headroom.fleet.redis-url, such as redis://localhost:6379");
    }
    String name =
        first(properties.fleet().name(), environment.getProperty("spring.application.name"));
    return new Fleet(seen, rules, new FleetRedis(url, name == null ? "application" : name));
  }

  private static @Nullable String first(@Nullable String... texts) {
    for (String text : texts) {
      if (text != null && !text.isBlank()) {
        return text;
      }
    }
    return null;
  }
}
