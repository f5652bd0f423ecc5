package dev.headroom.prove;

import dev.headroom.prove.Template.Value;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the body of an answer must be. An answer with the right status and the wrong body is an
 * error.
 *
 * @param contains text that stands in it, or null
 * @param matches pattern that is found in it, or null
 * @param json a value that stands at each of these paths, such as {@code items[].state}
 */
record BodyCheck(@Nullable String contains, @Nullable Pattern matches, Map<String, String> json) {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  /**
   * A body as text. Compressed ones are opened, up to the bound of those that are not; what cannot
   * be opened is left as it came, and fails its check.
   */
  static String text(byte[] body, @Nullable String coding) {
    if ("gzip".equals(coding)) {
      try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(body))) {
        return new String(
            in.readNBytes((int) Connection.MOST_CHECKED_BYTES), StandardCharsets.UTF_8);
      } catch (IOException e) {
        return new String(body, StandardCharsets.UTF_8);
      }
    }
    return new String(body, StandardCharsets.UTF_8);
  }

  /** What is wrong with a body, or empty. */
  String fault(String body) {
    if (contains != null && !body.contains(contains)) {
      return "the body does not contain '" + contains + "'";
    }
    if (matches != null && !matches.matcher(body).find()) {
      return "the body does not match " + matches;
    }
    for (var expected : json.entrySet()) {
      List<Value> found = values(body, expected.getKey());
      if (found == null) {
        return "the body is not JSON";
      }
      if (found.stream().noneMatch(value -> value.text().equals(expected.getValue()))) {
        return "'"
            + expected.getKey()
            + "' of the body is "
            + (found.isEmpty() ? "not there" : "'" + found.get(0).text() + "'")
            + ", not '"
            + expected.getValue()
            + "'";
      }
    }
    return "";
  }

  /** The values at a path, or null if the body is not JSON. */
  static @Nullable List<Value> values(String body, String path) {
    JsonNode tree;
    try {
      tree = JSON.readTree(body);
    } catch (JacksonException e) {
      return null;
    }
    List<Value> found = new ArrayList<>();
    Preparation.collect(tree, path, found);
    return found;
  }
}
