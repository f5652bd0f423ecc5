package dev.headroom.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.devservices.DevRedis;
import io.lettuce.core.RedisClient;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** Two instances with one Redis, which is hung, killed, emptied and started again. */
class SessionsHeadroomTest {

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private static int port;
  private static DevRedis redis;
  private static ConfigurableApplicationContext one;
  private static ConfigurableApplicationContext two;

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Application {

    @Bean
    Pages pages() {
      return new Pages();
    }

    @Bean
    CatchAll catchAll() {
      return new CatchAll();
    }
  }

  @RestController
  static class Pages {

    @GetMapping("/in")
    String in(HttpServletRequest request, String name) {
      HttpSession session = request.getSession();
      request.changeSessionId();
      session.setAttribute("name", name);
      return session.getId();
    }

    @GetMapping("/who")
    String who(HttpServletRequest request) {
      HttpSession session = request.getSession(false);
      return session == null ? "nobody" : String.valueOf(session.getAttribute("name"));
    }

    @GetMapping("/out")
    void out(HttpServletRequest request) {
      request.getSession().invalidate();
    }

    @GetMapping("/pages/{page}")
    String page(@PathVariable String page) {
      return "page " + page;
    }

    @GetMapping("/free")
    String free() {
      return "free";
    }
  }

  @RestControllerAdvice
  static class CatchAll {

    @ExceptionHandler(Exception.class)
    String all() {
      return "caught";
    }
  }

  @BeforeAll
  static void start() {
    port = DevRedis.freePort();
    redis = DevRedis.startOn(port);
    one = instance();
    two = instance();
  }

  @AfterAll
  static void stop() {
    one.close();
    two.close();
    redis.close();
  }

  private static ConfigurableApplicationContext instance() {
    return new SpringApplicationBuilder(Application.class)
        .run(
            "--server.port=0",
            "--server.address=127.0.0.1",
            "--spring.main.banner-mode=off",
            "--headroom.devservices.enabled=false",
            "--spring.autoconfigure.exclude=org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
            "--headroom.web.sessions.enabled=true",
            "--headroom.web.sessions.command-timeout=1s", // the machine may be busy
            "--headroom.web.cache.routes.pages.path=/pages/{page}",
            "--headroom.web.cache.routes.pages.ttl=5m",
            "--headroom.web.cache.routes.pages.public=true",
            "--headroom.web.sessions.redis-url=" + redis.uri());
  }

