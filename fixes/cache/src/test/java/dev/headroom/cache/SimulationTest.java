package dev.headroom.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.devservices.DevRedis;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The protocol holds in every schedule tried, and no rule of it can be taken away unnoticed. */
class SimulationTest {

  private static final int SCHEDULES = 150;
  private static DevRedis redis;

  @BeforeAll
  static void start() {
    redis = DevRedis.start();
  }

  @AfterAll
  static void stop() {
    redis.close();
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("R4: no schedule of fills, invalidations, faults and gaps leaves a stale value")
  void holds(Simulation.Kinds kinds) {
    try (Simulation simulation = new Simulation(redis.uri(), Mutant.NONE)) {
      for (long seed = 0; seed < SCHEDULES; seed++) {
        assertThat(simulation.run(seed, kinds)).isNull();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  @DisplayName("R4: with any rule taken away a schedule is found that leaves a stale value")
  void mutantsAreCaught(Mutant mutant) {
    assertThat(firstViolation(mutant)).isNotNull();
  }

  private static @Nullable String firstViolation(Mutant mutant) {
    try (Simulation simulation = new Simulation(redis.uri(), mutant)) {
      for (long seed = 0; seed < 1_000; seed++) {
        for (Simulation.Kinds kinds : Simulation.Kinds.values()) {
          String violation = simulation.run(seed, kinds);
          if (violation != null) {
            return violation;
          }
        }
      }
      return null;
    }
  }
}
