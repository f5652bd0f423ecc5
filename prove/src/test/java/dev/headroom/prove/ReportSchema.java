package dev.headroom.prove;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/** As much of JSON Schema 2020-12 as the report's schema uses. */
final class ReportSchema {

  private final JsonNode root;
  private final List<String> faults = new ArrayList<>();

  private ReportSchema(JsonNode root) {
    this.root = root;
  }

  static List<String> faults(JsonNode schema, JsonNode value) {
    ReportSchema check = new ReportSchema(schema);
    check.check("$", schema, value);
    return check.faults;
  }

  /** Names of all properties, of all definitions. */
  static Set<String> fields(JsonNode schema) {
    Set<String> fields = new TreeSet<>();
    if (schema.isObject()) {
      if (schema.path("properties").isObject()) {
        fields.addAll(schema.get("properties").propertyNames());
      }
      schema.properties().forEach(entry -> fields.addAll(fields(entry.getValue())));
    }
    return fields;
  }

  private void check(String where, JsonNode schema, JsonNode value) {
    if (schema.has("$ref")) {
      String name = schema.get("$ref").asString().substring("#/$defs/".length());
      check(where, root.path("$defs").path(name), value);
      return;
    }
    if (schema.has("const") && !schema.get("const").equals(value)) {
      faults.add(where + ": expected " + schema.get("const"));
    }
    if (schema.has("enum") && !schema.get("enum").valueStream().toList().contains(value)) {
      faults.add(where + ": " + value + " is none of " + schema.get("enum"));
    }
    switch (schema.path("type").asString("")) {
      case "object" -> object(where, schema, value);
      case "array" -> {
        expect(where, "array", value.isArray());
        for (int i = 0; i < value.size(); i++) {
          check(where + "[" + i + "]", schema.get("items"), value.get(i));
        }
      }
      case "string" -> expect(where, "string", value.isString());
      case "number" -> expect(where, "number", value.isNumber());
      case "integer" -> expect(where, "integer", value.isIntegralNumber());
      case "boolean" -> expect(where, "boolean", value.isBoolean());
      default -> throw new AssertionError(where + ": the schema says no type: " + schema);
    }
  }

  private void object(String where, JsonNode schema, JsonNode value) {
    expect(where, "object", value.isObject());
    JsonNode properties = schema.path("properties");
    for (JsonNode name : schema.path("required")) {
      if (!value.has(name.asString())) {
        faults.add(where + ": " + name.asString() + " is missing");
      }
    }
    JsonNode more = schema.path("additionalProperties");
    for (Map.Entry<String, JsonNode> entry : value.properties()) {
      if (properties.has(entry.getKey())) {
        check(where + "." + entry.getKey(), properties.get(entry.getKey()), entry.getValue());
      } else if (more.isObject()) {
        check(where + "." + entry.getKey(), more, entry.getValue());
      } else {
        faults.add(where + ": " + entry.getKey() + " is unknown");
      }
    }
  }

  private void expect(String where, String type, boolean is) {
    if (!is) {
      faults.add(where + ": expected " + type);
    }
  }
}
