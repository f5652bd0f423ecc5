package dev.headroom.observe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimingHeadersTest {

  @ParameterizedTest
  @DisplayName("W1: microseconds are written as a decimal number with all digits")
  @CsvSource({
    "0, 3, 0.000",
    "7, 3, 0.007",
    "999, 3, 0.999",
    "1000, 3, 1.000",
    "12345, 3, 12.345",
    "12345, 6, 0.012345",
    "123456789, 6, 123.456789"
  })
  void decimals(long micros, int digits, String text) {
    StringBuilder before = new StringBuilder("db;dur=");
    assertThat(TimingHeaders.decimal(before, micros, digits)).hasToString("db;dur=" + text);
  }
}
