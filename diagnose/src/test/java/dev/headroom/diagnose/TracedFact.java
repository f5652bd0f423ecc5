package dev.headroom.diagnose;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A line of the corpus that tells figures instead of running: of an endpoint, a pool, the process,
 * or of the statement above it.
 *
 * @param kind its first word
 * @param endpoint what it is about; for a pool its name and kind
 * @param texts what stands between endpoint and figures; the statement, for what is of one
 * @param values figures by key, in nanoseconds and bytes
 * @param words by key, what is no figure
 */
record TracedFact(
    String kind,
    String endpoint,
    List<String> texts,
    Map<String, Double> values,
    Map<String, String> words) {

  private static final List<String> KINDS =
      List.of(
          "facts", "pool", "holder", "runtime", "hot", "blocked", "counted", "sqlite", "locked");
  private static final List<String> OF_STATEMENT = List.of("fetch", "plan", "fastest");

  static boolean isOne(String line) {
    return KINDS.contains(line.split(" ", 2)[0]);
  }

  static boolean isOfStatement(String line) {
    return OF_STATEMENT.contains(line.split(" ", 2)[0]);
  }

  static TracedFact read(String line) {
    String[] parts = line.split(" \\| ", -1);
    String[] head = parts[0].split(" ", 2);
    List<String> texts = new ArrayList<>(List.of(parts).subList(1, parts.length - 1));
    return of(head[0], head.length == 1 ? "" : head[1], texts, parts[parts.length - 1]);
  }

  static TracedFact ofStatement(String endpoint, String sql, String line) {
    String[] parts = line.split(" ", 2);
    String figures = parts[0].equals("fastest") ? "time=" + parts[1] : parts[1];
    return of(parts[0], endpoint, List.of(sql), figures);
  }

  private static TracedFact of(String kind, String endpoint, List<String> texts, String figures) {
    Map<String, Double> values = new HashMap<>();
    Map<String, String> words = new HashMap<>();
    if (figures.startsWith("missing=")) {
      words.put("missing", figures.substring(8));
      return new TracedFact(kind, endpoint, texts, values, words);
    }
    for (String figure : figures.split(" ", -1)) {
      String[] pair = figure.split("=", 2);
      if (pair.length == 1) {
        words.put(pair[0], "");
      } else if (pair[1].matches("-?[\\d.]+(ms|KB|MB)?")) {
        values.put(pair[0], figure(pair[1]));
      } else {
        words.put(pair[0], pair[1]);
      }
    }
    return new TracedFact(kind, endpoint, texts, values, words);
  }

  private static double figure(String text) {
    String number = text.replaceAll("[a-zA-Z]", "");
    double unit =
        text.endsWith("ms") ? 1e6 : text.endsWith("KB") ? 1e3 : text.endsWith("MB") ? 1e6 : 1;
    return Double.parseDouble(number) * unit;
  }

  /** The same at another endpoint, for windows of several programs. */
  TracedFact at(String other, String mark) {
    String name =
        switch (kind) {
          case "pool", "sqlite" -> mark + "-" + endpoint;
          case "counted" -> endpoint; // tables are not told apart by program
          default -> other;
        };
    return new TracedFact(kind, name, texts, values, words);
  }

  /** A figure, or -1. */
  long number(String key) {
    return Math.round(values.getOrDefault(key, -1.0));
  }

  /** A figure, or 0. */
  long sum(String key) {
    return Math.round(values.getOrDefault(key, 0.0));
  }

  String word(String key) {
    return words.getOrDefault(key, "");
  }
}
