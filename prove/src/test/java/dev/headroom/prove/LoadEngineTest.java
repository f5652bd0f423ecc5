package dev.headroom.prove;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
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
