package dev.headroom.rollup;

import dev.headroom.loop.Nearest;
import java.time.LocalDate;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A question to a rollup. Immutable: each method answers a new one. */
public final class RollupQuery {

  private final Rollups rollups;
  private final Rollup rollup;
  private final Grain grain;
  private final Slice slice;
  private final boolean now;

  RollupQuery(Rollups rollups, Rollup rollup, Grain grain, Slice slice, boolean now) {
    this.rollups = rollups;
    this.rollup = rollup;
    this.grain = grain;
    this.slice = slice;
    this.now = now;
    if (!rollup.grains().contains(grain)) {
      throw new IllegalArgumentException(
          Nearest.unknown(
              "grain of the rollup '" + rollup.name() + "'",
              grain.name(),
              rollup.grains().stream().map(Enum::name).toList()));
    }
  }

  /**
   * Rows with this key only.
   *
   * @param key one of the keys
   * @param value its value
   * @return the question
   */
  public RollupQuery where(String key, Object value) {
    Map<String, Object> keys = new TreeMap<>(slice.keys());
    keys.put(key, value);
    return with(new Slice(keys, slice.from(), slice.until()));
  }

  /**
   * Buckets whose first local day is from this one on.
   *
   * @param day the first day
   * @return the question
   */
  public RollupQuery from(LocalDate day) {
    return with(new Slice(slice.keys(), day, slice.until()));
  }

  /**
   * Buckets whose first local day is before this one.
   *
   * @param day the day after the last
   * @return the question
   */
  public RollupQuery until(@Nullable LocalDate day) {
    return with(new Slice(slice.keys(), slice.from(), day));
  }

  private RollupQuery with(Slice other) {
    return new RollupQuery(rollups, rollup, grain, other, now);
  }

  /**
   * What the raw rows add up to at this moment: what the rollup does not have yet is added up from
   * them. Costs as much as has changed since.
   *
   * @return the question
   */
  public RollupQuery asOfNow() {
    return new RollupQuery(rollups, rollup, grain, slice, true);
  }

  /**
   * Asks.
   *
   * @return the answer, all of one moment
   * @throws RollupException if the database refuses
   */
  public RollupAnswer get() {
    return rollups.answer(rollup, grain, slice, now);
  }
}
