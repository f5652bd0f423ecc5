package dev.headroom.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.datasource.AbstractDataSource;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

class HealthHeadroomTest {

  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final AtomicLong PUBLISHED = new AtomicLong(-1);

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Application {

    @Bean
    Slow slow() {
      return new Slow();
    }
  }

  /** One whose figures go out when it is closed, as those that push do. */
  @Configuration(proxyBeanMethods = false)
  static class Pushing {

    @Bean
    SimpleMeterRegistry registry() {
      return new SimpleMeterRegistry() {
        @Override
        public void close() {
          PUBLISHED.set(
              find("http.server.requests").tag("uri", "/slow").timers().stream()
                  .mapToLong(Timer::count)
                  .sum());
          super.close();
        }
      };
    }
  }

  @RestController
  static class Slow {
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch end = new CountDownLatch(1);

    @GetMapping("/slow")
    String slow() throws InterruptedException {
      begun.countDown();
      return end.await(20, TimeUnit.SECONDS) ? "whole" : "late";
    }

    @GetMapping("/quick")
    String quick() {
      return "quick answer ".repeat(100);
    }
  }

  private static ConfigurableApplicationContext start(Class<?> more, String... settings) {
    String[] base = {
      "--server.port=0",
      "--server.address=127.0.0.1",
      "--spring.main.banner-mode=off",
      "--headroom.devservices.enabled=false",
      "--spring.autoconfigure.exclude=org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration"
    };
    String[] all = java.util.Arrays.copyOf(base, base.length + settings.length);
    System.arraycopy(settings, 0, all, base.length, settings.length);
    return new SpringApplicationBuilder(Application.class, more)
        .properties("headroom.web.health.path=/health")
        .run(all);
  }

  private static HttpRequest request(String port, String path, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    return (headers.length == 0 ? request : request.headers(headers)).build();
  }

  private static HttpResponse<String> get(String port, String path, String... headers)
      throws Exception {
    return HTTP.send(request(port, path, headers), HttpResponse.BodyHandlers.ofString());
  }

