package dev.headroom.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.web.Outgoing;
import dev.headroom.web.OutgoingException;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.restclient.autoconfigure.RestClientAutoConfiguration;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.web.client.RestClient;

@DisplayName("W4: the actuator's health tells")
class ActuatorHealthTest {

  private final WebApplicationContextRunner runner =
      new WebApplicationContextRunner()
          .withConfiguration(
              AutoConfigurations.of(
                  HeadroomObserveAutoConfiguration.class,
                  WebHeadroomAutoConfiguration.class,
                  CacheHeadroomAutoConfiguration.class,
                  CallsHeadroomAutoConfiguration.class,
                  RestClientAutoConfiguration.class,
                  OutgoingHeadroomAutoConfiguration.class,
                  FleetHeadroomAutoConfiguration.class,
                  ActuatorHeadroomAutoConfiguration.class));

  private static Health health(ApplicationContext context, String name) {
    return Objects.requireNonNull(context.getBean(name, HealthIndicator.class).health());
  }

  @Test
  @DisplayName("whether the cache's Redis answers, and the service is not down without it")
  void cache() {
    runner
        .withPropertyValues("headroom.cache.namespaces.menu.ttl=1m")
        .run(
            context -> {
              Health alone = health(context, "headroomCacheHealthIndicator");
              assertThat(alone.getStatus()).isEqualTo(Status.UP);
              assertThat(alone.getDetails()).isEqualTo(Map.of("redis", "none"));
              assertThat(context).doesNotHaveBean("headroomDependenciesHealthIndicator");
            });
    runner
        .withPropertyValues(
            "headroom.cache.namespaces.menu.ttl=1m",
            "headroom.cache.redis-url=redis://127.0.0.1:1/0")
        .run(
            context -> {
              Health without = health(context, "headroomCacheHealthIndicator");
              assertThat(without.getStatus()).isEqualTo(Status.UNKNOWN);
              assertThat(without.getDetails())
                  .containsEntry("redis", "down")
                  .containsKeys("outages", "untold", "silentMillis");
            });
  }

  @Test
  @DisplayName("each dependency by its breaker, without calling it")
  void dependencies() {
    runner
        .withPropertyValues(
            "headroom.web.outgoing.dependencies.pay.hosts=127.0.0.1:1",
            "headroom.web.outgoing.dependencies.pay.failures=1")
        .run(
            context -> {
              assertThat(context.getBean(Outgoing.class).stats()).containsOnlyKeys("pay");
              Health before = health(context, "headroomDependenciesHealthIndicator");
              assertThat(before.getStatus()).isEqualTo(Status.UP);
              assertThat(before.getDetails().get("pay"))
                  .isEqualTo(
                      Map.of("breaker", "closed", "underWay", 0, "failures", 0L, "refused", 0L));
              RestClient client =
                  context.getBean(RestClient.Builder.class).baseUrl("http://127.0.0.1:1").build();
              for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> client.get().uri("/").retrieve().body(String.class))
                    .isInstanceOf(RuntimeException.class);
              }
              assertThatThrownBy(() -> client.get().uri("/").retrieve().body(String.class))
                  .hasRootCauseInstanceOf(OutgoingException.class);
              Health after = health(context, "headroomDependenciesHealthIndicator");
              assertThat(after.getStatus()).isEqualTo(Status.UNKNOWN);
              assertThat(after.getDetails().get("pay").toString()).contains("breaker=open");
            });
  }
}
