package dev.headroom.rollup;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** Sketches of few values are mostly zeros: kept deflated. */
final class Packed {

  private static final int LARGEST = 1 << 20;

  private Packed() {}

  static byte[] pack(byte[] plain) {
    Deflater deflater = new Deflater(Deflater.BEST_SPEED);
    try {
      deflater.setInput(plain);
      deflater.finish();
      byte[] buffer = new byte[plain.length + 64];
      int length = deflater.deflate(buffer);
      return Arrays.copyOf(buffer, length);
    } finally {
      deflater.end();
    }
  }

  static byte[] unpack(byte[] packed) {
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(packed);
      ByteArrayOutputStream plain = new ByteArrayOutputStream();
      byte[] buffer = new byte[8192];
      while (!inflater.finished() && plain.size() < LARGEST) {
        int length = inflater.inflate(buffer);
        if (length == 0) {
          break;
        }
        plain.write(buffer, 0, length);
      }
      return plain.toByteArray();
    } catch (DataFormatException e) {
      throw new IllegalStateException("a sketch in the rollup is damaged: rebuild it", e);
    } finally {
      inflater.end();
    }
  }
}
