package dev.headroom.cache;

import java.io.ByteArrayOutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/**
 * Values to bytes and back: JSON of one declared type, no type names in the data. What does not fit
 * the type exactly is unreadable, which the cache counts as a miss.
 */
final class Packer<V> {

  static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private static final byte[] NOTHING = {};

  private final int schema;
  private final ObjectWriter writer;
  private final ObjectReader reader;

  Packer(JavaType type) {
    this.schema = Schema.fingerprint(type);
    this.writer = MAPPER.writerFor(type);
    this.reader = MAPPER.readerFor(type);
  }

  /** A stored form. */
  @SuppressWarnings("ArrayRecordComponent") // Bytes are passed on, not compared.
  record Packed(byte[] form, int rawLength, int payloadLength) {}

  /** The value as JSON, or null if it cannot be written. */
  byte @Nullable [] json(@Nullable V value) {
    if (value == null) {
      return NOTHING;
    }
    try {
      return writer.writeValueAsBytes(value);
    } catch (JacksonException e) {
      return null;
    }
  }

  /** The stored form, or null if the value cannot be written or is larger than 64 MB. */
  @Nullable Packed pack(
      @Nullable V value,
      long born,
      long expiresMillis,
      long loadMicros,
      List<String> tags,
      Compression how) {
    Header blank = Header.of(schema, born, expiresMillis, loadMicros, Header.NULL, 0, List.of());
    return pack(value, blank, tags, how);
  }

  /** The same with what another header says besides the payload. */
  @Nullable Packed pack(@Nullable V value, Header like, List<String> tags, Compression how) {
    byte[] json = json(value);
    if (json == null || json.length > Codec.MOST_RAW) {
      return null;
    }
    Codec.Coded coded = value == null ? new Codec.Coded(Header.NULL, json) : Codec.code(json, how);
    ByteArrayOutputStream out = new ByteArrayOutputStream(coded.bytes().length + 128);
    like.with(coded.kind(), json.length, tags).writeTo(out);
    out.writeBytes(coded.bytes());
    return new Packed(out.toByteArray(), json.length, coded.bytes().length);
  }

  /** The value, or null if the stored form is of another schema or does not fit the type. */
  @Nullable Unpacked<V> unpack(Header header, byte[] raw) {
    if (header.schema() != schema) {
      return null;
    }
    if (header.kind() == Header.NULL) {
      return new Unpacked<>(null);
    }
    try {
      if (header.kind() == Header.JSON) {
        int length = raw.length - header.length();
        V value =
            length == header.rawLength() ? reader.readValue(raw, header.length(), length) : null;
        return value == null ? null : new Unpacked<>(value);
      }
      byte[] json = Codec.decode(header, raw);
      V value = json == null ? null : reader.readValue(json);
      return value == null ? null : new Unpacked<>(value);
    } catch (JacksonException e) {
      return null;
    }
  }

  record Unpacked<V>(@Nullable V value) {}
}
