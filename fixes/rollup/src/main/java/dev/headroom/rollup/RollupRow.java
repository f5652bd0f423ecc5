package dev.headroom.rollup;

import dev.headroom.loop.Nearest;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The figures of one bucket of one group, or of several together. */
public final class RollupRow {

  private final Rollup rollup;
  private final Map<String, Object> keys;
  private final @Nullable Bucket bucket;
  private final @Nullable Object[] states;

  RollupRow(
      Rollup rollup, Map<String, Object> keys, @Nullable Bucket bucket, @Nullable Object[] states) {
    this.rollup = rollup;
    this.keys = keys;
    this.bucket = bucket;
    this.states = states;
  }

  /**
   * One of the heaviest values.
   *
   * @param value the value, as text
   * @param weight its weight, or number of rows: at least this
   * @param slack how much more it may be; 0 where it is exact
   */
  public record Top(String value, BigDecimal weight, BigDecimal slack) {}

  /**
   * The group.
   *
   * @return values of the keys; whole numbers are Long
   */
  public Map<String, Object> keys() {
    return keys;
  }

  /**
   * The bucket.
   *
   * @return null of a total
   */
  public @Nullable Bucket bucket() {
    return bucket;
  }

  /**
   * A number of rows or of different values.
   *
   * @param measure a count, distinct or distinct-sketch
   * @return the number; of a sketch its estimate
   */
  public long count(String measure) {
    Object state =
        state(measure, Measure.Kind.COUNT, Measure.Kind.DISTINCT, Measure.Kind.DISTINCT_SKETCH);
    return state instanceof DistinctSketch sketch
        ? sketch.estimate()
        : state == null ? 0 : (Long) state;
  }

  /**
   * A sum, smallest, largest or average.
   *
   * @param measure a sum, min, max or average
   * @return null if no row had a value; an average to 34 digits
   */
  public @Nullable BigDecimal number(String measure) {
    Object state =
        state(measure, Measure.Kind.SUM, Measure.Kind.MIN, Measure.Kind.MAX, Measure.Kind.AVERAGE);
    if (state instanceof States.Mean mean) {
      Number sum = mean.sum();
      return sum == null
          ? null
          : decimal(sum).divide(BigDecimal.valueOf(mean.count()), MathContext.DECIMAL128);
    }
    return state == null ? null : decimal((Number) state);
  }

  private static BigDecimal decimal(Number number) {
    return number instanceof BigDecimal exact ? exact : new BigDecimal(number.doubleValue());
  }

  /**
   * A percentile.
   *
   * @param measure one of percentiles
   * @param percentile 0 to 100
   * @return at most 1 % from the value at that rank; NaN if no row had a value
   */
  public double percentile(String measure, double percentile) {
    if (!(percentile >= 0 && percentile <= 100)) {
      throw new IllegalArgumentException("a percentile is from 0 to 100, was " + percentile);
    }
    Object state = state(measure, Measure.Kind.PERCENTILES);
    return state instanceof PercentileSketch sketch ? sketch.at(percentile) : Double.NaN;
  }

  /**
   * The heaviest values.
   *
   * @param measure one of top
   * @return at most as many as declared, heaviest first
   */
  public List<Top> top(String measure) {
    Object state = state(measure, Measure.Kind.TOP);
    List<Top> top = new ArrayList<>();
    if (state instanceof TopList list) {
      int size = rollup.measures().get(index(measure)).size();
      list.heaviest().entrySet().stream()
          .limit(size)
          .forEach(
              each ->
                  top.add(
                      new Top(each.getKey(), each.getValue().least(), each.getValue().slack())));
    }
    return top;
  }

  private int index(String measure) {
    List<String> names = rollup.measures().stream().map(Measure::name).toList();
    int index = names.indexOf(measure);
    if (index < 0) {
      throw new IllegalArgumentException(
          Nearest.unknown("measure of the rollup '" + rollup.name() + "'", measure, names));
    }
    return index;
  }

  private @Nullable Object state(String measure, Measure.Kind... kinds) {
    int index = index(measure);
    Measure.Kind kind = rollup.measures().get(index).kind();
    if (!List.of(kinds).contains(kind)) {
      throw new IllegalArgumentException(
          "'" + measure + "' is a " + kind.word() + ": ask for it as one");
    }
    return States.opened(states[index]);
  }

  /** Two rows together. */
  RollupRow with(RollupRow other, Map<String, Object> sharedKeys, @Nullable Bucket sharedBucket) {
    @Nullable Object[] both = new @Nullable Object[states.length];
    for (int i = 0; i < both.length; i++) {
      both[i] = States.merge(rollup.measures().get(i), states[i], other.states[i]);
    }
    return new RollupRow(rollup, sharedKeys, sharedBucket, both);
  }

  /** Such as {@code {user_id=7} 2026-03-29}. */
  @Override
  public String toString() {
    return keys + " " + bucket;
  }
}
