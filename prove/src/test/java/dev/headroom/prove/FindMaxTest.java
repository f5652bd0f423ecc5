package dev.headroom.prove;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FindMaxTest {

  private static final Duration STEP = Duration.ofMillis(600);

  private static FindMax.Options options(Duration step) {
    return new FindMax.Options(Wire.PLAIN, step, Duration.ofMillis(500), Limits.SHARED, 3);
  }

  @Test
  @DisplayName(
      "A server that does one thing at a time for 5 ms holds about 200 a second: rates a tenth above are too much")
  void oneAtATime() throws Exception {
    ReentrantLock one = new ReentrantLock(true);
    TruthServer.Behaviour behaviour =
        exchange -> {
          one.lock();
          try {
            TruthServer.delay(5_000_000);
          } finally {
            one.unlock();
          }
          exchange.respond(200, "ok");
        };
    List<FindMax.Step> told = new ArrayList<>();
    try (TruthServer server = new TruthServer(behaviour)) {
      FindMax.Result result =
          FindMax.run(server.target(), LoadEngineTest.one(8), options(STEP), told::add);
      assertThat(result.saturationPerSecond()).isLessThan(201);
      // A short step of Poisson arrivals may get fewer than its rate says: a tenth, not more.
      assertThat(result.maxPerSecond()).isLessThan(221);
      if (told.stream().allMatch(step -> step.invalid().isEmpty())) {
        assertThat(result.found()).isTrue();
        assertThat(result.saturationPerSecond()).isGreaterThan(60);
        assertThat(result.maxPerSecond()).isGreaterThan(40);
      }
      assertThat(result.steps()).isEqualTo(told).isNotEmpty();
      assertThat(told.get(0).rate()).isLessThan(0.31 * result.saturationPerSecond());
      assertThat(told)
          .filteredOn(step -> step.tooMuch().isEmpty())
          .allSatisfy(step -> assertThat(step.rate()).isLessThan(221));
      assertThat(result.toText()).startsWith("/x");
      assertThat(result.toJson()).contains("\"maxPerSecond\"");
    }
  }

  @Test
  @DisplayName("A server that fails holds no rate, and a step that is too short is refused")
  void failing() throws Exception {
    try (TruthServer server = new TruthServer(exchange -> exchange.respond(500, "x"))) {
      FindMax.Result result =
          FindMax.run(server.target(), LoadEngineTest.one(4), options(STEP), step -> {});
      assertThat(result.found()).isFalse();
      assertThat(result.toText()).contains("holds no rate");
    }
    assertThatThrownBy(() -> options(Duration.ofMillis(100))).hasMessageContaining("500ms");
  }
}
