package dev.headroom.advise;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A plan as EXPLAIN QUERY PLAN tells it: a line a step, indented under the step that it is part of.
 *
 * @param text as told; it shows no value
 * @param indexes names of those indexes asked for that it uses
 * @param cost the largest of the estimates that stand beside the steps, which say what comes first
 *     and no more
 */
record SqlitePlan(String text, Set<String> indexes, double cost) {

  static SqlitePlan of(PreparedStatement explain, Collection<String> names) throws SQLException {
    StringBuilder text = new StringBuilder();
    Set<String> used = new TreeSet<>();
    Map<Integer, Integer> depths = new HashMap<>();
    double cost = 0;
    try (var row = explain.executeQuery()) {
      while (row.next()) {
        int depth = depths.getOrDefault(row.getInt(2), -1) + 1;
        depths.put(row.getInt(1), depth);
        cost = Math.max(cost, row.getInt(3));
        String line = row.getString(4);
        text.append("  ".repeat(depth)).append(line).append('\n');
        for (String name : names) {
          if (uses(line, name)) {
            used.add(name);
          }
        }
      }
    }
    return new SqlitePlan(text.toString().stripTrailing(), used, cost);
  }

  static boolean uses(String line, String index) {
    String word = " INDEX " + index;
    int at = line.indexOf(word);
    int end = at + word.length();
    return at >= 0 && (end == line.length() || line.startsWith(" (", end));
  }

  /** With indexes that checks of foreign keys look through, which are not told. */
  SqlitePlan with(Set<String> more) {
    if (more.isEmpty()) {
      return this;
    }
    Set<String> all = new TreeSet<>(indexes);
    all.addAll(more);
    return new SqlitePlan(
        text + "\nFOREIGN KEYS USING INDEX " + String.join(", ", more), all, cost);
  }

  Plan planned() {
    return new Plan(
        text,
        text,
        indexes,
        Double.NaN,
        cost,
        Double.NaN,
        Double.NaN,
        Double.NaN,
        Double.NaN,
        Double.NaN);
  }
}
