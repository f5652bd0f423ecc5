package dev.headroom.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.headroom.web.Outgoing;
import dev.headroom.web.OutgoingException;
import dev.headroom.web.OutgoingStats;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.restclient.RestTemplateBuilder;
import org.springframework.boot.restclient.autoconfigure.RestClientAutoConfiguration;
import org.springframework.boot.restclient.autoconfigure.RestTemplateAutoConfiguration;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.web.client.HttpServerErrorException;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;

class OutgoingHeadroomTest {

  private final AtomicInteger requests = new AtomicInteger();
  private final CountDownLatch end = new CountDownLatch(1);
  private HttpServer server;
  private WebApplicationContextRunner runner;

  @BeforeEach
  void start() throws Exception {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
    server.setExecutor(Executors.newThreadPerTaskExecutor(Thread.ofVirtual().factory()));
    server.createContext(
        "/",
        exchange -> {
          requests.incrementAndGet();
          String path = exchange.getRequestURI().getPath();
          exchange.sendResponseHeaders(path.equals("/broken") ? 500 : 200, 0);
          try (var out = exchange.getResponseBody()) {
            out.write("ok".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            while (path.equals("/slow") && !end.await(20, TimeUnit.MILLISECONDS)) {
              out.write('.');
              out.flush();
            }
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    server.start();
    runner =
        new WebApplicationContextRunner()
            .withConfiguration(
                AutoConfigurations.of(
                    HeadroomObserveAutoConfiguration.class,
                    WebHeadroomAutoConfiguration.class,
                    CacheHeadroomAutoConfiguration.class,
                    CallsHeadroomAutoConfiguration.class,
                    RestClientAutoConfiguration.class,
                    RestTemplateAutoConfiguration.class,
                    OutgoingHeadroomAutoConfiguration.class))
            .withPropertyValues(
                "headroom.web.outgoing.max-body=1KB",
                "headroom.web.outgoing.dependencies.pay.hosts=" + host(),
                "headroom.web.outgoing.dependencies.pay.failures=2",
                "headroom.web.outgoing.dependencies.pay.timeout=1s");
  }

  private String host() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  @AfterEach
  void stop() {
    end.countDown();
    server.stop(0);
  }

  private static OutgoingStats stats(Outgoing outgoing) {
    return Objects.requireNonNull(outgoing.stats().get("pay"));
  }

  @Test
  @DisplayName("F7: RestClient's calls are retried, and stop when their dependency has failed")
  void restClient() {
    runner.run(
        context -> {
          Outgoing outgoing = context.getBean(Outgoing.class);
          RestClient client =
              context.getBean(RestClient.Builder.class).baseUrl("http://" + host()).build();
          assertThat(client.get().uri("/").retrieve().body(String.class)).isEqualTo("ok");
          assertThatThrownBy(() -> client.get().uri("/broken").retrieve().body(String.class))
              .satisfiesAnyOf(
                  e -> assertThat(e).isInstanceOf(HttpServerErrorException.class),
                  e -> assertThat(e).isInstanceOf(ResourceAccessException.class));
          assertThat(requests).as("one, and one repeated").hasValue(3);
          assertThat(stats(outgoing).state()).isEqualTo("open");
          assertThatThrownBy(() -> client.get().uri("/").retrieve().body(String.class))
              .hasRootCauseInstanceOf(OutgoingException.class)
              .hasRootCauseMessage(
                  "pay is not called: its last 2 calls failed; one is tried each PT1M");
          assertThat(requests).hasValue(3);
        });
  }

  @Test
  @DisplayName("a body that comes in drops ends at the deadline, with RestTemplate too")
  void slowBody() {
    runner.run(
        context -> {
          var template = context.getBean(RestTemplateBuilder.class).build();
          for (int i = 0; i < 2; i++) {
            assertThatThrownBy(
                    () -> template.getForObject("http://" + host() + "/slow", String.class))
                .hasRootCauseInstanceOf(OutgoingException.class)
                .hasRootCauseMessage("pay has not answered within PT1S");
          }
          assertThat(stats(context.getBean(Outgoing.class)).state()).isEqualTo("open");
        });
  }

  @Test
  @DisplayName("a wrong setting stops the start and says where it stands")
  void wrong() {
    runner
        .withPropertyValues("headroom.web.outgoing.dependencies.pay.failures=0")
        .run(
            context ->
                assertThat(context.getStartupFailure())
                    .rootCause()
                    .hasMessageContaining("failures is from 1 to 100"));
  }
}
