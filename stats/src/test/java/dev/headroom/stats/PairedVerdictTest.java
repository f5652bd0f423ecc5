package dev.headroom.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.loop.Verdict;
import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PairedVerdictTest {

  private static final int TRIALS = 2_000;

  private final PairedVerdict paired = new PairedVerdict();

  @Test
  @DisplayName("Ratio, interval and smallest effect equal the ones worked out by hand")
  void formula() {
    Judged judged = paired.judge(hundreds(5), logs(-0.1, -0.2, -0.3, -0.2, -0.2));

    // mean -0.2, s 0.0707107, error 0.0316228, t(4; .975) 2.7764451, t(4; .80) 0.9409646
    assertThat(judged.effect().ratio()).isCloseTo(0.818731, within(1e-6));
    assertThat(judged.effect().low()).isCloseTo(0.749913, within(1e-6));
    assertThat(judged.effect().high()).isCloseTo(0.893864, within(1e-6));
    assertThat(judged.effect().smallest()).isCloseTo(0.110908, within(1e-6));
    assertThat(judged.effect().pairs()).isEqualTo(5);
    assertThat(judged.effect().verdict()).isEqualTo(Verdict.FASTER);
  }

  @Test
  @DisplayName("Exchanging the arms turns FASTER into SLOWER with the inverse interval")
  void symmetric() {
    double[] before = hundreds(6);
    double[] after = logs(-0.1, -0.12, -0.11, -0.09, -0.1, -0.1);
    Judged there = paired.judge(before, after);
    Judged back = paired.judge(after, before);

    assertThat(there.effect().verdict()).isEqualTo(Verdict.FASTER);
    assertThat(back.effect().verdict()).isEqualTo(Verdict.SLOWER);
    assertThat(back.effect().low()).isCloseTo(1 / there.effect().high(), within(1e-9));
    assertThat(back.p()).isCloseTo(there.p(), within(1e-9));
  }

  @Test
  @DisplayName("Four pairs are never a verdict, however clear they look")
  void tooFew() {
    assertThat(paired.judge(hundreds(4), logs(-1, -1, -1, -1)).effect().verdict())
        .isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(paired.judge(hundreds(5), logs(-1, -1, -1, -1, -1)).effect().verdict())
        .isEqualTo(Verdict.FASTER);
  }

  @Test
  @DisplayName("An interval inside the margin is EQUIVALENT; with no spread at all, too")
  void equivalent() {
    assertThat(paired.judge(hundreds(5), logs(0.01, -0.01, 0, 0.005, 0)).effect().verdict())
        .isEqualTo(Verdict.EQUIVALENT);
    Judged same = paired.judge(hundreds(5), hundreds(5));
    assertThat(same.effect().verdict()).isEqualTo(Verdict.EQUIVALENT);
    assertThat(same.p()).isZero();
  }

  @Test
  @DisplayName("Sign-flip p counts the sign assignments whose sum is at most the one seen")
  void signFlip() {
    assertThat(PairedVerdict.flipped(new double[] {-1, -2, -3})).isEqualTo(1 / 8.0);
    assertThat(PairedVerdict.flipped(new double[] {-1, -2, 3})).isEqualTo(5 / 8.0);
    double[] many = new double[20];
    Arrays.fill(many, -1);
    assertThat(PairedVerdict.flipped(many)).isLessThan(0.001);
  }

  @Test
  @DisplayName("One missing or impossible value is refused, naming the pair")
  void refused() {
    assertThatThrownBy(() -> paired.judge(hundreds(3), new double[] {1, 0, 1}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("pair 1 was 100.0, 0.0");
    assertThatThrownBy(() -> paired.judge(hundreds(1), hundreds(1)))
        .hasMessageContaining("at least 2 complete pairs");
  }

  @Test
  @DisplayName("Identical arms on a drifting machine: at most 6 % of runs show a difference")
  void identicalArms() {
    Noise noise = new Noise(1);
    PairedVerdict noMargin = new PairedVerdict(0, 0.05);
    int outside = 0;
    int claimed = 0;
    for (int i = 0; i < TRIALS; i++) {
      double[][] pairs = noise.pairs(8, 1);
      Judged judged = noMargin.judge(pairs[0], pairs[1]);
      outside += judged.effect().low() > 1 || judged.effect().high() < 1 ? 1 : 0;
      Verdict verdict = paired.judge(pairs[0], pairs[1]).effect().verdict();
      claimed += verdict == Verdict.FASTER || verdict == Verdict.SLOWER ? 1 : 0;
    }
    assertThat(outside / (double) TRIALS).isBetween(0.035, 0.065);
    assertThat(claimed / (double) TRIALS).isLessThan(0.05);
  }

  @Test
  @DisplayName("At the edge of the margin at most 5 % of runs are called EQUIVALENT or FASTER")
  void edge() {
    Noise noise = new Noise(2);
    int wrong = 0;
    for (int i = 0; i < TRIALS; i++) {
      double[][] pairs = noise.pairs(8, 1 / 1.03);
      wrong += paired.judge(pairs[0], pairs[1]).effect().verdict() != Verdict.INCONCLUSIVE ? 1 : 0;
    }
    assertThat(wrong / (double) TRIALS).isLessThan(0.065);
  }

  @Test
  @DisplayName("An effect of the size called smallest detectable is seen in about 80 % of runs")
  void power() {
    Noise noise = new Noise(3);
    PairedVerdict noMargin = new PairedVerdict(0, 0.05);
    double smallest = 0;
    for (int i = 0; i < 200; i++) {
      double[][] pairs = noise.pairs(10, 1);
      smallest += noMargin.judge(pairs[0], pairs[1]).effect().smallest() / 200;
    }
    int found = 0;
    for (int i = 0; i < TRIALS; i++) {
      double[][] pairs = noise.pairs(10, 1 - smallest);
      found += noMargin.judge(pairs[0], pairs[1]).effect().verdict() == Verdict.FASTER ? 1 : 0;
    }
    assertThat(found / (double) TRIALS).isBetween(0.72, 0.88);
  }

  private static double[] hundreds(int n) {
    double[] values = new double[n];
    Arrays.fill(values, 100);
    return values;
  }

  private static double[] logs(double... logs) {
    return Arrays.stream(logs).map(d -> 100 * Math.exp(d)).toArray();
  }
}
