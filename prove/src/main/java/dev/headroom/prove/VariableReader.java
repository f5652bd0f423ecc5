package dev.headroom.prove;

import dev.headroom.prove.Template.Value;
import dev.headroom.prove.Variable.Skew;
import dev.headroom.settings.Yaml;
import dev.headroom.settings.YamlKeys;
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
    FORMS.put("read", Set.of("read", "as", "list", "skew"));
  }

  private VariableReader() {}

  static Variable read(String name, Yaml value) {
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
          case "from" -> range(name, keys);
          case "after" ->
              new Variable.After(keys.text("after"), keys.whole("days", -100_000, 100_000));
          case "values" -> choice(keys);
          case "unique" -> new Variable.Unique(keys.text("unique"));
          default ->
              new Variable.Read(
                  Template.url(keys.text("read")),
                  keys.has("as") ? keys.text("as") : "",
                  keys.text("list"),
                  skew(keys));
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
