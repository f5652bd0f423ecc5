package dev.headroom.prove;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Values for parameters and bodies: those that the description gives, else made up and said so. */
final class OpenApiSample {

  private static final int DEEPEST = 6;
  private static final JsonNodeFactory MAKE = JsonNodeFactory.instance;

  private final OpenApi api;

  OpenApiSample(OpenApi api) {
    this.api = api;
  }

  /**
   * Values.
   *
   * @param values at least one
   * @param made whether the description gave none
   */
  record Values(List<JsonNode> values, boolean made) {}

  /** Of a parameter: its example, else its schema's example, default or list of values. */
  Values of(JsonNode parameter) {
    List<JsonNode> own = new ArrayList<>();
    add(own, parameter.path("example"));
    for (Map.Entry<String, JsonNode> named : parameter.path("examples").properties()) {
      add(own, api.resolve(named.getValue()).path("value"));
    }
    JsonNode schema = api.resolve(parameter.path("schema"));
    if (schema.path("type").asString("").equals("array")) {
      add(own, schema.path("example").path(0));
      schema = api.resolve(schema.path("items"));
    }
    return own.isEmpty() ? ofSchema(schema) : new Values(own, false);
  }

  private Values ofSchema(JsonNode schema) {
    List<JsonNode> given = new ArrayList<>();
    add(given, schema.path("example"));
    for (JsonNode each : schema.path("examples")) {
      add(given, each);
    }
    if (given.isEmpty()) {
      for (JsonNode each : schema.path("enum")) {
        add(given, each);
      }
    }
    if (given.isEmpty()) {
      add(given, schema.path("default"));
      add(given, schema.path("const"));
    }
    return given.isEmpty() ? new Values(List.of(made(schema)), true) : new Values(given, false);
  }

  private static void add(List<JsonNode> into, JsonNode value) {
    if (value.isValueNode() && !value.isNull()) {
      into.add(value);
    }
  }

  /** A body of a schema; what is required of it, or all where nothing is. */
  JsonNode body(JsonNode media) {
    if (!media.path("example").isMissingNode()) {
      return media.path("example");
    }
    for (Map.Entry<String, JsonNode> named : media.path("examples").properties()) {
      return api.resolve(named.getValue()).path("value");
    }
    return value(media.path("schema"), 0);
  }

  private JsonNode value(JsonNode node, int depth) {
    JsonNode schema = api.resolve(node);
    if (schema.has("example")) {
      return schema.path("example");
    }
    if (depth > DEEPEST) {
      return MAKE.nullNode();
    }
    for (String either : List.of("oneOf", "anyOf")) {
      if (!schema.path(either).isEmpty()) {
        return value(schema.path(either).path(0), depth + 1);
      }
    }
    if (schema.has("properties") || schema.has("allOf")) {
      ObjectNode made = MAKE.objectNode();
      properties(schema, depth, made);
      return made;
    }
    if (schema.path("type").asString("").equals("array")) {
      ArrayNode made = MAKE.arrayNode();
      made.add(value(schema.path("items"), depth + 1));
      return made;
    }
    return schema.path("type").asString("").equals("object")
        ? MAKE.objectNode()
        : ofSchema(schema).values().get(0);
  }

  private void properties(JsonNode schema, int depth, ObjectNode into) {
    for (JsonNode part : schema.path("allOf")) {
      if (depth < DEEPEST) {
        properties(api.resolve(part), depth + 1, into);
      }
    }
    List<String> required = new ArrayList<>();
    schema.path("required").forEach(name -> required.add(name.asString("")));
    for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
      boolean wanted = required.isEmpty() || required.contains(property.getKey());
      if (wanted && !api.resolve(property.getValue()).path("readOnly").asBoolean(false)) {
        into.set(property.getKey(), value(property.getValue(), depth + 1));
      }
    }
  }

  /** Of its type, smallest; types of 3.1 may be a list. */
  private static JsonNode made(JsonNode schema) {
    JsonNode type = schema.path("type");
    String first = type.isArray() ? type.path(0).asString("") : type.asString("");
    return switch (first) {
      case "integer", "number" ->
          schema.path("minimum").isNumber() ? schema.path("minimum") : MAKE.numberNode(1);
      case "boolean" -> MAKE.booleanNode(true);
      default ->
          MAKE.stringNode(
              switch (schema.path("format").asString("")) {
                case "date" -> "2026-01-01";
                case "date-time" -> "2026-01-01T00:00:00Z";
                case "uuid" -> "00000000-0000-0000-0000-000000000000";
                case "email" -> "user@example.org";
                default -> "x".repeat(Math.min(64, Math.max(1, schema.path("minLength").asInt(1))));
              });
    };
  }
}
