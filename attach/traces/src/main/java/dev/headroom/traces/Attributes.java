package dev.headroom.traces;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * A span's attributes, of those that say something here. Old and new semantic conventions stand
 * side by side: agents write either, and for a while both.
 */
final class Attributes {

  private static final Pattern PARAMETER =
      Pattern.compile("db\\.(query|operation)\\.parameter\\..+");

  private static final Set<String> WANTED =
      Set.of(
          "http.route",
          "http.request.method",
          "http.method",
          "http.response.status_code",
          "http.status_code",
          "http.response.body.size",
          "http.response_content_length",
          "rpc.system",
          "rpc.system.name",
          "rpc.service",
          "rpc.method",
          "messaging.system",
          "db.system",
          "db.system.name",
          "db.statement",
          "db.query.text",
          "db.namespace",
          "db.name",
          "db.operation.batch.size",
          "db.response.returned_rows",
          "service.name",
          "code.function.name",
          "code.namespace",
          "code.function",
          "code.file.path",
          "code.filepath",
          "code.line.number",
          "code.lineno");

  /** Most parameters of a statement that are kept: the hash of more says no more. */
  private static final int MOST_PARAMETERS = 100;

  private final Map<String, String> values = new HashMap<>();
  private final TreeMap<String, String> parameters = new TreeMap<>();

  static boolean wanted(String key) {
    return WANTED.contains(key) || PARAMETER.matcher(key).matches();
  }

  void put(String key, String value) {
    if (!PARAMETER.matcher(key).matches()) {
      values.put(key, value);
    } else if (parameters.size() < MOST_PARAMETERS) {
      parameters.put(key, value);
    }
  }

  /** The first of these that is there, or empty. */
  String first(String... keys) {
    for (String key : keys) {
      String value = values.get(key);
      if (value != null && !value.isBlank()) {
        return value;
      }
    }
    return "";
  }

  boolean any(String... keys) {
    return !first(keys).isEmpty();
  }

  /** A whole number, or -1. */
  long number(String... keys) {
    String text = first(keys);
    try {
      return text.isEmpty() ? -1 : (long) Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  Map<String, String> parameters() {
    return parameters;
  }

  void clear() {
    values.clear();
    parameters.clear();
  }
}
