package dev.headroom.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.loop.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PooledPercentileTest {

  @Test
  @DisplayName("The ratio is that of the merged samples' percentiles, not a mean of percentiles")
  void merged() {
    // p50 of {1..10, 1000 x 30} is 1000; the mean of the blocks' medians would be about 503
    List<Histogram> before = List.of(of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10), repeated(1000, 30));
    List<Histogram> after = List.of(repeated(500, 10), repeated(500, 30));
    assertThat(new PooledPercentile(before, after).judge(50, 1).effect().ratio())
        .isCloseTo(0.5, within(0.001));
  }

  @Test
  @DisplayName("The same seed gives the same interval, another seed another")
  void seeded() {
    List<List<Histogram>> arms = rounds(new Random(6), 8, 1);
    PooledPercentile pooled = new PooledPercentile(arms.get(0), arms.get(1));
    assertThat(pooled.judge(95, 7))
        .isEqualTo(pooled.judge(95, 7))
        .isNotEqualTo(pooled.judge(95, 8));
  }

  @Test
  @DisplayName("Identical arms: the 95 % interval of p95 misses 1 in at most 8 % of runs")
  void identicalArms() {
    Random random = new Random(8);
    int outside = 0;
    int claimed = 0;
    for (int i = 0; i < 400; i++) {
      List<List<Histogram>> arms = rounds(random, 8, 1);
      Judged judged = new PooledPercentile(arms.get(0), arms.get(1)).judge(95, i);
      outside += judged.effect().low() > 1 || judged.effect().high() < 1 ? 1 : 0;
      Verdict verdict = judged.effect().verdict();
      claimed += verdict == Verdict.FASTER || verdict == Verdict.SLOWER ? 1 : 0;
    }
    assertThat(outside / 400.0).isLessThan(0.08);
    assertThat(claimed / 400.0).isLessThan(0.05);
  }

  @Test
  @DisplayName("A p95 that halves is found FASTER in nearly all runs")
  void finds() {
    Random random = new Random(9);
    int found = 0;
    for (int i = 0; i < 100; i++) {
      List<List<Histogram>> arms = rounds(random, 8, 0.5);
      Judged judged = new PooledPercentile(arms.get(0), arms.get(1)).judge(95, i);
      found += judged.effect().verdict() == Verdict.FASTER ? 1 : 0;
    }
    assertThat(found).isGreaterThan(90);
  }

  @Test
  @DisplayName("Rounds without a partner, and arms without a sample, are refused")
  void refused() {
    List<Histogram> two = List.of(of(1), of(2));
    assertThatThrownBy(() -> new PooledPercentile(two, List.of(of(1))))
        .hasMessageContaining("complete rounds");
    assertThatThrownBy(() -> new PooledPercentile(two, List.of(of(), of())).judge(50, 1))
        .hasMessageContaining("no sample");
  }

  /** Rounds of 60 log-normal samples an arm, on a machine whose speed wanders. */
  private static List<List<Histogram>> rounds(Random random, int rounds, double effect) {
    List<List<Histogram>> arms = List.of(new ArrayList<>(), new ArrayList<>());
    double level = 9;
    for (int k = 0; k < rounds; k++) {
      for (int arm = 0; arm < 2; arm++) {
        level += 0.05 * random.nextGaussian();
        Histogram block = of();
        for (int i = 0; i < 60; i++) {
          double value = Math.exp(level + 0.5 * random.nextGaussian()) * (arm == 0 ? 1 : effect);
          block.recordValue((long) value);
        }
        arms.get(arm).add(block);
      }
    }
    return arms;
  }

  private static Histogram repeated(long value, int times) {
    Histogram histogram = of();
    histogram.recordValueWithCount(value, times);
    return histogram;
  }

  private static Histogram of(long... values) {
    Histogram histogram = new Histogram(3_600_000_000L, 3);
    for (long value : values) {
      histogram.recordValue(value);
    }
    return histogram;
  }
}