  private static HttpResponse<String> get(
      ConfigurableApplicationContext instance, String path, String cookie) {
    String at = "http://127.0.0.1:" + instance.getEnvironment().getProperty("local.server.port");
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(at + path)).timeout(Duration.ofSeconds(10));
    if (!cookie.isEmpty()) {
      request.header("Cookie", cookie);
    }
    try {
      return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static String signIn(String name) {
    String set = get(one, "/in?name=" + name, "").headers().firstValue("Set-Cookie").orElse("");
    assertThat(set).startsWith("SESSION=").contains("HttpOnly").contains("SameSite=Lax");
    return set.substring(0, set.indexOf(';'));
  }

  private static void unavailable(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("Retry-After")).hasValue("1");
    assertThat(answer.headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/problem+json");
    assertThat(answer.headers().firstValue("Set-Cookie")).as("the cookie stays").isEmpty();
  }

  private static void healed(String cookie, String name) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(5))
        .untilAsserted(
            () ->
                assertThat(Stream.of(one, two).map(i -> get(i, "/who", cookie).body()))
                    .containsOnly(name));
  }

  @Test
  @DisplayName("any instance knows a user; signed out at one, none does")
  void shared() {
    String ann = signIn("ann");
    String bob = signIn("bob");
    assertThat(get(two, "/who", ann).body()).isEqualTo("ann");
    assertThat(get(two, "/who", bob).body()).isEqualTo("bob");
    get(two, "/out", ann);
    assertThat(get(one, "/who", ann).body()).isEqualTo("nobody");
    assertThat(get(one, "/who", bob).body()).isEqualTo("bob");
  }

  @Test
  @DisplayName("a session expires in Redis, at most 30 min after its last use by default")
  void expires() {
    String ann = signIn("ann");
    RedisClient client = RedisClient.create(redis.uri());
    try (var connection = client.connect()) {
      String key = "spring:session:sessions:" + id(ann);
      assertThat(connection.sync().pttl(key)).isBetween(1L, Duration.ofMinutes(30).toMillis());
      connection.sync().pexpire(key, 1);
      Awaitility.await().until(() -> connection.sync().exists(key) == 0);
      assertThat(get(two, "/who", ann).body()).isEqualTo("nobody");
    } finally {
      client.shutdown();
    }
  }

  private static String id(String cookie) {
    return new String(
        Base64.getDecoder().decode(cookie.substring("SESSION=".length())), StandardCharsets.UTF_8);
  }

  @Test
  @DisplayName("a session that cannot be read ends instead of failing each request")
  void unreadable() {
    String ann = signIn("ann");
    RedisClient client = RedisClient.create(redis.uri());
    try (var connection = client.connect()) {
      String key = "spring:session:sessions:" + id(ann);
      connection.sync().hset(key, "sessionAttr:name", "no object");
      assertThat(get(one, "/who", ann).body()).isEqualTo("nobody");
      assertThat(connection.sync().exists(key)).isZero();
    } finally {
      client.shutdown();
    }
  }

  @Test
  @DisplayName("a session id that somebody made up is not taken on")
  void fixation() {
    String made =
        "SESSION=" + Base64.getEncoder().encodeToString("made-up".getBytes(StandardCharsets.UTF_8));
    HttpResponse<String> answer = get(one, "/in?name=ann", made);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isNotEqualTo("made-up");
    assertThat(get(one, "/who", made).body()).isEqualTo("nobody");
    for (String odd : List.of("SESSION=", "SESSION=%00", "SESSION=" + "A".repeat(4_000))) {
      assertThat(get(one, "/who", odd).body()).isEqualTo("nobody");
    }
  }

  @Test
  @DisplayName(
      "R1: Redis hung: who needs a session gets 503, all others their answer; then it is there")
  void hung() throws Exception {
    String ann = signIn("ann");
    signal("STOP");
    try {
      for (int i = 0; i < 20; i++) {
        unavailable(get(one, "/who", ann));
      }
      unavailable(get(two, "/in?name=bob", ann));
      assertThat(get(two, "/free", ann).body()).isEqualTo("free");
      for (int i = 0; i < 2; i++) {
        assertThat(get(two, "/pages/hung", ann).body()).isEqualTo("page hung");
      }
      assertThat(get(two, "/who", "").body()).as("no session, none needed").isEqualTo("nobody");
    } finally {
      signal("CONT");
    }
    healed(ann, "ann");
  }

  private static void signal(String name) throws Exception {
    String process = Long.toString(redis.process().pid());
    assertThat(new ProcessBuilder("kill", "-" + name, process).start().waitFor()).isZero();
  }

  @Test
  @DisplayName("R1: Redis killed: the same; started again empty, users sign in anew")
  void killed() {
    String ann = signIn("ann");
    redis.process().destroyForcibly();
    redis.close();
    try {
      unavailable(get(one, "/who", ann));
      unavailable(get(one, "/in?name=bob", ""));
      assertThat(get(one, "/free", ann).body()).isEqualTo("free");
      assertThat(get(one, "/pages/killed", ann).body()).isEqualTo("page killed");
    } finally {
      redis = DevRedis.startOn(port);
    }
    healed(ann, "nobody");
    String again = signIn("ann");
    assertThat(get(two, "/who", again).body()).isEqualTo("ann");
  }

  @Test
  @DisplayName("settings that cannot be meant stop the start and say where")
  void settings() {
    String[][] cases = {
      {"redis-url=", "headroom.web.sessions: redis-url is needed"},
      {"redis-url=nowhere", "headroom.web.sessions: redis-url cannot be read"},
      {"redis-url=redis://u:p^w@h", "headroom.web.sessions: redis-url cannot be read"},
      {"timeout=5s", "headroom.web.sessions: timeout is from PT1M"},
      {"command-timeout=1m", "headroom.web.sessions: command-timeout is from PT0.01S"}
    };
    for (String[] each : cases) {
      new WebApplicationContextRunner()
          .withConfiguration(
              AutoConfigurations.of(
                  HeadroomObserveAutoConfiguration.class,
                  WebHeadroomAutoConfiguration.class,
                  SessionsHeadroomAutoConfiguration.class))
          .withPropertyValues(
              "headroom.web.sessions.enabled=true",
              "headroom.web.sessions.redis-url=redis://127.0.0.1:1",
              "headroom.web.sessions." + each[0])
          .run(
              context ->
                  assertThat(messages(context.getStartupFailure()))
                      .as(Arrays.toString(each))
                      .contains(each[1])
                      .doesNotContain("p^w"));
    }
  }

  private static String messages(Throwable failure) {
    StringBuilder all = new StringBuilder();
    for (Throwable one = failure; one != null; one = one.getCause()) {
      all.append(one.getMessage()).append('\n');
    }
    return all.toString();
  }
}
