package dev.headroom.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.loop.Effect;
import dev.headroom.loop.Verdict;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ConfidenceSequenceTest {

  @Test
  @DisplayName("Half width at pair 10 of 20 planned equals the one worked out by hand")
  void width() {
    // r^2 = (5.9914645 + 1.9446903) / 20; sqrt(2 * 4.968077 / 39.68077 * 3.797249)
    assertThat(new ConfidenceSequence(20).width(10)).isCloseTo(0.975116, within(1e-4));
  }

  @Test
  @DisplayName("It says nothing before pair 10")
  void silent() {
    ConfidenceSequence sequence = new ConfidenceSequence(20);
    for (int i = 0; i < 9; i++) {
      sequence.add(100, 50 + i);
      assertThat(sequence.look()).isEmpty();
    }
    sequence.add(100, 50);
    assertThat(sequence.look()).get().extracting(Effect::verdict).isEqualTo(Verdict.FASTER);
    assertThatThrownBy(() -> new ConfidenceSequence(9)).hasMessageContaining("at least 10 pairs");
  }

  @Test
  @DisplayName("Identical arms, looked at after every pair from 10 to 60: at most 5 % ever differ")
  void anyTime() {
    Noise noise = new Noise(4);
    int ever = 0;
    for (int trial = 0; trial < 1_000; trial++) {
      double[][] pairs = noise.pairs(60, 1);
      ConfidenceSequence sequence = new ConfidenceSequence(30, 0, 0.05);
      boolean wrong = false;
      for (int k = 0; k < 60; k++) {
        sequence.add(pairs[0][k], pairs[1][k]);
        Optional<Effect> look = sequence.look();
        wrong |= look.isPresent() && look.get().verdict() != Verdict.INCONCLUSIVE;
      }
      ever += wrong ? 1 : 0;
    }
    assertThat(ever / 1_000.0).isLessThan(0.055);
  }

  @Test
  @DisplayName("An effect of 20 % is found within 30 pairs in nearly all runs")
  void finds() {
    Noise noise = new Noise(5);
    int found = 0;
    for (int trial = 0; trial < 500; trial++) {
      double[][] pairs = noise.pairs(30, 0.8);
      ConfidenceSequence sequence = new ConfidenceSequence(30);
      for (int k = 0; k < 30; k++) {
        sequence.add(pairs[0][k], pairs[1][k]);
      }
      found += sequence.look().orElseThrow().verdict() == Verdict.FASTER ? 1 : 0;
    }
    assertThat(found).isGreaterThan(475);
  }
}
