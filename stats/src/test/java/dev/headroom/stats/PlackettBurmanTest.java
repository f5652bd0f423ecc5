package dev.headroom.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.loop.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PlackettBurmanTest {

  @Test
  @DisplayName("Every factor is on in half of the runs, and every two factors are orthogonal")
  void orthogonal() {
    List<boolean[]> rows = PlackettBurman.rows(11);
    for (int half = 0; half < 2; half++) {
      List<boolean[]> twelve = rows.subList(half * 12, half * 12 + 12);
      for (int a = 0; a < 11; a++) {
        for (int b = 0; b < a; b++) {
          int product = 0;
          for (boolean[] row : twelve) {
            product += row[a] == row[b] ? 1 : -1;
          }
          assertThat(product).as("factors %d and %d", a, b).isZero();
        }
      }
    }
  }

  @Test
  @DisplayName("The first row is Plackett and Burman's; run 12 is all off; each run has its mirror")
  void rows() {
    List<boolean[]> rows = PlackettBurman.rows(11);
    assertThat(rows.get(0))
        .containsExactly(true, true, false, true, true, true, false, false, false, true, false);
    assertThat(rows.get(11)).containsOnly(false);
    assertThat(rows.get(23)).containsOnly(true);
    for (int run = 0; run < 12; run++) {
      for (int factor = 0; factor < 11; factor++) {
        assertThat(rows.get(run + 12)[factor]).isNotEqualTo(rows.get(run)[factor]);
      }
    }
  }

  @Test
  @DisplayName("Without noise the effects are exact, even beside an interaction of two factors")
  void exact() {
    List<boolean[]> rows = PlackettBurman.rows(3);
    double[] values = new double[24];
    for (int i = 0; i < 24; i++) {
      boolean[] on = rows.get(i);
      values[i] = 100 * (on[0] ? 0.5 : 1) * (on[1] ? 0.8 : 1) * (on[1] != on[2] ? 0.9 : 1 / 0.9);
    }
    List<Judged> effects = PlackettBurman.effects(rows, new int[24], values);
    assertThat(effects.get(0).effect().ratio()).isCloseTo(0.5, within(1e-9));
    assertThat(effects.get(1).effect().ratio()).isCloseTo(0.8, within(1e-9));
    assertThat(effects.get(2).effect().ratio()).isCloseTo(1, within(1e-9));
    assertThat(effects.get(0).effect().pairs()).isEqualTo(12);
  }

  @Test
  @DisplayName("Intervals hold the true effect in about 95 % of runs, drift between rounds or not")
  void coverage() {
    Random random = new Random(10);
    double[] truth = {0.6, 1, 0.9, 1};
    int held = 0;
    int trials = 500;
    for (int trial = 0; trial < trials; trial++) {
      List<boolean[]> settings = new ArrayList<>();
      int[] round = new int[48];
      double[] values = new double[48];
      for (int i = 0; i < 48; i++) {
        boolean[] on = PlackettBurman.rows(4).get(i % 24);
        settings.add(on);
        round[i] = 5 + i / 24;
        values[i] = Math.exp(0.04 * random.nextGaussian() + (i < 24 ? 0 : 0.5));
        for (int f = 0; f < 4; f++) {
          values[i] *= on[f] ? truth[f] : 1;
        }
      }
      List<Judged> effects = PlackettBurman.effects(settings, round, values);
      for (int f = 0; f < 4; f++) {
        boolean in =
            effects.get(f).effect().low() <= truth[f] && truth[f] <= effects.get(f).effect().high();
        held += in ? 1 : 0;
      }
      assertThat(effects.get(0).effect().verdict()).isEqualTo(Verdict.FASTER);
    }
    assertThat(held / (4.0 * trials)).isBetween(0.93, 0.97);
  }

  @Test
  @DisplayName("Too many factors, too few runs and runs that tell nothing are refused")
  void refused() {
    assertThatThrownBy(() -> PlackettBurman.rows(12)).hasMessageContaining("1 to 11 factors");
    List<boolean[]> rows = PlackettBurman.rows(3);
    assertThatThrownBy(
            () -> PlackettBurman.effects(rows.subList(0, 4), new int[4], new double[] {1, 1, 1, 1}))
        .hasMessageContaining("more than 4 valid runs");
    boolean[] same = {true, false};
    assertThatThrownBy(
            () ->
                PlackettBurman.effects(
                    List.of(same, same, same, same), new int[4], new double[] {1, 2, 3, 4}))
        .hasMessageContaining("do not tell the factors apart");
  }
}
