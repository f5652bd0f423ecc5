package dev.headroom.prove;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArrivalsTest {

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  @DisplayName(
      "Distances of Poisson arrivals are exponential: Kolmogorov's distance is within its 99.9 % bound")
  void exponential(long seed) {
    int n = 50_000;
    Arrivals arrivals = new Arrivals(1000, Load.Spacing.POISSON, seed);
    double[] gaps = new double[n];
    long before = 0;
    for (int i = 0; i < n; i++) {
      long at = arrivals.next();
      gaps[i] = (at - before) / 1e6;
      before = at;
    }
    Arrays.sort(gaps);
    double distance = 0;
    for (int i = 0; i < n; i++) {
      double expected = 1 - Math.exp(-gaps[i]);
      distance =
          Math.max(
              distance,
              Math.max(Math.abs((i + 1.0) / n - expected), Math.abs((double) i / n - expected)));
    }
    assertThat(distance).isLessThan(1.95 / Math.sqrt(n));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  @DisplayName("Constant arrivals are evenly spaced from a random phase within the first distance")
  void constant(long seed) {
    Arrivals arrivals = new Arrivals(1000, Load.Spacing.CONSTANT, seed);
    long first = arrivals.next();
    assertThat(first).isBetween(0L, 1_000_000L);
    for (int i = 1; i < 1000; i++) {
      assertThat(arrivals.next() - first - i * 1_000_000L).isBetween(-1L, 1L);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  @DisplayName(
      "In a ramp the integral of the rate between arrivals is exponential: a Poisson process of that rate")
  void ramp(long seed) {
    // 0 to 1,000/s in 10 s, then 500/s for 10 s: 5,000 and 5,000 arrivals; a group with half of it.
    List<LoadPlan.Phase> phases =
        List.of(
            new LoadPlan.Phase("r", LoadPlan.Kind.RAMP, Duration.ofSeconds(10), 0, 1_000),
            new LoadPlan.Phase("s", LoadPlan.Kind.STEADY, Duration.ofSeconds(10), 500, 500));
    Arrivals arrivals = new Arrivals(phases, 0.5, Load.Spacing.POISSON, seed);
    List<Double> gaps = new ArrayList<>();
    double before = 0;
    long last = 0;
    for (long at = arrivals.next(); at != Arrivals.NEVER; at = arrivals.next()) {
      assertThat(at).isGreaterThanOrEqualTo(last).isLessThanOrEqualTo(20_000_000_000L);
      last = at;
      double t = at / 1e9;
      double area = 0.5 * (t < 10 ? 50 * t * t : 5_000 + 500 * (t - 10));
      gaps.add(area - before);
      before = area;
    }
    int n = gaps.size();
    assertThat(n).isBetween(4_720, 5_280);
    Collections.sort(gaps);
    double distance = 0;
    for (int i = 0; i < n; i++) {
      double expected = 1 - Math.exp(-gaps.get(i));
      distance = Math.max(distance, Math.abs((i + 0.5) / n - expected));
    }
    assertThat(distance).isLessThan(1.95 / Math.sqrt(n));
  }
}
