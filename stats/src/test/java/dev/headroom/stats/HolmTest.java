package dev.headroom.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class HolmTest {

  private static final Offset<Double> TINY = within(1e-12);

  @Test
  @DisplayName("The smallest p is multiplied by the number of claims, and order is kept")
  void adjusts() {
    // sorted .005 x 4 = .02, .01 x 3 = .03, .03 x 2 = .06, .04 x 1 = .04 raised to .06
    assertThat(Holm.adjust(0.01, 0.04, 0.03, 0.005))
        .containsExactly(new double[] {0.03, 0.06, 0.06, 0.02}, TINY);
  }

  @Test
  @DisplayName("No p exceeds 1, and a single claim is left alone")
  void bounds() {
    assertThat(Holm.adjust(0.9, 0.8)).containsExactly(1.0, 1.0);
    assertThat(Holm.adjust(0.04)).containsExactly(0.04);
    assertThat(Holm.adjust()).isEmpty();
  }
}
