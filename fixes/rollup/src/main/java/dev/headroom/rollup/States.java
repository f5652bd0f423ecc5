package dev.headroom.rollup;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a measure: as it comes from the raw rows, merged with another bucket's, and as it
 * is stored. COUNT and DISTINCT are Long; SUM, MIN and MAX a BigDecimal, or a Double of
 * floating-point columns, or null of no values; AVERAGE a {@link Mean}; the others their sketch.
 */
final class States {

  private States() {}

  /**
   * An average's parts.
   *
   * @param sum null of no values
   * @param count how many
   */
  record Mean(@Nullable Number sum, long count) {}

  /** A sketch as it was read: most questions look at other measures, so it is opened late. */
  static final class Stored {

    private final Measure measure;
    private final byte[] bytes;

    Stored(Measure measure, byte[] bytes) {
      this.measure = measure;
      this.bytes = bytes;
    }
  }

  /** What it holds, if it is a stored sketch. */
  static @Nullable Object opened(@Nullable Object state) {
    return state instanceof Stored stored ? sketch(stored.measure, stored.bytes) : state;
  }

  /** Of a bucket without rows. */
  static @Nullable Object empty(Measure measure) {
    return switch (measure.kind()) {
      case COUNT, DISTINCT -> 0L;
      case SUM, MIN, MAX -> null;
      case AVERAGE -> new Mean(null, 0);
      case DISTINCT_SKETCH -> DistinctSketch.empty();
      case PERCENTILES -> PercentileSketch.empty();
      case TOP -> TopList.EMPTY;
    };
  }

  /** Of two buckets together. */
  static @Nullable Object merge(Measure measure, @Nullable Object first, @Nullable Object second) {
    Object one = opened(first);
    Object other = opened(second);
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return switch (measure.kind()) {
      case COUNT -> (Long) one + (Long) other;
      case SUM -> add((Number) one, (Number) other);
      case MIN -> compare((Number) one, (Number) other) <= 0 ? one : other;
      case MAX -> compare((Number) one, (Number) other) >= 0 ? one : other;
      case AVERAGE -> {
        Mean mine = (Mean) one;
        Mean theirs = (Mean) other;
        Number sum =
            mine.sum == null || theirs.sum == null
                ? mine.sum == null ? theirs.sum : mine.sum
                : add(mine.sum, theirs.sum);
        yield new Mean(sum, mine.count + theirs.count);
      }
      case DISTINCT_SKETCH -> ((DistinctSketch) one).with((DistinctSketch) other);
      case PERCENTILES -> ((PercentileSketch) one).with((PercentileSketch) other);
      case TOP -> ((TopList) one).with((TopList) other, measure.capacity());
      case DISTINCT ->
          throw new IllegalArgumentException(
              "the different values of two buckets cannot be added: '"
                  + measure.name()
                  + "' is exact for one bucket each; declare it as distinct-sketch, or a coarser"
                  + " grain");
    };
  }

  /** Equal, floating-point sums to 9 digits: they depend on the order of adding. */
  static boolean same(@Nullable Object first, @Nullable Object second) {
    Object one = opened(first);
    Object other = opened(second);
    if (one == null || other == null) {
      return one == null && other == null;
    }
    if (one instanceof Mean mine && other instanceof Mean theirs) {
      return mine.count == theirs.count && same(mine.sum, theirs.sum);
    }
    if (one instanceof Number mine && other instanceof Number theirs) {
      return close(mine, theirs);
    }
    return java.util.Arrays.equals(bytes(one), bytes(other));
  }

  private static boolean close(Number one, Number other) {
    if (one instanceof Double || other instanceof Double) {
      double mine = one.doubleValue();
      double theirs = other.doubleValue();
      return Double.compare(mine, theirs) == 0
          || Math.abs(mine - theirs) <= 1e-9 * Math.max(Math.abs(mine), Math.abs(theirs));
    }
    return compare(one, other) == 0;
  }

  /** A sketch as it is stored. */
  static byte[] bytes(Object sketch) {
    if (sketch instanceof Stored stored) {
      return stored.bytes;
    }
    if (sketch instanceof DistinctSketch distinct) {
      return distinct.write();
    }
    return sketch instanceof PercentileSketch percentiles
        ? percentiles.write()
        : ((TopList) sketch).write();
  }

  private static Object sketch(Measure measure, byte[] stored) {
    return switch (measure.kind()) {
      case DISTINCT_SKETCH -> DistinctSketch.read(stored);
      case PERCENTILES -> PercentileSketch.read(stored);
      default -> TopList.read(stored);
    };
  }

  /** A number as the driver gives it: exact ones as BigDecimal. */
  static @Nullable Number number(@Nullable Object value) {
    if (value == null || value instanceof Double || value instanceof BigDecimal) {
      return (Number) value;
    }
    if (value instanceof Float real) {
      return real.doubleValue();
    }
    if (value instanceof Number whole) {
      return BigDecimal.valueOf(whole.longValue());
    }
    throw new IllegalStateException(
        "a measure found '" + value + "' where it needs a number; look at the column's type");
  }

  static Number add(Number one, Number other) {
    return one instanceof BigDecimal exact && other instanceof BigDecimal also
        ? exact.add(also)
        : (Number) (one.doubleValue() + other.doubleValue());
  }

  private static int compare(Number one, Number other) {
    return one instanceof BigDecimal exact && other instanceof BigDecimal also
        ? exact.compareTo(also)
        : Double.compare(one.doubleValue(), other.doubleValue());
  }
}
