package dev.headroom.settings;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * What was written for a key, and where.
 *
 * @param path the key
 * @param texts one, or several where a list was written
 * @param where the place in the file, or the name of the variable or property
 */
record Given(String path, List<String> texts, String where) {

  SettingsException wrong(String expected) {
    return new SettingsException(
        where + ": " + path + " must be " + expected + ", was '" + String.join(", ", texts) + "'");
  }

  String text() {
    if (texts.size() != 1) {
      throw wrong("one value");
    }
    return texts.get(0).strip();
  }

  boolean flag() {
    String text = text();
    if (!text.equalsIgnoreCase("true") && !text.equalsIgnoreCase("false")) {
      throw wrong("true or false");
    }
    return Boolean.parseBoolean(text);
  }

  int whole() {
    try {
      return Integer.parseInt(text().replace("_", ""));
    } catch (NumberFormatException e) {
      throw wrong("a whole number");
    }
  }

  Duration duration() {
    return YamlKeys.duration(text())
        .orElseThrow(() -> wrong("a duration such as 500ms, 30s or 2min"));
  }

  /** What was written as a list, or with commas in one text. */
  List<String> list() {
    return texts.stream()
        .flatMap(text -> Arrays.stream(text.split(",", -1)))
        .map(String::strip)
        .filter(text -> !text.isEmpty())
        .toList();
  }
}
