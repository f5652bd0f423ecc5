package dev.headroom.web;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectReader;

/** What one GET of a batch answered: JSON as it is, other text as text, the rest in Base64. */
@SuppressWarnings("ArrayRecordComponent") // written once, never compared
record BatchPart(int status, Map<String, List<String>> headers, byte[] body) {

  private static final ObjectReader STRICT =
      Problem.JSON.reader().with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  private static final Pattern CHARSET = Pattern.compile("charset=\"?([^\";\\s]+)");
  private static final Set<String> DROPPED =
      Set.of("connection", "keep-alive", "transfer-encoding", "date", "set-cookie");

  static BatchPart of(HttpResponse<byte[]> got) {
    Map<String, List<String>> headers = new TreeMap<>();
    got.headers()
        .map()
        .forEach(
            (name, values) -> {
              if (!DROPPED.contains(name.toLowerCase(Locale.ROOT))) {
                headers.put(name, values);
              }
            });
    return new BatchPart(got.statusCode(), headers, got.body());
  }

  static BatchPart problem(int status, String title, String detail) {
    return new BatchPart(
        status,
        Map.of("Content-Type", List.of("application/problem+json")),
        Problem.body(status, title, detail));
  }

  static void send(HttpServletResponse answer, List<BatchPart> parts) throws IOException {
    answer.setContentType("application/json");
    answer.setHeader("Cache-Control", "no-store");
    try (JsonGenerator json = Problem.JSON.createGenerator(answer.getOutputStream())) {
      json.writeStartObject().writeArrayPropertyStart("answers");
      parts.forEach(part -> part.write(json));
      json.writeEndArray().writeEndObject();
    } catch (JacksonIOException e) {
      throw e.getCause(); // Its client has gone, most likely.
    }
  }

  private void write(JsonGenerator json) {
    json.writeStartObject().writeNumberProperty("status", status);
    json.writeObjectPropertyStart("headers");
    headers.forEach((name, values) -> json.writeStringProperty(name, String.join(", ", values)));
    json.writeEndObject();
    String text = body.length == 0 ? null : text();
    if (text != null && isJson(text)) {
      json.writeName("body").writeRawValue(text);
    } else if (text != null) {
      json.writeStringProperty("body", text);
    } else if (body.length > 0) {
      json.writeName("base64").writeBinary(body);
    }
    json.writeEndObject();
  }

  private String type() {
    return headers.entrySet().stream()
        .filter(header -> header.getKey().equalsIgnoreCase("Content-Type"))
        .map(header -> String.join(",", header.getValue()).toLowerCase(Locale.ROOT))
        .findFirst()
        .orElse("");
  }

  /** Null if it is not text in the charset that it says, or else in UTF-8. */
  private @Nullable String text() {
    Matcher charset = CHARSET.matcher(type());
    try {
      Charset of = charset.find() ? Charset.forName(charset.group(1)) : StandardCharsets.UTF_8;
      return of.newDecoder().decode(ByteBuffer.wrap(body)).toString();
    } catch (CharacterCodingException | IllegalArgumentException e) {
      return null;
    }
  }

  /** What calls itself JSON and is none would make the whole batch unreadable. */
  private boolean isJson(String text) {
    String kind = type().split(";", 2)[0].strip();
    if (!kind.equals("application/json") && !kind.endsWith("+json")) {
      return false;
    }
    try {
      return !STRICT.readTree(text).isMissingNode();
    } catch (JacksonException e) {
      return false;
    }
  }
}
