package dev.headroom.web;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A write that changes a route's answers: those with its tags, or all where there are none. */
record RouteWrite(String method, PathPattern path, List<Tag> tags) {

  private static final Set<String> METHODS = Set.of("POST", "PUT", "PATCH", "DELETE");

  static RouteWrite of(String text, List<String> tags) {
    String[] parts = text.strip().split("\\s+", -1);
    String method = parts[0].toUpperCase(Locale.ROOT);
    if (parts.length != 2 || !METHODS.contains(method)) {
      throw new IllegalArgumentException(
          "a write is a method (POST, PUT, PATCH, DELETE) and a path, such as PUT /api/items/{id};"
              + " was '"
              + text
              + "'");
    }
    PathPattern path = PathPattern.of(parts[1]);
    List<Tag> bound =
        tags.stream().map(Tag::new).filter(tag -> path.names().containsAll(tag.names())).toList();
    if (bound.isEmpty() && !tags.isEmpty()) {
      throw new IllegalArgumentException(
          "write '"
              + text
              + "' says the variables of none of the tags "
              + tags
              + ": name them in its path, or add a tag without variables");
    }
    return new RouteWrite(method, path, bound);
  }

  @Nullable Map<String, String> match(String requestMethod, List<String> segments) {
    return method.equals(requestMethod) ? path.match(segments) : null;
  }
}
