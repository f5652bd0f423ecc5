package dev.headroom.prove;

import dev.headroom.settings.Yaml;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Text with {@code ${variable}} in it, escaped for where it stands: in a URL, in a header, in a
 * JSON string, as a whole JSON value (a number stays a number), or as it is.
 */
final class Template {

  private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([^}]*)}");

  /** How a value is written. */
  enum Escape {
    NONE,
    HEADER,
    URL,
    JSON_STRING,
    JSON_VALUE
  }

  private record Part(String literal, String name, Escape escape) {}

  private final List<Part> parts;

  private Template(List<Part> parts) {
    this.parts = List.copyOf(parts);
  }

  static Template plain(String text) {
    return of(text, Escape.NONE);
  }

  static Template url(String text) {
    return of(text, Escape.URL);
  }

  static Template header(String text) {
    return of(text, Escape.HEADER);
  }

  /** A JSON document from a YAML value. */
  static Template json(Yaml value) {
    List<Part> parts = new ArrayList<>();
    json(value, parts);
    return new Template(parts);
  }

  List<String> names() {
    return parts.stream().map(Part::name).filter(name -> !name.isEmpty()).distinct().toList();
  }

  String fill(Function<String, Value> values) {
    if (parts.size() == 1 && parts.get(0).name().isEmpty()) {
      return parts.get(0).literal();
    }
    StringBuilder text = new StringBuilder();
    for (Part part : parts) {
      text.append(part.literal());
      if (!part.name().isEmpty()) {
        Value value = values.apply(part.name());
        switch (part.escape()) {
          case NONE -> text.append(value.text());
          case HEADER -> header(value.text(), text);
          case URL -> percent(value.text(), text);
          case JSON_STRING -> escape(value.text(), text);
          case JSON_VALUE -> {
            if (value.number()) {
              text.append(value.text());
            } else {
              text.append('"');
              escape(value.text(), text);
              text.append('"');
            }
          }
        }
      }
    }
    return text.toString();
  }

  private static Template of(String text, Escape escape) {
    List<Part> parts = new ArrayList<>();
    split(text, escape, parts);
    return new Template(parts);
  }

  private static void split(String text, Escape escape, List<Part> parts) {
    Matcher matcher = PLACEHOLDER.matcher(text);
    int from = 0;
    while (matcher.find()) {
      parts.add(
          new Part(
              literal(text.substring(from, matcher.start()), escape), matcher.group(1), escape));
      from = matcher.end();
    }
    if (from < text.length() || parts.isEmpty()) {
      parts.add(new Part(literal(text.substring(from), escape), "", escape));
    }
  }

  private static String literal(String text, Escape escape) {
    if (escape != Escape.JSON_STRING) {
      return text;
    }
    StringBuilder escaped = new StringBuilder();
    escape(text, escaped);
    return escaped.toString();
  }

  private static void json(Yaml value, List<Part> parts) {
    switch (value) {
      case Yaml.Scalar scalar -> {
        if (scalar.kind() != Yaml.Kind.TEXT) {
          add(parts, scalar.text());
        } else if (PLACEHOLDER.matcher(scalar.text()).matches()) {
          split(scalar.text(), Escape.JSON_VALUE, parts);
        } else {
          add(parts, "\"");
          split(scalar.text(), Escape.JSON_STRING, parts);
          add(parts, "\"");
        }
      }
      case Yaml.Items items -> {
        String before = "[";
        for (Yaml item : items.items()) {
          add(parts, before);
          json(item, parts);
          before = ",";
        }
        add(parts, items.items().isEmpty() ? "[]" : "]");
      }
      case Yaml.Fields fields -> {
        String before = "{";
        for (var field : fields.fields().entrySet()) {
          StringBuilder key = new StringBuilder(before).append('"');
          escape(field.getKey(), key);
          add(parts, key.append("\":").toString());
          json(field.getValue(), parts);
          before = ",";
        }
        add(parts, fields.fields().isEmpty() ? "{}" : "}");
      }
    }
  }

  private static void add(List<Part> parts, String literal) {
    parts.add(new Part(literal, "", Escape.NONE));
  }

  /** What an answer gave must not end the line and begin another header. */
  private static void header(String text, StringBuilder into) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 0x20 && c <= 0x7e) {
        into.append(c);
      }
    }
  }

  private static void percent(String text, StringBuilder into) {
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      if (c < 128 && (Character.isLetterOrDigit(c) || "-._~".indexOf(c) >= 0)) {
        into.append(c);
      } else {
        into.append('%')
            .append(Character.toUpperCase(Character.forDigit(c >> 4, 16)))
            .append(Character.toUpperCase(Character.forDigit(c & 15, 16)));
      }
    }
  }

  private static void escape(String text, StringBuilder into) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        into.append('\\').append(c);
      } else if (c < 0x20) {
        into.append(String.format("\\u%04x", (int) c));
      } else {
        into.append(c);
      }
    }
  }

  /** A drawn value; a number keeps its bare form in JSON. */
  record Value(String text, boolean number) {}
}
