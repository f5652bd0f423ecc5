package dev.headroom.rollup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SketchTest {

  @Test
  @DisplayName(
      "distinct values are told within 5 %, 4 standard errors, and exactly the same in any order and grouping")
  void distinct() {
    Random random = new Random(1);
    for (int size : new int[] {1, 10, 1_000, 100_000}) {
      List<String> values = new ArrayList<>();
      for (int i = 0; i < size; i++) {
        values.add("user" + i);
      }
      DistinctSketch whole = DistinctSketch.empty();
      values.forEach(whole::add);
      Collections.shuffle(values, random);
      DistinctSketch merged = DistinctSketch.empty();
      for (int from = 0; from < size; from += 997) {
        DistinctSketch part = DistinctSketch.empty();
        values.subList(from, Math.min(size, from + 997)).forEach(part::add);
        merged = DistinctSketch.read(part.write()).with(merged);
      }
      assertThat(merged.write()).isEqualTo(whole.write());
      assertThat((double) whole.estimate()).isCloseTo(size, within(size * 0.05));
    }
  }

  @Test
  @DisplayName(
      "percentiles are within 1 % of the value at the rank, negative ones too, and the same in any order and grouping")
  void percentiles() {
    Random random = new Random(2);
    List<Double> values = new ArrayList<>();
    for (int i = 0; i < 5001; i++) {
      values.add(random.nextGaussian() * Math.pow(10, random.nextInt(6)));
    }
    PercentileSketch whole = PercentileSketch.empty();
    values.forEach(value -> whole.add(value, 1));
    Collections.shuffle(values, random);
    PercentileSketch merged = PercentileSketch.empty();
    for (double value : values) {
      PercentileSketch part = PercentileSketch.empty();
      part.add(value, 1);
      merged = merged.with(PercentileSketch.read(part.write()));
    }
    assertThat(merged.write()).isEqualTo(whole.write());
    Collections.sort(values);
    for (int percent = 0; percent <= 100; percent += 5) {
      double exact = values.get(percent * 50);
      assertThat(whole.at(percent)).isCloseTo(exact, within(Math.abs(exact) * 0.0101));
    }
    whole.add(Double.NaN, 1);
    whole.add(Double.POSITIVE_INFINITY, 1);
    assertThat(whole.write()).isEqualTo(merged.write());
  }

  @Test
  @DisplayName(
      "every value of a merged top list weighs at least what it says and at most its slack more, and what is missing at most what was omitted")
  void top() {
    Random random = new Random(3);
    for (int round = 0; round < 300; round++) {
      Map<String, BigDecimal> exact = new HashMap<>();
      TopList merged = TopList.EMPTY;
      for (int part = 0; part < 12; part++) {
        Map<String, BigDecimal> weights = new HashMap<>();
        for (int i = random.nextInt(30); i > 0; i--) {
          weights.put(
              "app" + (int) Math.abs(random.nextGaussian() * 12),
              BigDecimal.valueOf(random.nextInt(100)));
        }
        weights.forEach((value, weight) -> exact.merge(value, weight, BigDecimal::add));
        merged = merged.with(TopList.read(TopList.of(weights, 10).write()), 10);
      }
      for (Map.Entry<String, BigDecimal> each : exact.entrySet()) {
        TopList.Weight told = merged.heaviest().get(each.getKey());
        if (told == null) {
          assertThat(each.getValue()).isLessThanOrEqualTo(merged.omitted());
        } else {
          assertThat(each.getValue())
              .isGreaterThanOrEqualTo(told.least())
              .isLessThanOrEqualTo(told.least().add(told.slack()));
        }
      }
    }
  }

  @Test
  @DisplayName("a weight of 60 is told as 60, not as 6E+1")
  void plain() {
    TopList stored = TopList.read(TopList.of(Map.of("a", new BigDecimal("60")), 3).write());
    assertThat(stored.heaviest().get("a").least()).hasToString("60");
  }
}
