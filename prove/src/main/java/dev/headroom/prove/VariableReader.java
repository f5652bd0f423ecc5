package dev.headroom.prove;

import dev.headroom.prove.Template.Value;
import dev.headroom.prove.Variable.Skew;
import dev.headroom.settings.Yaml;
import dev.headroom.settings.YamlKeys;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads the variables of a scenario; {@link ScenarioReader} tells their forms. */
final class VariableReader {

  /** By the key that makes the form what it is. */
  private static final Map<String, Set<String>> FORMS = new LinkedHashMap<>();

  static {
    FORMS.put("from", Set.of("from", "to", "skew"));
    FORMS.put("after", Set.of("after", "days"));
    FORMS.put("values", Set.of("values", "skew"));
    FORMS.put("unique", Set.of("unique"));
    FORMS.put("csv", Set.of("csv", "order", "skew"));
    FORMS.put("json", Set.of("json", "list", "order", "skew"));
    FORMS.put("read", Set.of("read", "as", "list", "skew"));
  }

  private VariableReader() {}

  /** The variable; data of a file are one for the row and one, {@code name.column}, a column. */
  static Map<String, Variable> read(String name, Yaml value, Path folder) {
    if (!name.matches("[A-Za-z][A-Za-z0-9_-]*")) {
      throw value
          .place()
          .wrong("a variable's name is letters, digits, _ and -, was '" + name + "'");
    }
    Set<String> present = YamlKeys.mapping(value, "variable '" + name + "'").fields().keySet();
    for (var form : FORMS.entrySet()) {
      if (present.contains(form.getKey())) {
        YamlKeys keys = YamlKeys.of(value, "variable '" + name + "'", form.getValue());
        return switch (form.getKey()) {
          case "from" -> Map.of(name, range(name, keys));
          case "after" ->
              Map.of(
                  name,
                  new Variable.After(keys.text("after"), keys.whole("days", -100_000, 100_000)));
          case "values" -> Map.of(name, choice(keys));
          case "unique" -> Map.of(name, new Variable.Unique(keys.text("unique")));
          case "csv" ->
              table(
                  name,
                  keys,
                  DataFile.csv(folder.resolve(keys.text("csv")), keys.required("csv").place()));
          case "json" ->
              table(
                  name,
                  keys,
                  DataFile.json(
                      folder.resolve(keys.text("json")),
                      keys.has("list") ? keys.text("list") : "",
                      keys.required("json").place()));
          default ->
              Map.of(
                  name,
                  new Variable.Read(
                      Template.url(keys.text("read")),
                      keys.has("as") ? keys.text("as") : "",
                      keys.text("list"),
                      skew(keys)));
        };
      }
    }
    // No form fits: let the complaint name the nearest of all keys.
    YamlKeys.of(
        value,
        "variable '" + name + "'",
        FORMS.values().stream().flatMap(Set::stream).collect(Collectors.toSet()));
    throw value
        .place()
        .wrong("variable '" + name + "' needs one of: " + String.join(", ", FORMS.keySet()));
  }

  private static Map<String, Variable> table(
      String name, YamlKeys keys, Map<String, List<Value>> columns) {
    boolean inOrder = keys.oneOf("order", Set.of("random", "in-turn"), "random").equals("in-turn");
    if (inOrder && keys.has("skew")) {
      throw keys.place("skew").wrong("rows that are taken in turn have no 'skew'");
    }
    int rows = columns.values().iterator().next().size();
    Map<String, Variable> all = new LinkedHashMap<>();
    all.put(name, new Variable.Row(rows, inOrder, Skew.of(skew(keys), rows)));
    columns.forEach(
        (column, values) -> all.put(name + "." + column, new Variable.Field(name, values)));
    return all;
  }

  private static Variable range(String name, YamlKeys keys) {
    String from = keys.text("from");
    String to = keys.text("to");
    if (from.matches("-?\\d{1,15}") && to.matches("-?\\d{1,15}")) {
      long first = Long.parseLong(from);
      long last = Long.parseLong(to);
      return new Variable.Range(first, last, Skew.of(skew(keys), count(name, keys, last - first)));
    }
    try {
      LocalDate first = LocalDate.parse(from);
      LocalDate last = LocalDate.parse(to);
      return new Variable.Days(
          first,
          last,
          Skew.of(skew(keys), count(name, keys, ChronoUnit.DAYS.between(first, last))));
    } catch (DateTimeException e) {
      throw keys.required("from")
          .place()
          .wrong(
              "'from' and 'to' of variable '"
                  + name
                  + "' must be whole numbers or days such as 2015-01-31");
    }
  }

  private static int count(String name, YamlKeys keys, long difference) {
    if (difference < 0 || difference >= 10_000_000) {
      throw keys.required("to")
          .place()
          .wrong(
              "'to' of variable '"
                  + name
                  + "' must not be before 'from', nor 10 million beyond it");
    }
    return (int) difference + 1;
  }

  private static Variable choice(YamlKeys keys) {
    List<Value> values =
        keys.items("values").stream()
            .map(
                item ->
                    new Value(
                        YamlKeys.text(item, "a value"),
                        item instanceof Yaml.Scalar scalar && scalar.kind() != Yaml.Kind.TEXT))
            .toList();
    return new Variable.Choice(values, Skew.of(skew(keys), values.size()));
  }

  private static Skew.Kind skew(YamlKeys keys) {
    return keys.oneOf("skew", Set.of("uniform", "zipf"), "uniform").equals("zipf")
        ? Skew.Kind.ZIPF
        : Skew.Kind.UNIFORM;
  }
}
