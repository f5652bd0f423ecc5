package dev.headroom.prove;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
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
}
