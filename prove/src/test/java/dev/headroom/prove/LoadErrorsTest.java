package dev.headroom.prove;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LoadErrorsTest {

  private static final String SCENARIO =
      """
      scenario: t
      time-out: 300ms
      groups:
        - {name: g, requests: 20, concurrent: 4, steps: [{path: /x}]}
      """;

  private static GroupResult counted(Target target) throws InterruptedException {
    return run(target, new Load.Counted(1)).groups().get("g");
  }

  private static LoadResult run(Target target, Load load) throws InterruptedException {
    PreparedScenario prepared = PreparedScenario.of(Scenario.read("t.yml", SCENARIO));
    try (LoadEngine engine = new LoadEngine(target, prepared)) {
      return engine.run(load);
    }
  }

  private static GroupResult against(TruthServer.Behaviour behaviour) throws Exception {
    try (TruthServer server = new TruthServer(behaviour)) {
      return counted(server.target());
    }
  }

  @Test
  @DisplayName("Statuses that were not expected are counted by status, and do not look fast")
  void statuses() throws Exception {
    AtomicLong count = new AtomicLong();
    GroupResult seen =
        against(
            exchange -> {
              long n = count.getAndIncrement() % 4;
              exchange.respond(n == 0 ? 500 : n == 1 ? 404 : n == 2 ? 204 : 200, n == 2 ? "" : "x");
            });
    assertThat(seen.errors()).isEqualTo(Map.of("http-500", 5L, "http-404", 5L, "check-204", 5L));
    assertThat(seen.response().getTotalCount()).isEqualTo(5);
    assertThat(seen.ended()).isEqualTo(20);
  }

  @Test
  @DisplayName("A server that closes without an answer is a reset, and the load goes on")
  void reset() throws Exception {
    AtomicLong count = new AtomicLong();
    GroupResult seen =
        against(
            exchange -> {
              if (count.getAndIncrement() % 2 == 0) {
                exchange.socket().setSoLinger(true, 0);
                exchange.socket().close();
              } else {
                exchange.respond(200, "ok");
              }
            });
    assertThat(seen.errors()).containsOnlyKeys("reset");
    assertThat(seen.ended()).isEqualTo(20);
    assertThat(seen.failures() + seen.response().getTotalCount()).isEqualTo(20);
  }

  @Test
  @DisplayName("A server that answers garbage is told as not speaking HTTP")
  void garbage() throws Exception {
    GroupResult seen = against(exchange -> exchange.raw("\u0001\u0002 what?\r\n\r\n\r\n"));
    assertThat(seen.errors()).isEqualTo(Map.of("not-http", 20L));
  }

  @Test
  @DisplayName("A server that never answers costs the time-out, which counts as response time too")
  void silence() throws Exception {
    GroupResult seen = against(exchange -> {});
    assertThat(seen.errors()).isEqualTo(Map.of("time-out", 20L));
    assertThat(seen.response().getTotalCount()).isEqualTo(20);
    assertThat(seen.response().getMinValue()).isGreaterThanOrEqualTo(299_000);
  }

  @Test
  @DisplayName("A body without end is given up at a bound")
  void endless() throws Exception {
    String chunk = "x".repeat(1 << 20);
    GroupResult seen =
        against(
            exchange -> {
              exchange.raw("HTTP/1.1 200 OK\r\n\r\n");
              while (true) {
                exchange.raw(chunk);
              }
            });
    assertThat(seen.errors().keySet()).isSubsetOf("body-too-long", "time-out").isNotEmpty();
    assertThat(seen.failures()).isEqualTo(20);
  }

  @Test
  @DisplayName("Where nobody listens every request is a failed connect, at the rate asked for")
  void nobody() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Target target = Target.of("http://127.0.0.1:" + port, Set.of());
    LoadResult result =
        run(target, new Load.Open(200, Load.Spacing.CONSTANT, Duration.ofMillis(500), 1));
    assertThat(result.groups().get("g").errors()).containsOnlyKeys("connect");
    assertThat(result.ended()).isBetween(99L, 101L);
  }

  @Test
  @DisplayName("Keep-alive ended by the server is no error")
  void closes() throws Exception {
    GroupResult seen =
        against(
            exchange -> {
              exchange.raw("HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 2\r\n\r\nok");
              exchange.socket().close();
            });
    assertThat(seen.errors()).isEmpty();
    assertThat(seen.response().getTotalCount()).isEqualTo(20);
  }

  @Test
  @DisplayName("Interim answers, chunked bodies and answers in pieces are read as one answer")
  void pieces() throws Exception {
    GroupResult seen =
        against(
            exchange -> {
              exchange.raw("HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\nHTTP/1.1 200 OK\r\ntransf");
              exchange.raw("er-encoding: chunked\r\n\r\n3\r\nabc\r\n");
              exchange.raw("2\r\nde\r\n0\r\n\r\n");
            });
    assertThat(seen.errors()).isEmpty();
    assertThat(seen.bytes()).isEqualTo(100);
  }

  @Test
  @DisplayName(
      "A generator that stood still makes the run invalid, and charges itself, not the target")
  void frozen() throws Exception {
    try (TruthServer server = TruthServer.after(0);
        LoadEngine engine = new LoadEngine(server.target(), LoadEngineTest.one(16))) {
      CountDownLatch running = new CountDownLatch(1);
      Thread freezer =
          Thread.ofPlatform()
              .name("freezer")
              .start(
                  () -> {
                    try {
                      while (server.requests.get() < 100) {
                        if (running.await(1, TimeUnit.MILLISECONDS)) {
                          return;
                        }
                      }
                    } catch (InterruptedException e) {
                      return;
                    }
                    engine.soon(
                        () -> {
                          long until = System.nanoTime() + 200_000_000;
                          while (System.nanoTime() < until) {
                            LockSupport.parkNanos(until - System.nanoTime());
                          }
                        });
                  });
      LoadResult result =
          engine.run(new Load.Open(500, Load.Spacing.POISSON, Duration.ofSeconds(1), 3));
      running.countDown();
      freezer.join();
      GroupResult group = result.groups().get("/x");
      assertThat(result.invalid(Limits.SHARED)).contains("stood still for");
      assertThat(result.invalid(Limits.STRICT)).contains("late by");
      assertThat(group.generatorLate().getValueAtPercentile(99)).isGreaterThan(100_000);
      assertThat(group.targetSlow().getValueAtPercentile(50)).isLessThan(20_000);
    }
  }

  @Test
  @DisplayName("Only this machine may be loaded, unless the host is allowed by name")
  void allowed() {
    assertThat(Target.of("http://localhost", Set.of()).address().getPort()).isEqualTo(80);
    assertThat(Target.of("https://localhost", Set.of()).address().getPort()).isEqualTo(443);
    assertThat(Target.of("http://192.0.2.1:81", Set.of("192.0.2.1")).base())
        .hasToString("http://192.0.2.1:81");
    for (String wrong :
        new String[] {
          "http://192.0.2.1",
          "https://192.0.2.1",
          "ftp://localhost",
          "localhost:80",
          "http://localhost/x",
          "::"
        }) {
      org.assertj.core.api.Assertions.assertThatThrownBy(() -> Target.of(wrong, Set.of()))
          .as(wrong)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("'" + wrong + "'");
    }
  }
}
