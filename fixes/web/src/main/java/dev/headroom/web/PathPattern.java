package dev.headroom.web;

import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A route template such as {@code /api/orders/{id}}; in the end {@code /**} for all below it. */
final class PathPattern {

  private static final Pattern VARIABLE = Pattern.compile("\\{([A-Za-z][A-Za-z0-9_]*)}");
  private static final Pattern ANY_VARIABLE = Pattern.compile("\\{[^/{}]*(?:\\{[^/{}]*}[^/{}]*)*}");

  private final String text;
  private final List<String> segments;
  private final boolean deep;
  private final Set<String> names = new TreeSet<>();

  private PathPattern(String text, List<String> segments, boolean deep) {
    this.text = text;
    this.segments = segments;
    this.deep = deep;
  }

  static PathPattern of(String text) {
    boolean deep = text.endsWith("/**");
    String body = deep ? text.substring(0, text.length() - 3) : text;
    if (body.isEmpty() && deep) {
      return new PathPattern(text, List.of(), true);
    }
    if (!body.startsWith("/") || body.length() < 2) {
      throw wrong(text, "it begins with / and names at least one segment");
    }
    List<String> segments = List.of(body.substring(1).split("/", -1));
    PathPattern pattern = new PathPattern(text, segments, deep);
    for (String segment : segments) {
      var variable = VARIABLE.matcher(segment);
      if (variable.matches()) {
        if (!pattern.names.add(variable.group(1))) {
          throw wrong(text, "it has two variables {" + variable.group(1) + "}");
        }
      } else if (segment.isEmpty() || segment.matches(".*[{}*?;%\\\\\\s].*")) {
        throw wrong(
            text,
            "'"
                + segment
                + "' is neither plain text nor one whole {variable}; only /** may end it");
      }
    }
    return pattern;
  }

  private static IllegalArgumentException wrong(String text, String why) {
    return new IllegalArgumentException(
        "a path is written like /api/orders/{id}; in '" + text + "' " + why);
  }

  /** The variables' values, or null if the path is another. */
  @Nullable Map<String, String> match(List<String> path) {
    if (deep ? path.size() < segments.size() : path.size() != segments.size()) {
      return null;
    }
    Map<String, String> values = names.isEmpty() ? Collections.emptyMap() : new HashMap<>();
    for (int i = 0; i < segments.size(); i++) {
      String segment = segments.get(i);
      if (segment.charAt(0) == '{') {
        values.put(segment.substring(1, segment.length() - 1), path.get(i));
      } else if (!segment.equals(path.get(i))) {
        return null;
      }
    }
    return values;
  }

  Set<String> names() {
    return names;
  }

  /** What every path of this route begins with: up to its first variable. */
  String beginning() {
    int variable = text.indexOf('{');
    return variable < 0
        ? (deep ? text.substring(0, text.length() - 3) : text)
        : text.substring(0, variable);
  }

  /** More literal segments first: they are the narrower route. */
  int literals() {
    return segments.size() - names.size();
  }

  /** Whether a framework's template is this one, whatever its variables are called. */
  boolean isSameAs(String template) {
    return plain(template).equals(plain(text));
  }

  private static String plain(String template) {
    return ANY_VARIABLE.matcher(template).replaceAll("{}");
  }

  @Override
  public String toString() {
    return text;
  }
}
