package dev.headroom.web;

import dev.headroom.loop.Nearest;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Fields asked for, such as {@code id,name,lines.product}; a list is looked through. For one
 * answer: it remembers what it met, to tell what is unknown.
 */
final class Fields {

  static final int MOST = 100;
  static final int MOST_LENGTH = 2_000;

  private final Node root = new Node("");

  private static final class Node {
    final String path;
    final Map<String, Node> children = new LinkedHashMap<>();
    final Set<String> met = new TreeSet<>();
    boolean whole;
    boolean found;
    boolean scalar;

    Node(String path) {
      this.path = path;
    }
  }

  /**
   * Reads what was asked for.
   *
   * @throws IllegalArgumentException what is wrong and how to write it
   */
  static Fields of(Collection<String> parameters) {
    Fields fields = new Fields();
    String text = String.join(",", parameters);
    if (text.length() > MOST_LENGTH) {
      throw new IllegalArgumentException(
          "at most " + MOST_LENGTH + " characters of fields, were " + text.length());
    }
    String[] paths = text.split(",", -1);
    if (paths.length > MOST) {
      throw new IllegalArgumentException("at most " + MOST + " fields, were " + paths.length);
    }
    for (String path : paths) {
      fields.add(path.strip());
    }
    return fields;
  }

  private void add(String path) {
    Node node = root;
    for (String name : path.split("\\.", -1)) {
      if (name.isEmpty() || !name.chars().allMatch(c -> c > ' ' && "()[]{}*\"".indexOf(c) < 0)) {
        throw new IllegalArgumentException(
            "fields are names with commas between, and with dots inside an object, such as"
                + " id,name,lines.product; cannot read '"
                + path
                + "'");
      }
      String at = node.path.isEmpty() ? name : node.path + "." + name;
      node = node.children.computeIfAbsent(name, n -> new Node(at));
    }
    node.whole = true;
  }

  /**
   * A document with these fields only.
   *
   * @throws IllegalArgumentException a field that no object at its place has
   * @throws JacksonException if it is not JSON
   */
  byte[] select(byte[] json) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(json.length / 2 + 64);
    try (JsonParser parser = Problem.JSON.createParser(json);
        JsonGenerator generator = Problem.JSON.createGenerator(bytes)) {
      if (parser.nextToken() == null) {
        return json;
      }
      copy(parser, generator, root);
    }
    List<String> wrong = new ArrayList<>();
    complain(root, wrong);
    if (!wrong.isEmpty()) {
      throw new IllegalArgumentException(String.join(" ", wrong));
    }
    return bytes.toByteArray();
  }

  private static void copy(JsonParser parser, JsonGenerator generator, Node node) {
    JsonToken token = parser.currentToken();
    if (token == JsonToken.START_ARRAY) {
      generator.writeStartArray();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        copy(parser, generator, node);
      }
      generator.writeEndArray();
    } else if (token == JsonToken.START_OBJECT) {
      generator.writeStartObject();
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        property(parser, generator, node);
      }
      generator.writeEndObject();
    } else {
      node.scalar |= token != JsonToken.VALUE_NULL;
      generator.copyCurrentEventExact(parser);
    }
  }

  private static void property(JsonParser parser, JsonGenerator generator, Node node) {
    String name = parser.currentName();
    node.met.add(name);
    Node child = node.children.get(name);
    parser.nextToken();
    if (child == null) {
      parser.skipChildren();
      return;
    }
    child.found = true;
    generator.writeName(name);
    if (child.whole) {
      generator.copyCurrentStructureExact(parser);
    } else {
      copy(parser, generator, child);
    }
  }

  private static void complain(Node node, List<String> wrong) {
    if (node.scalar) {
      wrong.add(
          node.path.isEmpty()
              ? "this answer has no fields."
              : "'" + node.path + "' is a plain value and has no fields: ask for it alone.");
      return;
    }
    for (Map.Entry<String, Node> child : node.children.entrySet()) {
      if (!child.getValue().found && !node.met.isEmpty()) {
        wrong.add(
            Nearest.unknown(
                node.path.isEmpty() ? "field" : "field of " + node.path, child.getKey(), node.met));
      } else if (!child.getValue().whole) {
        complain(child.getValue(), wrong);
      }
    }
  }
}
