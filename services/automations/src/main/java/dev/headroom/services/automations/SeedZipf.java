package dev.headroom.services.automations;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Users by Zipf's law; who is the n-th most is scattered over the ids. */
final class SeedZipf {

  private static final long SCATTER = 7_919;

  private final double[] sums;

  SeedZipf(int users) {
    sums = new double[users];
    double sum = 0;
    for (int i = 0; i < users; i++) {
      sum += 1.0 / (i + 1);
      sums[i] = sum;
    }
  }

  long draw(SplittableRandom random) {
    int found = Arrays.binarySearch(sums, random.nextDouble() * sums[sums.length - 1]);
    long rank = Math.min(found >= 0 ? found : -found - 1, sums.length - 1);
    return 1 + rank * SCATTER % sums.length;
  }
}
