package dev.headroom.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.loop.Verdict;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnpairedVerdictTest {

  /** Blocks whose logarithm follows an autoregressive process of order 1. */
  private static double[] run(
      Random random, int blocks, double level, double spread, double alike) {
    double[] values = new double[blocks];
    double state = random.nextGaussian();
    for (int i = 0; i < blocks; i++) {
      state = alike * state + Math.sqrt(1 - alike * alike) * random.nextGaussian();
      values[i] = level * Math.exp(spread * state);
    }
    return values;
  }

  private static double share(Verdict verdict, double ratio, double alike, double spread) {
    Random random = new Random(7);
    int trials = 2_000;
    int hits = 0;
    for (int i = 0; i < trials; i++) {
      Judged judged =
          UnpairedVerdict.judge(
              run(random, 20, 10, spread, alike), run(random, 20, 10 * ratio, spread, alike));
      hits += judged.effect().verdict() == verdict ? 1 : 0;
    }
    return (double) hits / trials;
  }

  @ParameterizedTest(name = "autocorrelation {0}")
  @CsvSource({"0", "0.3", "0.5"})
  @DisplayName(
      "Runs that differ by the margin are called different in at most 5 %, alike blocks or not")
  void falseVerdicts(double alike) {
    // At the margin itself a claim of SLOWER is false, and as likely as it can be.
    assertThat(share(Verdict.SLOWER, 1.03, alike, 0.05)).isLessThan(0.05);
    assertThat(share(Verdict.FASTER, 1 / 1.03, alike, 0.05)).isLessThan(0.05);
  }

  @Test
  @DisplayName("A difference of 15 % in blocks that vary by 5 % is seen; equal runs are equal")
  void power() {
    assertThat(share(Verdict.SLOWER, 1.15, 0.2, 0.05)).isGreaterThan(0.95);
    assertThat(share(Verdict.FASTER, 1 / 1.15, 0.2, 0.05)).isGreaterThan(0.95);
    assertThat(share(Verdict.EQUIVALENT, 1, 0, 0.01)).isGreaterThan(0.95);
  }

  @Test
  @DisplayName("Four blocks carry no verdict; one block carries no interval")
  void few() {
    Judged judged =
        UnpairedVerdict.judge(new double[] {1, 1, 1, 1.01}, new double[] {2, 2, 2, 2.01});
    assertThat(judged.effect().verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(judged.effect().ratio()).isBetween(1.99, 2.01);
    assertThatThrownBy(() -> UnpairedVerdict.judge(new double[] {1}, new double[] {1, 2}))
        .hasMessageContaining("at least 2 blocks");
    assertThatThrownBy(() -> UnpairedVerdict.judge(new double[] {0, 1}, new double[] {1, 2}))
        .hasMessageContaining("above 0");
  }
}
