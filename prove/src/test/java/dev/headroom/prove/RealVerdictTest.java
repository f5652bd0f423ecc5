package dev.headroom.prove;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.loop.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Verdicts from real blocks against a server whose arms differ by a known time, or not at all. */
class RealVerdictTest {

  private static final Arm A = new Arm("a", Set.of());
  private static final Arm B = new Arm("b", Set.of("fix"));

  /** Other modules are tested at the same time: that alone would leave nothing to judge. */
  private static final Limits BESIDE_A_BUILD = Limits.SHARED.withoutForeign();

  /** How often each verdict on the median came. */
  private static Map<Verdict, Integer> verdicts(
      int runs, int rounds, Duration block, double rate, double ratio, long seed, Limits limits)
      throws Exception {
    AtomicLong delay = new AtomicLong(4_000_000);
    Map<Verdict, Integer> counts = new EnumMap<>(Verdict.class);
    for (Verdict verdict : Verdict.values()) {
      counts.put(verdict, 0);
    }
    try (TruthServer server =
            new TruthServer(
                exchange -> {
                  TruthServer.delay(delay.get());
                  exchange.respond(200, "ok");
                });
        LoadEngine engine = new LoadEngine(server.target(), LoadEngineTest.one(32))) {
      for (int run = 0; run < runs; run++) {
        BlockRunner runner =
            new BlockRunner(
                engine,
                arm -> delay.set(arm.equals(B) ? (long) (4_000_000 * ratio) : 4_000_000),
                new WorkMeter(null, new ProcessCpu(Map.of())),
                new BlockRunner.Options(rate, block, Duration.ZERO, rounds, seed + run, limits),
                progress -> {});
        Comparison comparison =
            Comparison.of(runner.run(List.of(A, B)), "a", "b", List.of("fix"), List.of(), seed);
        comparison
            .line("*", "p50")
            .ifPresent(line -> counts.merge(line.proof().effect().verdict(), 1, Integer::sum));
      }
    }
    return counts;
  }

  @Test
  @Timeout(60)
  @DisplayName("Identical arms: of four runs at most two are called different")
  void identical() throws Exception {
    // At a true rate of 5 % three or more of four come once in 2,000 suites.
    Map<Verdict, Integer> counts =
        verdicts(4, 5, Duration.ofMillis(100), 400, 1, 100, BESIDE_A_BUILD);
    Assumptions.assumeTrue(sum(counts) > 0, "no run on this machine now could be judged");
    assertThat(counts.get(Verdict.FASTER) + counts.get(Verdict.SLOWER)).isLessThanOrEqualTo(2);
  }

  private static int sum(Map<Verdict, Integer> counts) {
    return counts.values().stream().mapToInt(Integer::intValue).sum();
  }

  @Test
  @Timeout(60)
  @DisplayName(
      "An arm that takes twice as long is called slower in one of three runs that count, and never faster or the same")
  void twice() throws Exception {
    int judged = 0;
    for (int run = 0; run < 3; run++) {
      Map<Verdict, Integer> counts =
          verdicts(1, 6, Duration.ofMillis(150), 300, 2, 40 + run, BESIDE_A_BUILD);
      assertThat(counts.get(Verdict.FASTER)).isZero();
      assertThat(counts.get(Verdict.EQUIVALENT)).isZero();
      if (counts.get(Verdict.SLOWER) == 1) {
        return;
      }
      judged += sum(counts);
    }
    Assumptions.assumeTrue(judged == 3, "too few runs on this machine now could be judged");
    Assertions.fail("none of three runs showed that twice the time is slower");
  }

  @Test
  @Tag("long")
  @DisplayName("Identical arms: of 200 runs at most 5 % and what chance adds are called different")
  void identicalLong() throws Exception {
    Map<Verdict, Integer> counts =
        verdicts(200, 8, Duration.ofMillis(250), 400, 1, 1_000, Limits.SHARED);
    // 17 is the 99th percentile of a binomial of 200 runs at 5 %.
    assertThat(counts.get(Verdict.FASTER) + counts.get(Verdict.SLOWER)).isLessThanOrEqualTo(17);
  }

  @Test
  @Tag("long")
  @DisplayName("Differences of 5, 10 and 20 % are never called the wrong way round; 20 % is seen")
  void injectedLong() throws Exception {
    for (double ratio : new double[] {1.05, 1.1, 1.2}) {
      Map<Verdict, Integer> counts =
          verdicts(20, 10, Duration.ofMillis(500), 400, ratio, 2_000, Limits.SHARED);
      assertThat(counts.get(Verdict.FASTER)).as("ratio %s", ratio).isZero();
      if (ratio == 1.2) {
        assertThat(counts.get(Verdict.SLOWER)).isGreaterThanOrEqualTo(10);
      }
    }
  }

  @Test
  @Timeout(60)
  @DisplayName(
      "Beside a busy machine: an arm that is half as slow again is slower, not shown or invalid, never faster or the same")
  void busy() throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    List<Thread> busy = new ArrayList<>();
    for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
      busy.add(
          Thread.ofPlatform()
              .name("busy-" + i)
              .daemon(true)
              .start(
                  () -> {
                    while (!over.get()) {
                      Thread.onSpinWait();
                    }
                  }));
    }
    Map<Verdict, Integer> counts;
    try {
      counts = verdicts(1, 6, Duration.ofMillis(200), 300, 1.5, 5, Limits.SHARED);
    } finally {
      over.set(true);
      for (Thread one : busy) {
        one.join();
      }
    }
    assertThat(counts.get(Verdict.FASTER)).isZero();
    assertThat(counts.get(Verdict.EQUIVALENT)).isZero();
  }
}
