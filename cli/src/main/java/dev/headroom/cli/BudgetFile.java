package dev.headroom.cli;

import dev.headroom.loop.Budget;
import dev.headroom.loop.Nearest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * Reads {@code budgets:} from YAML. What is wrong is refused with its place and what to write
 * instead.
 */
final class BudgetFile {

  private static final Set<String> KEYS = Set.of("id", "endpoint", "measure", "limit");

  private BudgetFile() {}

  static List<Budget> read(Path file) {
    JsonNode root;
    try {
      root = YAMLMapper.builder().build().readTree(file.toFile());
    } catch (JacksonException e) {
      throw new IllegalArgumentException(
          file + ": not readable as YAML: " + e.getOriginalMessage(), e);
    }
    refuseUnknown(file + "", root, Set.of("budgets"));
    JsonNode list = root.path("budgets");
    if (!list.isArray()) {
      throw new IllegalArgumentException(file + ": needs a list under 'budgets:'");
    }
    List<Budget> budgets = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < list.size(); i++) {
      Budget budget = one(file + ", budget " + (i + 1), list.get(i));
      if (!ids.add(budget.id())) {
        throw new IllegalArgumentException(file + ": two budgets are called '" + budget.id() + "'");
      }
      budgets.add(budget);
    }
    return budgets;
  }

  private static Budget one(String where, JsonNode node) {
    refuseUnknown(where, node, KEYS);
    for (String key : new TreeSet<>(KEYS)) {
      if (!node.has(key)) {
        throw new IllegalArgumentException(where + ": '" + key + "' is missing");
      }
    }
    Map<String, Budget.Measure> measures = new TreeMap<>();
    for (Budget.Measure each : Budget.Measure.values()) {
      measures.put(name(each), each);
    }
    String measure = node.get("measure").asString();
    Budget.Measure known = measures.get(measure);
    if (known == null) {
      throw new IllegalArgumentException(
          where + ": " + Nearest.unknown("measure", measure, measures.keySet()));
    }
    if (!node.get("limit").isNumber()) {
      throw new IllegalArgumentException(
          where + ": limit must be a number, was '" + node.get("limit").asString() + "'");
    }
    return new Budget(
        node.get("id").asString(),
        node.get("endpoint").asString(),
        known,
        node.get("limit").asDouble());
  }

  private static void refuseUnknown(String where, JsonNode node, Set<String> keys) {
    if (!node.isObject()) {
      throw new IllegalArgumentException(
          where + ": expected keys (" + String.join(", ", new TreeSet<>(keys)) + ")");
    }
    for (String key : node.propertyNames()) {
      if (!keys.contains(key)) {
        throw new IllegalArgumentException(where + ": " + Nearest.unknown("key", key, keys));
      }
    }
  }

  private static String name(Budget.Measure measure) {
    return measure.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
