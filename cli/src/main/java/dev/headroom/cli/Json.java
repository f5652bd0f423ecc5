package dev.headroom.cli;

import dev.headroom.loop.Finding;
import dev.headroom.loop.Observations;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The loop's words from and to JSON files; what is no such file is refused by name. */
final class Json {

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          // A later version's file may have more in it; its version number says if it matters.
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private Json() {}

  static String text(Object value) {
    return MAPPER.writeValueAsString(value);
  }

  static Observations observations(Path file) throws IOException {
    return observations(file.toString(), text(file));
  }

  static Observations observations(String file, String text) {
    JsonNode root = read(file, text);
    if (!root.isObject() || !root.has("windowNanos")) {
      throw new IllegalArgumentException(
          file + ": these are no observations; write what the agent serves at /observations.json");
    }
    int version = root.path("version").asInt(0);
    if (version != Observations.VERSION) {
      throw new IllegalArgumentException(
          file
              + ": observations of version "
              + version
              + ", this headroom reads version "
              + Observations.VERSION);
    }
    return bound(file, root, Observations.class);
  }

  /** Findings of a findings file, or of a report of {@code headroom prove}. */
  static List<Finding> findings(Path file) throws IOException {
    return findings(file.toString(), text(file));
  }

  static List<Finding> findings(String file, String text) {
    JsonNode root = read(file, text);
    JsonNode list = root.isArray() ? root : root.path("findings");
    if (!list.isArray()) {
      throw new IllegalArgumentException(
          file
              + ": there are no findings in it; write a file of 'headroom diagnose --format json',"
              + " of the agent (headroom-findings.json), or a report.json of 'headroom prove'");
    }
    return list.valueStream()
        // A report tells more of a finding than the finding.
        .map(each -> each.path("finding").isObject() ? each.path("finding") : each)
        .map(each -> bound(file, each, Finding.class))
        .toList();
  }

  /** What a problem document says, null if it is none. */
  static @Nullable String detail(String body) {
    try {
      JsonNode detail = MAPPER.readTree(body).path("detail");
      return detail.isString() ? detail.asString() : null;
    } catch (JacksonException notJson) {
      return null;
    }
  }

  /** A service's answer. */
  static JsonNode tree(String where, String text) {
    return read(where, text);
  }

  private static String text(Path file) throws IOException {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      throw new IllegalArgumentException(file + ": there is no such file", e);
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(file + ": is not UTF-8 text", e);
    }
  }

  private static JsonNode read(String file, String text) {
    try {
      return MAPPER.readTree(text);
    } catch (JacksonException e) {
      throw new IllegalArgumentException(
          file
              + ":"
              + (e.getLocation() == null ? 1 : e.getLocation().getLineNr())
              + ": is not JSON: "
              + e.getOriginalMessage().lines().findFirst().orElse(""),
          e);
    }
  }

  private static <T> T bound(String file, JsonNode node, Class<T> type) {
    try {
      return MAPPER.treeToValue(node, type);
    } catch (JacksonException e) {
      throw new IllegalArgumentException(
          file + ": is not as it should be: " + e.getOriginalMessage(), e);
    }
  }
}
