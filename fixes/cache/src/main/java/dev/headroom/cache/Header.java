package dev.headroom.cache;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What precedes a value in Redis, readable with redis-cli and by the scripts: {@code 1 SCHEMA BORN
 * EXPIRES LOAD KIND RAW TAGS } then each tag as {@code LENGTH:TAG}, a line feed, and the payload.
 * SCHEMA is 8 hexadecimal digits, BORN the stamp, EXPIRES milliseconds of the server's time of day,
 * LOAD the load's microseconds, KIND {@code j} for JSON, {@code 4} for JSON in an LZ4 block, {@code
 * z} for JSON in a Zstandard frame and {@code n} for null, RAW the JSON's bytes in hexadecimal,
 * TAGS their number. Without tags at most 64 bytes.
 */
record Header(
    int schema,
    long born,
    long expiresMillis,
    long loadMicros,
    char kind,
    int rawLength,
    List<String> tags,
    int length) {

  static final char JSON = 'j';
  static final char LZ4 = '4';
  static final char ZSTD = 'z';
  static final char NULL = 'n';
  private static final int MOST_TAGS = 10_000;

  static Header of(
      int schema,
      long born,
      long expiresMillis,
      long loadMicros,
      char kind,
      int rawLength,
      List<String> tags) {
    long shortened = Math.min(loadMicros, 99_999_999L);
    return new Header(schema, born, expiresMillis, shortened, kind, rawLength, tags, 0);
  }

  /** The same for another payload. */
  Header with(char otherKind, int otherLength, List<String> otherTags) {
    return new Header(
        schema, born, expiresMillis, loadMicros, otherKind, otherLength, otherTags, 0);
  }

  void writeTo(ByteArrayOutputStream out) {
    out.writeBytes(
        String.format(
                Locale.ROOT,
                "1 %08x %d %d %d %c %x %d ",
                schema,
                born,
                expiresMillis,
                loadMicros,
                kind,
                rawLength,
                tags.size())
            .getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(netstrings(tags));
    out.write('\n');
  }

  /** Tags as {@code LENGTH:TAG}, one after the other. */
  static byte[] netstrings(List<String> tags) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (String tag : tags) {
      byte[] bytes = Text.bytes(tag);
      out.writeBytes((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
      out.writeBytes(bytes);
    }
    return out.toByteArray();
  }

  /** The header of a stored form, or null if it is none. */
  static @Nullable Header read(byte[] raw) {
    try {
      return new Reader(raw).header();
    } catch (RuntimeException garbage) {
      return null;
    }
  }

  private static final class Reader {
    private final byte[] raw;
    private int at;

    Reader(byte[] raw) {
      this.raw = raw;
    }

    Header header() {
      expect('1');
      expect(' ');
      int schema = Integer.parseUnsignedInt(word(), 16);
      long born = Long.parseLong(word());
      long expires = Long.parseLong(word());
      long load = Long.parseLong(word());
      char kind = (char) raw[at++];
      expect(' ');
      int rawLength = Integer.parseInt(word(), 16);
      int count = Integer.parseInt(word());
      if (count < 0 || count > MOST_TAGS || born < 0 || rawLength < 0 || "j4zn".indexOf(kind) < 0) {
        throw new IllegalArgumentException("not a header");
      }
      List<String> tags = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        int length = Integer.parseInt(until(':'));
        byte[] tag = java.util.Arrays.copyOfRange(raw, at, at + length);
        if (at + length > raw.length) {
          throw new IllegalArgumentException("cut off");
        }
        at += length;
        tags.add(Text.string(tag));
      }
      expect('\n');
      return new Header(schema, born, expires, load, kind, rawLength, List.copyOf(tags), at);
    }

    private String word() {
      return until(' ');
    }

    private String until(char end) {
      int from = at;
      while (raw[at] != end) {
        at++;
      }
      return new String(raw, from, at++ - from, StandardCharsets.US_ASCII);
    }

    private void expect(char what) {
      if (raw[at++] != what) {
        throw new IllegalArgumentException("not a header");
      }
    }
  }
}
