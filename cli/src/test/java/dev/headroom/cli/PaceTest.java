package dev.headroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PaceTest {

  @Test
  @DisplayName(
      "a slow machine is observed until it has answered as many requests as the rules want, within"
          + " four times the time")
  void observes() {
    assertThat(Pace.QUICK.observe(100)).isEqualTo(Duration.ofSeconds(12));
    assertThat(Pace.QUICK.observe(22)).isEqualTo(Duration.ofSeconds(20));
    assertThat(Pace.QUICK.observe(1)).isEqualTo(Duration.ofSeconds(48));
    assertThat(Pace.NORMAL.observe(22)).isEqualTo(Duration.ofSeconds(20));
    assertThat(Pace.NORMAL.observe(100)).isEqualTo(Duration.ofSeconds(15));
  }
}
