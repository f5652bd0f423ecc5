package dev.headroom.observe;

import java.math.BigDecimal;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * 64-bit hashes of bind and column values. A number has the same hash whatever type it was bound or
 * read as, so that an {@code int} column is recognised in a {@code long} bind.
 */
final class Hashes {

  static final long NULL = 0x5bd1e9955bd1e995L;
  private static final long GOLDEN = 0x9e3779b97f4a7c15L;

  private Hashes() {}

  /** Stafford's variant 13 of the MurmurHash3 finaliser. */
  static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  static long of(long value) {
    return mix(value + GOLDEN);
  }

  /** The hash of one bind at its position; positions are added up. */
  static long at(int index, long hash) {
    return mix(hash + index * GOLDEN);
  }

  static long of(@Nullable Object value) {
    if (value == null) {
      return NULL;
    }
    if (value instanceof String text) {
      return mix(((long) text.hashCode() << 20) ^ text.length());
    }
    if (value instanceof Long || value instanceof Integer || value instanceof Short) {
      return of(((Number) value).longValue());
    }
    if (value instanceof BigDecimal decimal) {
      BigDecimal plain = decimal.stripTrailingZeros();
      return plain.scale() <= 0 && plain.precision() - plain.scale() < 19
          ? of(plain.longValue())
          : mix(plain.hashCode());
    }
    if (value instanceof byte[] bytes) {
      return mix(Arrays.hashCode(bytes));
    }
    if (value instanceof Object[] array) {
      return mix(Arrays.deepHashCode(array));
    }
    if (value instanceof Typed typed) {
      return of(typed.value());
    }
    return mix(value.hashCode());
  }
}
