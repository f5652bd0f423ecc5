package dev.headroom.rollup;

import com.datadoghq.sketch.ddsketch.DDSketch;
import com.datadoghq.sketch.ddsketch.DDSketches;
import com.datadoghq.sketch.ddsketch.encoding.ByteArrayInput;
import com.datadoghq.sketch.ddsketch.encoding.GrowingByteArrayOutput;
import com.datadoghq.sketch.ddsketch.store.SparseStore;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Percentiles by DDSketch with a relative error of 1 %. Counts per logarithmic bin, kept sorted:
 * the same values give the same bytes in any order.
 */
final class PercentileSketch {

  private static final double ERROR = 0.01;

  private final DDSketch sketch;

  private PercentileSketch(DDSketch sketch) {
    this.sketch = sketch;
  }

  static PercentileSketch empty() {
    return new PercentileSketch(DDSketches.sparse(ERROR));
  }

  static PercentileSketch read(byte[] stored) {
    try {
      return new PercentileSketch(DDSketch.decode(ByteArrayInput.wrap(stored), SparseStore::new));
    } catch (IOException e) {
      throw new UncheckedIOException("a sketch in the rollup is damaged: rebuild it", e);
    }
  }

  /** What is not finite, or beyond any measurement, is left out. */
  void add(double value, long times) {
    if (Math.abs(value) < 1e300) {
      sketch.accept(value, (double) times);
    }
  }

  PercentileSketch with(PercentileSketch other) {
    DDSketch both = sketch.copy();
    both.mergeWith(other.sketch);
    return new PercentileSketch(both);
  }

  byte[] write() {
    try {
      GrowingByteArrayOutput output = GrowingByteArrayOutput.withDefaultInitialCapacity();
      sketch.encode(output, false);
      return output.trimmedCopy();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** NaN if there are no values. */
  double at(double percentile) {
    return sketch.isEmpty() ? Double.NaN : sketch.getValueAtQuantile(percentile / 100);
  }
}
