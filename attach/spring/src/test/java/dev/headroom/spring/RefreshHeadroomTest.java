package dev.headroom.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.devservices.DevRedis;
import dev.headroom.web.RefreshRefusedException;
import dev.headroom.web.RefreshTokens;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;

class RefreshHeadroomTest {

  private final WebApplicationContextRunner runner =
      new WebApplicationContextRunner()
          .withConfiguration(
              AutoConfigurations.of(
                  HeadroomObserveAutoConfiguration.class, WebHeadroomAutoConfiguration.class));

  @Test
  @DisplayName("what one instance gave another takes, and a replay at either ends the sign-in")
  void instances() {
    try (DevRedis redis = DevRedis.start()) {
      WebApplicationContextRunner instance =
          runner.withPropertyValues(
              "headroom.web.refresh.enabled=true",
              "headroom.web.refresh.grace=0s",
              "headroom.web.refresh.redis-url=" + redis.uri());
      instance.run(
          here ->
              instance.run(
                  there -> {
                    RefreshTokens one = here.getBean(RefreshTokens.class);
                    RefreshTokens two = there.getBean(RefreshTokens.class);
                    String first = one.begin("7").token();
                    String next = two.refresh(first).token();
                    assertThatThrownBy(() -> one.refresh(first))
                        .isInstanceOf(RefreshRefusedException.class);
                    assertThatThrownBy(() -> two.refresh(next))
                        .isInstanceOf(RefreshRefusedException.class);
                  }));
    }
  }

  @Test
  @DisplayName("without the setting there is no bean; a wrong one stops the start and says where")
  void settings() {
    runner.run(context -> assertThat(context).doesNotHaveBean(RefreshTokens.class));
    runner
        .withPropertyValues("headroom.web.refresh.enabled=true", "headroom.web.refresh.grace=5m")
        .run(
            context ->
                assertThat(context.getStartupFailure())
                    .rootCause()
                    .hasMessageContaining("grace is from PT0S to PT1M"));
  }
}
