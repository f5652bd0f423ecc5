package dev.headroom.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.web.Health.Check;
import dev.headroom.web.Health.Part;
import dev.headroom.web.Health.Status;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class HealthTest {

  private static final Check UP = needed("database", () -> Part.UP);

  private static Check needed(String name, Callable<Part> ask) {
    return new Check(name, true, ask);
  }

  private static Health health(long millis, Check... checks) {
    return new Health(List.of(checks), Duration.ofMillis(millis));
  }

  private static Server server(Health health) {
    return new Server(
        List.of(new HealthFilter("/health", health)),
        (request, response) -> response.getWriter().write("handler"));
  }

  @Test
  @DisplayName(
      "W4: without a token it says how database, cache and dependencies are; 200 while all that is needed is up")
  void up() {
    try (Health health =
            health(
                2_000,
                UP,
                new Check("cache", false, () -> new Part(Status.ABSENT, null)),
                new Check("payments", false, () -> Part.down("its last calls failed")));
        Server server = server(health)) {
      Server.Answer answer = server.get("/health");
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.body())
          .isEqualTo(
              "{\"status\":\"up\",\"database\":{\"status\":\"up\"},\"cache\":{\"status\":\"absent\"},"
                  + "\"payments\":{\"status\":\"down\",\"detail\":\"its last calls failed\"}}");
      assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
      assertThat(server.send("HEAD", "/health").raw()).isEmpty();
      assertThat(server.get("/healthy").body()).isEqualTo("handler");
      assertThat(server.get("/health;x=1").body()).isEqualTo("handler");
      assertThat(server.send("POST", "/health").body()).isEqualTo("handler");
    }
  }

  @Test
  @DisplayName(
      "R2: a database that hangs is down after the patience, and is asked by one thread however often")
  void hangs() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    AtomicInteger asked = new AtomicInteger();
    Check hung =
        needed(
            "database",
            () -> {
              asked.incrementAndGet();
              never.await();
              return Part.UP;
            });
    try (Health health = health(1_000, hung);
        Server server = server(health)) {
      long start = System.nanoTime();
      for (int i = 0; i < 5; i++) {
        Server.Answer answer = server.get("/health");
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.body()).contains("\"detail\":\"no answer within 1000 ms\"");
      }
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .as("the first waits for all")
          .isBetween(Duration.ofMillis(900), Duration.ofMillis(3_000));
      assertThat(asked.get()).isEqualTo(1);
      never.countDown();
    }
  }

  @Test
  @DisplayName(
      "a check that is late and then fails is in the log once for each, with what it threw")
  void late() throws Exception {
    BlockingQueue<LogRecord> log = new LinkedBlockingQueue<>();
    Logger logger = Logger.getLogger("dev.headroom.web");
    Handler handler = new Recording(log);
    logger.addHandler(handler);
    CountDownLatch end = new CountDownLatch(1);
    Check failing =
        needed(
            "database",
            () -> {
              end.await();
              throw new IllegalStateException("refused");
            });
    try (Health health = health(10, failing)) {
      assertThat(health.now().up()).isFalse();
      assertThat(health.now().up()).isFalse();
      end.countDown();
      LogRecord first = log.poll(10, TimeUnit.SECONDS);
      LogRecord second = log.poll(10, TimeUnit.SECONDS);
      assertThat(first).isNotNull();
      assertThat(first.getMessage()).isEqualTo("health: database: no answer within 10 ms");
      assertThat(second).isNotNull();
      assertThat(second.getThrown()).hasMessage("refused");
      assertThat(log).isEmpty();
    } finally {
      logger.removeHandler(handler);
    }
  }

  private static final class Recording extends Handler {
    private final BlockingQueue<LogRecord> log;

    Recording(BlockingQueue<LogRecord> log) {
      this.log = log;
    }

    @Override
    public void publish(LogRecord entry) {
      log.add(entry);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  @Test
  @DisplayName("what a check throws is for the log: the answer names no host and no user")
  void secret() {
    try (Health health =
            health(
                2_000,
                needed(
                    "database",
                    () -> {
                      throw new IllegalStateException("pg7.internal refused user admin");
                    }));
        Server server = server(health)) {
      assertThat(server.get("/health").body())
          .isEqualTo(
              "{\"status\":\"down\",\"database\":{\"status\":\"down\",\"detail\":\"no connection\"}}");
    }
  }

  @Test
  @DisplayName("R3: a service that is about to stop says that it is down")
  void stopping() {
    try (Health health = health(2_000, UP);
        Server server = server(health)) {
      health.stopping();
      assertThat(server.get("/health").status()).isEqualTo(503);
      assertThat(server.get("/health").body()).contains("\"service\":{\"status\":\"down\"");
      assertThat(server.get("/other").status()).isEqualTo(200);
    }
  }

  @Test
  @DisplayName("wrong settings say what to write instead")
  void wrong() {
    assertThatThrownBy(() -> health(1)).hasMessageContaining("patience is from PT0.01S to PT30S");
    assertThatThrownBy(() -> health(100, UP, UP)).hasMessageContaining("two checks are called");
    assertThatThrownBy(() -> needed("status", () -> Part.UP))
        .hasMessageContaining("lower case words with dashes");
    try (Health health = health(100)) {
      assertThatThrownBy(() -> new HealthFilter("/health/**", health))
          .hasMessageContaining("path is one place");
    }
  }
}
