package dev.headroom.prove;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** A YAML value that remembers where it stands, so that every complaint can name the place. */
sealed interface Yaml {

  Place place();

  /** A scalar. */
  record Scalar(Place place, String text, Kind kind) implements Yaml {}

  /** A sequence. */
  record Items(Place place, List<Yaml> items) implements Yaml {}

  /** A mapping, in the order of the file. */
  record Fields(Place place, Map<String, Yaml> fields, Map<String, Place> keys) implements Yaml {}

  /** What a scalar is. */
  enum Kind {
    TEXT,
    NUMBER,
    BOOLEAN,
    NULL
  }

  /** File, line and column; both from 1. */
  record Place(String file, int line, int column) {
    ScenarioException wrong(String what) {
      return new ScenarioException(file + ":" + line + ":" + column + ": " + what);
    }
  }

  /** Reads one document. */
  static Yaml read(String file, String text) {
    YAMLMapper mapper =
        YAMLMapper.builder(
                YAMLFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build())
            .build();
    try (JsonParser parser = mapper.createParser(text)) {
      JsonToken first = parser.nextToken();
      if (first == null) {
        throw new Place(file, 1, 1).wrong("is empty; a scenario begins with 'scenario: NAME'");
      }
      Yaml value = value(file, parser, 0);
      if (parser.nextToken() != null) {
        throw place(file, parser.currentTokenLocation())
            .wrong("a second document begins here; a scenario is one document");
      }
      return value;
    } catch (JacksonException e) {
      throw place(file, e.getLocation()).wrong("is not YAML: " + firstLine(e.getOriginalMessage()));
    }
  }

  private static Yaml value(String file, JsonParser parser, int depth) {
    Place place = place(file, parser.currentTokenLocation());
    if (depth > 40) {
      throw place.wrong("is nested more than 40 deep");
    }
    return switch (parser.currentToken()) {
      case START_OBJECT -> {
        Map<String, Yaml> fields = new LinkedHashMap<>();
        Map<String, Place> keys = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
          String key = parser.currentName();
          keys.put(key, place(file, parser.currentTokenLocation()));
          parser.nextToken();
          fields.put(key, value(file, parser, depth + 1));
        }
        yield new Fields(place, fields, keys);
      }
      case START_ARRAY -> {
        List<Yaml> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          items.add(value(file, parser, depth + 1));
        }
        yield new Items(place, items);
      }
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT ->
          new Scalar(place, parser.getString(), Kind.NUMBER);
      case VALUE_TRUE, VALUE_FALSE -> new Scalar(place, parser.getString(), Kind.BOOLEAN);
      case VALUE_NULL -> new Scalar(place, "null", Kind.NULL);
      case VALUE_STRING -> new Scalar(place, parser.getString(), Kind.TEXT);
      default -> throw place.wrong("is not expected here: " + parser.currentToken());
    };
  }

  private static Place place(String file, @Nullable TokenStreamLocation location) {
    return location == null
        ? new Place(file, 1, 1)
        : new Place(file, Math.max(1, location.getLineNr()), Math.max(1, location.getColumnNr()));
  }

  private static String firstLine(@Nullable String text) {
    return text == null ? "" : text.lines().findFirst().orElse("");
  }
}
