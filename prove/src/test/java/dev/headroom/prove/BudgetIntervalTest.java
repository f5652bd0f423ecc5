package dev.headroom.prove;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class BudgetIntervalTest {

  @Test
  @DisplayName("intervals: the share of errors is Wilson's")
  void intervals() {
    // 10 of 100: 5.52 to 17.44 % (Newcombe 1998, method 3).
    assertThat(BudgetInterval.share(10, 100)).contains("5.523 to 17.437 %");
    assertThat(BudgetInterval.share(0, 100)).contains("0.000 to 3.6");
  }
}
