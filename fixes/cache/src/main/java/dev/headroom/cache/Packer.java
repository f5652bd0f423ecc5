package dev.headroom.cache;

import java.io.ByteArrayOutputStream;
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

  private final int schema;
  private final ObjectWriter writer;
  private final ObjectReader reader;

  Packer(JavaType type) {
    this.schema = Schema.fingerprint(type);
    this.writer = MAPPER.writerFor(type);
    this.reader = MAPPER.readerFor(type);
  }

  /** The stored form, or null if the value cannot be written. */
  byte @Nullable [] pack(
      @Nullable V value,
      long born,
      long expiresMillis,
      long loadMicros,
      java.util.List<String> tags) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(256);
    char kind = value == null ? Header.NULL : Header.JSON;
    Header.of(schema, born, expiresMillis, loadMicros, kind, tags).writeTo(out);
    if (value != null) {
      try {
        writer.writeValue(out, value);
      } catch (JacksonException e) {
        return null;
      }
    }
    return out.toByteArray();
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
      V value = reader.readValue(raw, header.length(), raw.length - header.length());
      return value == null ? null : new Unpacked<>(value);
    } catch (JacksonException e) {
      return null;
    }
  }

  record Unpacked<V>(@Nullable V value) {}
}
