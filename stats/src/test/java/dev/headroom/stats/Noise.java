package dev.headroom.stats;

import java.util.Random;

/**
 * A machine whose speed wanders from block to block while two arms take turns, in random order
 * within each pair.
 */
final class Noise {

  private final Random random;
  private double level;

  Noise(long seed) {
    random = new Random(seed);
  }

  /** {before, after} of so many pairs; {@code effect} is the true ratio after / before. */
  double[][] pairs(int pairs, double effect) {
    double[][] values = new double[2][pairs];
    for (int k = 0; k < pairs; k++) {
      boolean swapped = random.nextBoolean();
      for (int turn = 0; turn < 2; turn++) {
        level += 0.05 * random.nextGaussian();
        int arm = swapped ? 1 - turn : turn;
        values[arm][k] = 100 * Math.exp(level + 0.03 * random.nextGaussian());
      }
      values[1][k] *= effect;
    }
    return values;
  }
}
