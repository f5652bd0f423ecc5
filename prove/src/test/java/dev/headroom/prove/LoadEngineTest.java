package dev.headroom.prove;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class LoadEngineTest {

  static PreparedScenario one(int concurrent) {
    return PreparedScenario.of(Scenario.ofEndpoint("/x", 100, concurrent));
  }

  private static LoadResult open(TruthServer server, int concurrent, double rate, double seconds)
      throws InterruptedException {
    try (LoadEngine engine = new LoadEngine(server.target(), one(concurrent))) {
      return engine.run(
          new Load.Open(
              rate, Load.Spacing.POISSON, Duration.ofMillis((long) (seconds * 1000)), 42));
    }
  }

  @Test
  @DisplayName("A server that takes 5 ms is measured at 5 ms, at the rate asked for")
  void fixedDelay() throws Exception {
    try (TruthServer server = TruthServer.after(5000)) {
      LoadResult result = open(server, 32, 400, 2);
      GroupResult group = result.groups().get("/x");
      assertThat(group.errors()).isEmpty();
      assertThat(group.ended()).isBetween(680L, 920L).isEqualTo(server.requests.get());
      assertThat(group.service().getValueAtPercentile(50)).isBetween(5000L, 8000L);
      assertThat(group.response().getMinValue()).isGreaterThanOrEqualTo(4990);
    }
  }

  @Test
  @DisplayName("A stall is charged to every request that came due during it, not only to one")
  void stall() throws Exception {
    AtomicLong stallUntil = new AtomicLong(Long.MIN_VALUE);
    AtomicLong count = new AtomicLong();
    try (TruthServer server =
        new TruthServer(
            exchange -> {
              if (count.incrementAndGet() == 1000) {
                stallUntil.set(System.nanoTime() + 400_000_000);
              }
              long left = stallUntil.get() - System.nanoTime();
              if (stallUntil.get() != Long.MIN_VALUE && left > 0) {
                TruthServer.delay(left);
              }
              exchange.respond(200, "ok");
            })) {
      LoadResult result = open(server, 8, 1000, 3);
      GroupResult group = result.groups().get("/x");
      // 400 of 3,000 requests fell into the stall and waited 0 to 400 ms: truth at p99 is 370 ms.
      assertThat(group.response().getValueAtPercentile(99)).isBetween(330_000L, 450_000L);
      assertThat(group.service().getCountBetweenValues(100_000, 1_000_000)).isLessThanOrEqualTo(12);
    }
  }

  @Test
  @DisplayName("With one connection too few, the backlog is charged to the target")
  void backlog() throws Exception {
    try (TruthServer server = TruthServer.after(10_000)) {
      LoadResult result = open(server, 1, 150, 1);
      GroupResult group = result.groups().get("/x");
      assertThat(group.targetSlow().getValueAtPercentile(90)).isGreaterThan(100_000);
      assertThat(group.generatorLate().getValueAtPercentile(50)).isLessThan(5_000);
      assertThat(group.ended()).isEqualTo(server.requests.get());
      assertThat(result.invalid(Limits.SHARED)).contains("could be sent in time");
    }
  }
}
