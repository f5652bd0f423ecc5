package dev.headroom.diagnose;

import java.time.Duration;

/** What a threshold cannot be, said with the key that people write and what to write instead. */
final class Refused {

  private Refused() {}

  static void unlessShare(String option, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw because(option, value, "a share in 0..1");
    }
  }

  static void unlessTime(String option, Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw because(option, value.toMillis() + " ms", "a time above 0, such as 100 ms");
    }
    if (value.compareTo(Duration.ofDays(365)) > 0) {
      throw because(option, value.toDays() + " days", "a time of at most 365 days");
    }
  }

  static void unlessAtLeast(String option, double value, long least) {
    if (!(value >= least && value <= Long.MAX_VALUE)) {
      throw because(option, Words.number(value), least + " or more");
    }
  }

  static IllegalArgumentException because(String option, Object was, String instead) {
    return new IllegalArgumentException(
        "threshold " + ThresholdKeys.key(option) + " was " + was + "; write " + instead);
  }
}