  private static boolean isOpen(String port) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(port))) {
      return socket.isConnected();
    } catch (ConnectException e) {
      return false;
    }
  }

  private static String port(ConfigurableApplicationContext app) {
    return String.valueOf(app.getEnvironment().getProperty("local.server.port"));
  }

  @Test
  @DisplayName(
      "P4, R3: a stop is told by health first; requests are taken meanwhile, what is under way gets"
          + " its answer, and is in the figures that go out last")
  void stop() throws Exception {
    PUBLISHED.set(-1);
    ConfigurableApplicationContext app = start(Pushing.class, "--headroom.web.health.drain=1500ms");
    String port = port(app);
    Slow slow = app.getBean(Slow.class);
    assertThat(get(port, "/health").statusCode()).isEqualTo(200);
    CompletableFuture<HttpResponse<String>> underWay =
        HTTP.sendAsync(request(port, "/slow"), HttpResponse.BodyHandlers.ofString());
    assertThat(slow.begun.await(10, TimeUnit.SECONDS)).isTrue();

    CompletableFuture<Void> stopped = CompletableFuture.runAsync(app::close);
    Awaitility.await().until(() -> get(port, "/health").statusCode() == 503);
    assertThat(get(port, "/health").body()).contains("it stops");
    assertThat(get(port, "/quick").statusCode()).isEqualTo(200);
    Awaitility.await().until(() -> !isOpen(port));
    assertThat(stopped).isNotDone();
    slow.end.countDown();

    assertThat(underWay.get(20, TimeUnit.SECONDS).body()).isEqualTo("whole");
    stopped.get(20, TimeUnit.SECONDS);
    assertThat(PUBLISHED.get()).as("slow requests in the last figures").isEqualTo(1);
  }

  /** Databases may be called anything, and answer nobody. */
  @Configuration(proxyBeanMethods = false)
  static class Named {

    @Bean({"orders_db"})
    DataSource one() {
      return new Nowhere();
    }

    @Bean({"ordersDb"})
    DataSource two() {
      return new Nowhere();
    }

    @Bean({"2nd.db"})
    DataSource three() {
      return new Nowhere();
    }

    @Bean({"cache"})
    DataSource four() {
      return new Nowhere();
    }
  }

  private static final class Nowhere extends AbstractDataSource {

    @Override
    public Connection getConnection() throws SQLException {
      throw new SQLException("nowhere");
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
      throw new SQLException("nowhere");
    }
  }

  @Test
  @DisplayName(
      "databases and dependencies may be called anything; a request that is stuck holds up the stop"
          + " once")
  void namesAndStuck() throws Exception {
    ConfigurableApplicationContext app =
        start(
            Named.class,
            "--spring.lifecycle.timeout-per-shutdown-phase=3s",
            "--headroom.web.outgoing.dependencies.database.hosts=a.example",
            "--headroom.web.outgoing.dependencies.cache.hosts=b.example",
            "--headroom.web.outgoing.dependencies.status.hosts=c.example",
            "--headroom.web.outgoing.dependencies.service.hosts=d.example");
    String port = port(app);
    assertThat(get(port, "/health").body())
        .contains("\"orders-db\":", "\"orders-db-2\":", "\"database-2nd-db\":", "\"cache-2\":")
        .contains("\"outgoing-database\":", "\"outgoing-cache\":")
        .contains("\"outgoing-status\":", "\"outgoing-service\":");

    Slow slow = app.getBean(Slow.class);
    var unused = HTTP.sendAsync(request(port, "/slow"), HttpResponse.BodyHandlers.ofString());
    assertThat(slow.begun.await(10, TimeUnit.SECONDS)).isTrue();
    long start = System.nanoTime();
    app.close();
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isBetween(Duration.ofMillis(2_900), Duration.ofMillis(5_900));
    slow.end.countDown();
  }

  @Test
  @DisplayName(
      "W4: /metrics tells in Prometheus' words what the fixes at the door did, /health the rest")
  void metrics() throws Exception {
    try (ConfigurableApplicationContext app =
        start(
            Application.class,
            "--management.endpoints.web.base-path=/",
            "--management.endpoints.web.path-mapping.prometheus=metrics",
            "--management.endpoints.web.exposure.include=prometheus",
            "--management.endpoints.web.discovery.enabled=false",
            "--headroom.web.cache.routes.quick.path=/quick",
            "--headroom.web.cache.routes.quick.ttl=5m",
            "--headroom.web.cache.routes.quick.public=true",
            "--headroom.web.compression.enabled=true",
            "--headroom.web.limits.rules.health.path=/health",
            "--headroom.web.limits.rules.health.per=route",
            "--headroom.web.limits.rules.health.limit=2",
            "--headroom.web.limits.rules.health.window=1d",
            "--headroom.web.batch.paths=/**",
            "--headroom.web.hashing.enabled=true",
            "--headroom.web.images.paths=/images/",
            "--headroom.web.refresh.enabled=true",
            "--headroom.web.outgoing.dependencies.payments.hosts=pay.example")) {
      String port = port(app);
      get(port, "/quick");
      String etag = get(port, "/quick").headers().firstValue("ETag").orElseThrow();
      get(port, "/quick", "Accept-Encoding", "gzip");
      assertThat(get(port, "/quick", "If-None-Match", etag).statusCode()).isEqualTo(304);
      assertThat(get(port, "/health").body())
          .isEqualTo(
              "{\"status\":\"up\",\"cache\":{\"status\":\"absent\"},\"payments\":{\"status\":\"up\"}}");
      get(port, "/health");
      assertThat(get(port, "/health").statusCode()).as("W4: health is limited").isEqualTo(429);

      HttpResponse<String> answer = get(port, "/metrics", "Accept", "text/plain");
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("text/plain");
      String all = answer.body();
      assertThat(all)
          .contains("headroom_web_responses_total{result=\"miss\"} 1.0")
          .contains("headroom_web_responses_total{result=\"hit\"} 3.0")
          .contains("headroom_web_responses_not_modified_total 1.0")
          .contains("headroom_web_compressed_total 1.0")
          .contains("headroom_web_compressed_bytes_total{form=\"raw\"} 1300.0")
          .contains("headroom_web_limits_refused_total 1.0")
          .contains("headroom_web_batches_total{result=\"answered\"} 0.0")
          .contains("headroom_web_hashing_inside 0.0")
          .contains("headroom_web_images_total{result=\"converted\"} 0.0")
          .contains("headroom_web_images_total{result=\"busy\"} 0.0")
          .contains("headroom_web_images_total{result=\"refused\"} 0.0")
          .contains("headroom_web_refresh_total{result=\"refreshed\"} 0.0")
          .contains("headroom_web_refresh_total{result=\"reused\"} 0.0")
          .contains("headroom_web_outgoing_breaker{dependency=\"payments\",state=\"closed\"} 1.0")
          .contains("http_server_requests_seconds_count");
      assertThat(all.lines().filter(line -> line.contains("form=\"sent\"")).findFirst())
          .hasValueSatisfying(
              line ->
                  assertThat(Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                      .isBetween(20.0, 200.0));
    }
  }

  @Test
  @DisplayName("without a path there is no such thing, and wrong settings stop the start")
  void wrong() throws Exception {
    try (ConfigurableApplicationContext app =
        start(Application.class, "--headroom.web.health.path=${NOWHERE_SET:}")) {
      assertThat(get(port(app), "/health").statusCode()).isEqualTo(404);
    }
    assertThatThrownBy(() -> start(Application.class, "--headroom.web.health.drain=2m").close())
        .hasStackTraceContaining("headroom.web.health: drain is from PT0S to PT1M");
  }
}
