package dev.headroom.prove;

import dev.headroom.loop.Budget;
import dev.headroom.settings.Settings;
import dev.headroom.settings.SettingsException;
import dev.headroom.settings.Yaml;
import dev.headroom.settings.YamlKeys;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/**
 * Reads {@code budgets:} from YAML. What is wrong is refused with its place and what to write
 * instead.
 */
public final class BudgetFile {

  private static final Set<String> KEYS = Set.of("id", "endpoint", "measure", "limit");
  private static final Map<String, Budget.Measure> MEASURES = new TreeMap<>();

  static {
    for (Budget.Measure each : Budget.Measure.values()) {
      MEASURES.put(each.name().toLowerCase(Locale.ROOT).replace('_', '-'), each);
    }
  }

  private BudgetFile() {}

  /**
   * Of a file that may have the other settings too, and may have no budgets.
   *
   * @param file such as {@code headroom.yml}
   * @return its budgets
   * @throws SettingsException if it is wrong; the message has line and column
   */
  public static List<Budget> ofSettings(Path file) {
    Yaml document = Yaml.read(file);
    if (document.isNull()) {
      return List.of();
    }
    YamlKeys top = YamlKeys.of(document, "the settings", Settings.SECTIONS);
    return top.says("budgets") ? of(top) : List.of();
  }

  /**
   * Of a file of budgets alone.
   *
   * @param file with {@code budgets:}
   * @return its budgets
   * @throws SettingsException if it is wrong; the message has line and column
   */
  public static List<Budget> read(Path file) {
    return of(YamlKeys.of(Yaml.read(file), "the budgets", Set.of("budgets")));
  }

  private static List<Budget> of(YamlKeys top) {
    List<Budget> budgets = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    for (Yaml item : top.items("budgets")) {
      Budget budget = one(YamlKeys.of(item, "a budget", KEYS));
      if (!ids.add(budget.id())) {
        throw item.place().wrong("two budgets are called '" + budget.id() + "'");
      }
      budgets.add(budget);
    }
    return budgets;
  }

  private static Budget one(YamlKeys keys) {
    String measure = keys.oneOf("measure", MEASURES.keySet(), keys.text("measure"));
    try {
      return new Budget(
          keys.text("id"),
          keys.text("endpoint"),
          Objects.requireNonNull(MEASURES.get(measure)),
          Double.parseDouble(keys.text("limit")));
    } catch (NumberFormatException e) {
      throw keys.required("limit")
          .place()
          .wrong("'limit' must be a number, was '" + keys.text("limit") + "'");
    } catch (SettingsException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw keys.required("limit").place().wrong(String.valueOf(e.getMessage()));
    }
  }
}
