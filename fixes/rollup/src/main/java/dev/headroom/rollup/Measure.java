package dev.headroom.rollup;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A figure that is kept for each bucket.
 *
 * @param name its name, which is the name of its column
 * @param kind what it is
 * @param column the column that it is about; null for the number of rows
 * @param weight TOP: the column whose sum ranks the values; null to rank by number of rows
 * @param size TOP: how many values are wanted, 1 to 1000; 0 for others
 */
public record Measure(
    String name, Kind kind, @Nullable String column, @Nullable String weight, int size) {

  /** What can be measured, and how well. */
  public enum Kind {
    /** Number of rows, or of those whose column is not null. Exact. */
    COUNT,
    /** Sum. Exact, except of floating-point columns, whose sums depend on the order of adding. */
    SUM,
    /** Smallest. Exact. */
    MIN,
    /** Largest. Exact. */
    MAX,
    /** Average, kept as sum and count, exact as they are. */
    AVERAGE,
    /** Number of different values. Exact; every grain is computed from the raw rows. */
    DISTINCT,
    /**
     * Number of different values by UltraLogLog (Ertl, 2023) of 4 KB: standard error 1.2 % (0.76 /
     * sqrt(4096)), from the grain below.
     */
    DISTINCT_SKETCH,
    /**
     * Any percentile by DDSketch (Masson, Rim, Lee, 2019): a value at most 1 % from the one at that
     * rank, whatever the number of rows.
     */
    PERCENTILES,
    /**
     * The most frequent, or heaviest, values: 10 times as many are kept as are wanted, the rest
     * bounds the error, which each value carries. Exact where no bucket had more. Weights of at
     * least 0.
     */
    TOP;

    /** Whether a bucket's can be made of its parts'. */
    boolean merges() {
      return this != DISTINCT;
    }

    /** How it is written in YAML. */
    String word() {
      return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
  }

  /** Refuses names and combinations that cannot be. */
  public Measure {
    Objects.requireNonNull(kind, "kind");
    Names.check("the name of a measure", name);
    if (column == null && kind != Kind.COUNT) {
      throw new IllegalArgumentException(
          "the measure '" + name + "' (" + kind.word() + ") needs a column");
    }
    if (column != null) {
      Names.check("the column of the measure '" + name + "'", column);
    }
    if (weight != null) {
      Names.check("the weight of the measure '" + name + "'", weight);
    }
    if (kind == Kind.TOP && (size < 1 || size > 1000)) {
      throw new IllegalArgumentException(
          "the measure '"
              + name
              + "' keeps the top 1 to 1000 values: write a size such as 10"
              + (size == 0 ? "" : ", was " + size));
    }
    if (kind != Kind.TOP && (size != 0 || weight != null)) {
      throw new IllegalArgumentException(
          "the measure '" + name + "': size and weight are of top, not of " + kind.word());
    }
  }

  /**
   * The number of rows.
   *
   * @param name its name
   * @return the measure
   */
  public static Measure count(String name) {
    return new Measure(name, Kind.COUNT, null, null, 0);
  }

  /**
   * A measure of a column; all kinds but TOP.
   *
   * @param name its name
   * @param kind what it is
   * @param column the column
   * @return the measure
   */
  public static Measure of(String name, Kind kind, String column) {
    return new Measure(name, kind, column, null, 0);
  }

  /**
   * The heaviest values of a column.
   *
   * @param name its name
   * @param size how many
   * @param column whose values
   * @param weight the column that is added up for each value; null to count rows
   * @return the measure
   */
  public static Measure top(String name, int size, String column, @Nullable String weight) {
    return new Measure(name, Kind.TOP, column, weight, size);
  }

  /** Its columns in a rollup's tables. */
  List<String> stored() {
    return kind == Kind.AVERAGE ? List.of(name + "_sum", name + "_count") : List.of(name);
  }

  /** Whether it is a sketch, which is stored as bytes. */
  boolean sketch() {
    return kind == Kind.DISTINCT_SKETCH || kind == Kind.PERCENTILES || kind == Kind.TOP;
  }

  /** Whether its column must hold numbers. */
  boolean numeric() {
    return switch (kind) {
      case SUM, MIN, MAX, AVERAGE, PERCENTILES -> true;
      default -> false;
    };
  }

  /** How many values a bucket keeps of TOP. */
  int capacity() {
    return 10 * size;
  }
}
