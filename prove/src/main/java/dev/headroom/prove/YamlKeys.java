package dev.headroom.prove;

import dev.headroom.loop.Nearest;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A mapping whose keys are known beforehand: any other is refused with the nearest valid one. */
final class YamlKeys {

  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})\\s*(ms|s|min)");

  private final String what;
  private final Yaml.Fields fields;

  private YamlKeys(String what, Yaml.Fields fields) {
    this.what = what;
    this.fields = fields;
  }

  static YamlKeys of(Yaml value, String what, Set<String> valid) {
    Yaml.Fields fields = mapping(value, what);
    for (String key : fields.fields().keySet()) {
      if (!valid.contains(key)) {
        throw at(fields, key).wrong(Nearest.unknown("key of " + what, key, valid));
      }
    }
    return new YamlKeys(what, fields);
  }

  static Yaml.Fields mapping(Yaml value, String what) {
    if (value instanceof Yaml.Fields fields) {
      return fields;
    }
    throw value.place().wrong(what + " must be a mapping (key: value)");
  }

  static Yaml.Place at(Yaml.Fields fields, String key) {
    return fields.keys().getOrDefault(key, fields.place());
  }

  static String text(Yaml value, String what) {
    if (value instanceof Yaml.Scalar scalar
        && scalar.kind() != Yaml.Kind.NULL
        && !scalar.text().isBlank()) {
      return scalar.text();
    }
    throw value.place().wrong(what + " must be a text");
  }

  boolean has(String key) {
    return fields.fields().containsKey(key);
  }

  Yaml.Place place() {
    return fields.place();
  }

  Yaml.Place place(String key) {
    return at(fields, key);
  }

  Yaml required(String key) {
    Yaml value = fields.fields().get(key);
    if (value == null) {
      throw fields.place().wrong(what + " needs '" + key + "'");
    }
    return value;
  }

  @Nullable Yaml optional(String key) {
    return fields.fields().get(key);
  }

  String text(String key) {
    return text(required(key), "'" + key + "' of " + what);
  }

  @Nullable String optionalText(String key) {
    return has(key) ? text(key) : null;
  }

  List<Yaml> items(String key) {
    Yaml value = required(key);
    if (value instanceof Yaml.Items items && !items.items().isEmpty()) {
      return items.items();
    }
    throw value
        .place()
        .wrong("'" + key + "' of " + what + " must be a list with at least one entry");
  }

  Map<String, Yaml> fieldsOf(String key) {
    Yaml value = optional(key);
    return value == null ? Map.of() : mapping(value, "'" + key + "'").fields();
  }

  int whole(String key, int least, int most) {
    Yaml value = required(key);
    try {
      int number = Integer.parseInt(text(value, "'" + key + "'").replace("_", ""));
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // told below
    }
    throw value
        .place()
        .wrong(
            "'" + key + "' of " + what + " must be a whole number from " + least + " to " + most);
  }

  int whole(String key, int least, int most, int otherwise) {
    return has(key) ? whole(key, least, most) : otherwise;
  }

  Duration duration(String key, Duration otherwise) {
    if (!has(key)) {
      return otherwise;
    }
    Matcher matcher = DURATION.matcher(text(key));
    if (!matcher.matches()) {
      throw required(key)
          .place()
          .wrong("'" + key + "' of " + what + " must be a duration such as 500ms, 30s or 2min");
    }
    long amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      default -> Duration.ofMinutes(amount);
    };
  }

  String oneOf(String key, Set<String> valid, String otherwise) {
    if (!has(key)) {
      return otherwise;
    }
    String text = text(key).toLowerCase(Locale.ROOT);
    if (!valid.contains(text)) {
      throw required(key).place().wrong(Nearest.unknown("'" + key + "' of " + what, text, valid));
    }
    return text;
  }
}
