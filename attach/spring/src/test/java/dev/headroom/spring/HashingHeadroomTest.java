package dev.headroom.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.loop.Fixes;
import dev.headroom.web.Hashing;
import dev.headroom.web.HashingBusyException;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.authentication.dao.DaoAuthenticationProvider;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.HandlerExceptionResolver;

class HashingHeadroomTest {

  private final WebApplicationContextRunner runner =
      new WebApplicationContextRunner()
          .withConfiguration(
              AutoConfigurations.of(
                  HeadroomObserveAutoConfiguration.class,
                  WebHeadroomAutoConfiguration.class,
                  CacheHeadroomAutoConfiguration.class,
                  HashingHeadroomAutoConfiguration.class))
          .withUserConfiguration(Encoders.class)
          .withPropertyValues(
              "headroom.web.hashing.enabled=true",
              "headroom.web.hashing.concurrent=1",
              "headroom.web.hashing.waiting=0",
              "headroom.web.hashing.patience=10ms");

  @Configuration(proxyBeanMethods = false)
  static class Encoders {

    @Bean
    PasswordEncoder encoder() {
      return new BCryptPasswordEncoder(4);
    }
  }

  @Test
  @DisplayName("every encoder waits for its turn; a refusal is 503, before any catch-all handler")
  void bounded() {
    runner.run(
        context -> {
          PasswordEncoder encoder = context.getBean(PasswordEncoder.class);
          Hashing hashing = context.getBean(Hashing.class);
          String hash = encoder.encode("secret");
          assertThat(encoder.matches("secret", hash)).isTrue();
          assertThat(encoder.matches("wrong", hash)).isFalse();
          assertThat(encoder.upgradeEncoding(hash)).isFalse();
          assertThat(hashing.hashed()).isEqualTo(3);

          HashingBusyException busy = hashing.run(() -> refused(encoder, hash));
          MockHttpServletResponse response = new MockHttpServletResponse();
          assertThat(
                  context
                      .getBean(HandlerExceptionResolver.class)
                      .resolveException(new MockHttpServletRequest(), response, null, busy))
              .isNotNull();
          assertThat(response.getStatus()).isEqualTo(503);
          assertThat(response.getHeader("Retry-After")).isEqualTo("1");

          var unused = context.getBean(Fixes.class).switchTo(Set.of());
          assertThat(hashing.run(() -> encoder.matches("secret", hash)).booleanValue()).isTrue();
        });
  }

  @RestController
  static class SignIn {
    private final PasswordEncoder encoder;

    SignIn(PasswordEncoder encoder) {
      this.encoder = encoder;
    }

    @GetMapping("/sign-in")
    boolean signIn(String hash) {
      return encoder.matches("secret", hash);
    }
  }

  @RestControllerAdvice
  static class CatchAll {

    @ExceptionHandler(Exception.class)
    String all() {
      return "caught";
    }
  }

  @Test
  @DisplayName("a refusal stays a 503 where the application handles all exceptions itself")
  void catchAll() {
    runner
        .withConfiguration(
            AutoConfigurations.of(
                DispatcherServletAutoConfiguration.class, WebMvcAutoConfiguration.class))
        .withBean(CatchAll.class)
        .withBean(SignIn.class)
        .run(
            context -> {
              String hash = context.getBean(PasswordEncoder.class).encode("secret");
              MockMvc mvc = MockMvcBuilders.webAppContextSetup(context).build();
              MockHttpServletResponse answer =
                  context
                      .getBean(Hashing.class)
                      .run(
                          () -> {
                            try {
                              return mvc.perform(
                                      MockMvcRequestBuilders.get("/sign-in").param("hash", hash))
                                  .andReturn()
                                  .getResponse();
                            } catch (Exception e) {
                              throw new IllegalStateException(e);
                            }
                          });
              assertThat(answer.getStatus()).isEqualTo(503);
              assertThat(answer.getHeader("Retry-After")).isEqualTo("1");
            });
  }

  @Test
  @DisplayName("Spring Security hashes once for an unknown user, as for a known one")
  void unknownUsers() {
    runner.run(
        context -> {
          PasswordEncoder encoder = context.getBean(PasswordEncoder.class);
          Hashing hashing = context.getBean(Hashing.class);
          DaoAuthenticationProvider provider =
              new DaoAuthenticationProvider(
                  new InMemoryUserDetailsManager(
                      User.withUsername("ann").password(encoder.encode("secret")).build()));
          provider.setPasswordEncoder(encoder);
          signIn(provider, "nobody", "secret"); // The first one makes the hash to compare with.
          for (String[] one :
              new String[][] {{"ann", "secret"}, {"ann", "wrong"}, {"nobody", "secret"}}) {
            long before = hashing.hashed();
            assertThat(signIn(provider, one[0], one[1]))
                .isEqualTo((one[0] + one[1]).equals("annsecret"));
            assertThat(hashing.hashed() - before).as(one[0] + " " + one[1]).isEqualTo(1);
          }
        });
  }

  private static boolean signIn(DaoAuthenticationProvider provider, String name, String password) {
    try {
      return provider
          .authenticate(UsernamePasswordAuthenticationToken.unauthenticated(name, password))
          .isAuthenticated();
    } catch (BadCredentialsException e) {
      return false;
    }
  }

  private static HashingBusyException refused(PasswordEncoder encoder, String hash) {
    try {
      throw new AssertionError("hashed: " + encoder.matches("secret", hash));
    } catch (HashingBusyException e) {
      return e;
    }
  }

  @Test
  @DisplayName("without the setting encoders are left alone; a wrong one stops the start")
  void settings() {
    runner
        .withPropertyValues("headroom.web.hashing.enabled=false")
        .run(
            context ->
                assertThat(context.getBean(PasswordEncoder.class))
                    .isInstanceOf(BCryptPasswordEncoder.class));
    runner
        .withPropertyValues("headroom.web.hashing.concurrent=0")
        .run(
            context ->
                assertThat(context.getStartupFailure())
                    .rootCause()
                    .hasMessageContaining("concurrent is from 1 to 64"));
  }
}
