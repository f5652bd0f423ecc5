package dev.headroom.web;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A 200 answer as rendered. Compressed forms are made once, by whoever asks first, and live as long
 * as the answer does.
 */
final class StoredAnswer {

  @JsonProperty final @Nullable String contentType;
  @JsonProperty final List<String> headers; // name, value, name, value
  @JsonProperty final List<String> vary; // names of request headers, and their values
  @JsonProperty final byte[] body;
  @JsonProperty final String etag;
  @JsonProperty final long bornMillis;

  private final Map<ContentCoding, byte[]> coded = new ConcurrentHashMap<>(2);

  @JsonCreator
  StoredAnswer(
      @JsonProperty("contentType") @Nullable String contentType,
      @JsonProperty("headers") List<String> headers,
      @JsonProperty("vary") List<String> vary,
      @JsonProperty("body") byte[] body,
      @JsonProperty("etag") String etag,
      @JsonProperty("bornMillis") long bornMillis) {
    this.contentType = contentType;
    this.headers = List.copyOf(headers);
    this.vary = List.copyOf(vary);
    this.body = body;
    this.etag = etag;
    this.bornMillis = bornMillis;
  }

  @Nullable String header(String name) {
    List<String> values = values(name);
    return values.isEmpty() ? null : values.get(0);
  }

  List<String> values(String name) {
    List<String> values = new ArrayList<>(1);
    for (int i = 0; i < headers.size(); i += 2) {
      if (headers.get(i).equalsIgnoreCase(name)) {
        values.add(headers.get(i + 1));
      }
    }
    return values;
  }

  /** The body in a coding; null if it cannot be made. */
  byte @Nullable [] coded(ContentCoding coding, CompressionOptions options) {
    byte[] known = coded.get(coding);
    if (known == null) {
      known = coding.compress(body, options);
      if (known != null) {
        coded.put(coding, known);
      }
    }
    return known;
  }
}
