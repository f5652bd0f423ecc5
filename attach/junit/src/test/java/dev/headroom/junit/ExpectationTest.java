package dev.headroom.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpectationTest {

  @ParameterizedTest
  @CsvSource({"1, 150, false", "1, 999, false", "1, 1000, true", "2, 99, false", "2, 100, true"})
  @DisplayName("a statement that ran once in a test, cold, is slow from ten times the threshold on")
  void cold(long executions, long fastestMillis, boolean slow) {
    assertThat(Expectation.isSlow(executions, fastestMillis * 1_000_000, Duration.ofMillis(100)))
        .isEqualTo(slow);
  }
}
