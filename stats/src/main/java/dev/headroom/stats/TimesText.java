package dev.headroom.stats;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import org.HdrHistogram.AbstractHistogram;
import org.HdrHistogram.Histogram;

/**
 * Times as text: HdrHistogram's compressed encoding, version 2, in Base64, as {@code
 * EndpointObservation.times} carries it.
 */
final class TimesText {

  /** More than any histogram of 3 digits takes; a damaged length must not ask for memory. */
  private static final int MOST_BYTES = 4 << 20;

  private TimesText() {}

  static String write(Histogram times) {
    ByteBuffer buffer = ByteBuffer.allocate(times.getNeededByteBufferCapacity() + 64);
    int length = times.encodeIntoCompressedByteBuffer(buffer, Deflater.BEST_COMPRESSION);
    return Base64.getEncoder().encodeToString(Arrays.copyOf(buffer.array(), length));
  }

  static Histogram read(String endpoint, String text) {
    try {
      byte[] bytes = Base64.getDecoder().decode(text);
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      int length = buffer.getInt(Integer.BYTES);
      if (bytes.length > MOST_BYTES || length < 0 || length > bytes.length - 2 * Integer.BYTES) {
        throw new DataFormatException("it announces " + length + " bytes and has " + bytes.length);
      }
      return Histogram.decodeFromCompressedByteBuffer(buffer, 0);
    } catch (IllegalArgumentException
        | DataFormatException
        | BufferUnderflowException
        | IndexOutOfBoundsException
        | NegativeArraySizeException unreadable) {
      throw new IllegalArgumentException(
          "the histogram (times) of "
              + endpoint
              + " cannot be read: "
              + unreadable.getMessage()
              + "; it must be a compressed HdrHistogram, version 2, in Base64",
          unreadable);
    }
  }

  /** All in one that is as fine as the finest, so that no step of merging loses anything. */
  static Histogram merged(List<Histogram> parts) {
    Histogram all =
        new Histogram(
            parts.stream()
                .mapToLong(AbstractHistogram::getLowestDiscernibleValue)
                .min()
                .orElseThrow(),
            parts.stream()
                .mapToLong(AbstractHistogram::getHighestTrackableValue)
                .max()
                .orElseThrow(),
            parts.stream()
                .mapToInt(AbstractHistogram::getNumberOfSignificantValueDigits)
                .max()
                .orElseThrow());
    parts.forEach(all::add);
    return all;
  }
}
