package dev.headroom.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.devservices.DevRedis;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The protocol holds in every schedule tried, and no rule of it can be taken away unnoticed. */
class SimulationTest {

  private static final int SCHEDULES = 100;
  private static final int MOST_SCHEDULES = 3_000;
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
  @DisplayName("R4: no schedule of fills, changes, faults, crashes and a bad feed is ever stale")
  void holds(Simulation.Kinds kinds) {
    holds(kinds, 0, SCHEDULES);
  }

  @Tag("long")
  @ParameterizedTest
  @EnumSource
  @DisplayName("R4: the same for 4,000 schedules each")
  void holdsLong(Simulation.Kinds kinds) {
    holds(kinds, SCHEDULES, 4_000);
  }

  private static void holds(Simulation.Kinds kinds, long from, long to) {
    try (Simulation simulation = new Simulation(redis.uri(), Mutant.NONE)) {
      for (long seed = from; seed < to; seed++) {
        assertThat(simulation.run(seed, kinds)).isNull();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  @DisplayName("R4: with any rule taken away, a stale value is found in each way it can be seen")
  void mutantsAreCaught(Mutant mutant) {
    Map<Simulation.Kinds, String> caught = new EnumMap<>(Simulation.Kinds.class);
    try (Simulation simulation = new Simulation(redis.uri(), mutant)) {
      mutant
          .seenIn()
          .forEach(
              (kinds, first) -> {
                String violation = null;
                // From where it was last seen; the search goes on when something has changed.
                for (int i = 0; i < MOST_SCHEDULES && violation == null; i++) {
                  violation = simulation.run(first + i, kinds);
                }
                if (violation != null) {
                  caught.put(kinds, violation);
                }
              });
    }
    assertThat(caught.keySet()).as("%s", caught).isEqualTo(mutant.seenIn().keySet());
  }

  @Test
  @DisplayName("R4: ten rules and one variant are tried, each in some way, and every way by some")
  void gateIsComplete() {
    List<Mutant> mutants = List.of(Mutant.values());
    assertThat(mutants).hasSize(12);
    for (Mutant mutant : mutants.subList(1, 12)) {
      assertThat(mutant.seenIn()).containsKey(Simulation.Kinds.MIXED);
    }
  }
}
