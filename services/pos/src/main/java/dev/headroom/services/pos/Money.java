package dev.headroom.services.pos;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/** Exact arithmetic in minor units. An overflow throws, it never wraps. */
final class Money {

  /**
   * The highest price or amount that is accepted: keeps every total of an order far from overflow.
   */
  static final long MAX_PRICE = 1_000_000_000L;

  private Money() {}

  /** An amount times a rate, rounded half to even. */
  static long rate(long minor, BigDecimal rate) {
    return BigDecimal.valueOf(minor)
        .multiply(rate)
        .setScale(0, RoundingMode.HALF_EVEN)
        .longValueExact();
  }

  /**
   * Splits an amount in proportion to weights by largest remainder: the parts sum to the amount
   * exactly, each is within one of its exact share, ties go to the earlier part.
   *
   * @param amount at least 0 and at most the sum of the weights
   */
  static long[] split(long amount, long[] weights) {
    long sum = 0;
    for (long weight : weights) {
      sum = Math.addExact(sum, weight);
    }
    long[] parts = new long[weights.length];
    if (amount == 0 || sum == 0) {
      return parts;
    }
    BigInteger total = BigInteger.valueOf(sum);
    long[] remainders = new long[weights.length];
    long left = amount;
    for (int i = 0; i < weights.length; i++) {
      BigInteger[] share =
          BigInteger.valueOf(amount)
              .multiply(BigInteger.valueOf(weights[i]))
              .divideAndRemainder(total);
      parts[i] = share[0].longValueExact();
      remainders[i] = share[1].longValueExact();
      left -= parts[i];
    }
    for (; left > 0; left--) {
      int largest = 0;
      for (int i = 1; i < remainders.length; i++) {
        if (remainders[i] > remainders[largest]) {
          largest = i;
        }
      }
      parts[largest]++;
      remainders[largest] = -1;
    }
    return parts;
  }
}
