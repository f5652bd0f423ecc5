package dev.headroom.cache;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
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
  private static final long LONGEST_LOAD = 99_999_999;

  static Header of(
      int schema,
      long born,
      long expiresMillis,
      long loadMicros,
      char kind,
      int rawLength,
      List<String> tags) {
    long shortened = Math.min(loadMicros, LONGEST_LOAD);
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
      long schema = number(16, ' ');
      long born = number(10, ' ');
      long expires = number(10, ' ');
      long load = number(10, ' ');
      char kind = (char) raw[at++];
      expect(' ');
      long rawLength = number(16, ' ');
      long count = number(10, ' ');
      if (schema > 0xffff_ffffL
          || rawLength > Integer.MAX_VALUE
          || count > MOST_TAGS
          || load > LONGEST_LOAD
          || "j4zn".indexOf(kind) < 0) {
        throw new IllegalArgumentException("not a header");
      }
      List<String> tags = new ArrayList<>((int) count);
      for (int i = 0; i < count; i++) {
        long length = number(10, ':');
        if (length > raw.length - at) {
          throw new IllegalArgumentException("cut off");
        }
        tags.add(Text.string(Arrays.copyOfRange(raw, at, at + (int) length)));
        at += (int) length;
      }
      expect('\n');
      return new Header(
          (int) schema, born, expires, load, kind, (int) rawLength, List.copyOf(tags), at);
    }

    /** At least one digit, no sign, and no larger than fits. */
    private long number(int radix, char end) {
      int from = at;
      long number = 0;
      for (byte next = raw[at++]; next != end; next = raw[at++]) {
        int digit = Character.digit((char) next, radix);
        if (digit < 0 || number > (Long.MAX_VALUE - digit) / radix) {
          throw new IllegalArgumentException("not a number");
        }
        number = number * radix + digit;
      }
      if (at == from + 1) {
        throw new IllegalArgumentException("no number");
      }
      return number;
    }

    private void expect(char what) {
      if (raw[at++] != what) {
        throw new IllegalArgumentException("not a header");
      }
    }
  }
}
