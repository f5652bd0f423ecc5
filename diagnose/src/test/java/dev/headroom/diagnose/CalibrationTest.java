package dev.headroom.diagnose;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.diagnose.Calibration.Saving;
import dev.headroom.loop.FindingKind;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Calibration")
class CalibrationTest {

  @Test
  @DisplayName("is the median of measured over expected, kind by kind")
  void median() {
    List<Calibration> all =
        Calibration.of(
            List.of(
                new Saving(FindingKind.CACHEABLE_READ, 10, 9),
                new Saving(FindingKind.N_PLUS_ONE, 10, 8),
                new Saving(FindingKind.N_PLUS_ONE, 10, -100),
                new Saving(FindingKind.N_PLUS_ONE, 10, 10)));
    assertThat(all)
        .containsExactly(
            new Calibration(FindingKind.N_PLUS_ONE, 3, 0.8, false),
            new Calibration(FindingKind.CACHEABLE_READ, 1, 0.9, false));
  }

  @Test
  @DisplayName("says that a rule promises too much from five fixes on that bring less than half")
  void overPromises() {
    List<Saving> savings = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      savings.add(new Saving(FindingKind.OVER_FETCH, 10, 4));
    }
    assertThat(Calibration.of(savings).get(0).overPromises()).isFalse();
    savings.add(new Saving(FindingKind.OVER_FETCH, 10, 4));
    assertThat(Calibration.of(savings).get(0).overPromises()).isTrue();
  }

  @Test
  @DisplayName("leaves out what promised nothing and what is no number")
  void leavesOut() {
    assertThat(
            Calibration.of(
                List.of(
                    new Saving(FindingKind.OWN_CODE, 0, 5),
                    new Saving(FindingKind.OWN_CODE, -1, 5),
                    new Saving(FindingKind.OWN_CODE, 5, Double.NaN))))
        .isEmpty();
  }
}
