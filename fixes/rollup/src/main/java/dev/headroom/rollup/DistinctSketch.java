package dev.headroom.rollup;

import com.dynatrace.hash4j.distinctcount.UltraLogLog;
import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;

/**
 * Number of different values by UltraLogLog. Its state depends on the set of values only, not on
 * their order or on how parts were merged: computed again it is the same to the byte.
 */
final class DistinctSketch {

  /** 2^12 registers of a byte. */
  private static final int PRECISION = 12;

  /** The version is part of what is stored. */
  private static final Hasher64 HASHER = Hashing.komihash5_0();

  private final UltraLogLog sketch;

  private DistinctSketch(UltraLogLog sketch) {
    this.sketch = sketch;
  }

  static DistinctSketch empty() {
    return new DistinctSketch(UltraLogLog.create(PRECISION));
  }

  static DistinctSketch read(byte[] stored) {
    return new DistinctSketch(UltraLogLog.wrap(Packed.unpack(stored)));
  }

  /** Values are told apart by their text: a column has one type. */
  void add(Object value) {
    sketch.add(HASHER.hashCharsToLong(value.toString()));
  }

  DistinctSketch with(DistinctSketch other) {
    return new DistinctSketch(UltraLogLog.merge(sketch, other.sketch));
  }

  byte[] write() {
    return Packed.pack(sketch.getState());
  }

  long estimate() {
    return Math.round(sketch.getDistinctCountEstimate());
  }
}
