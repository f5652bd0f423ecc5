package dev.headroom.settings;

import dev.headroom.loop.Nearest;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A mapping whose keys are known beforehand: any other is refused with the nearest valid one. */
public final class YamlKeys {

  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})\\s*(ms|s|min)");

  private final String what;
  private final Yaml.Fields fields;

  private YamlKeys(String what, Yaml.Fields fields) {
    this.what = what;
    this.fields = fields;
  }

  /**
   * A mapping with known keys.
   *
   * @param value the value
   * @param what what it is, for complaints
   * @param valid the keys that it may have
   * @return the mapping
   */
  public static YamlKeys of(Yaml value, String what, Set<String> valid) {
    Yaml.Fields fields = mapping(value, what);
    for (String key : fields.fields().keySet()) {
      if (!valid.contains(key)) {
        throw at(fields, key).wrong(Nearest.unknown("key of " + what, key, valid));
      }
    }
    return new YamlKeys(what, fields);
  }

  /**
   * A value that must be a mapping.
   *
   * @param value the value
   * @param what what it is, for complaints
   * @return the mapping
   */
  public static Yaml.Fields mapping(Yaml value, String what) {
    if (value instanceof Yaml.Fields fields) {
      return fields;
    }
    throw value.place().wrong(what + " must be a mapping (key: value)");
  }

  private static Yaml.Place at(Yaml.Fields fields, String key) {
    return fields.keys().getOrDefault(key, fields.place());
  }

  /**
   * A value that must be a text, a number or a flag.
   *
   * @param value the value
   * @param what what it is, for complaints
   * @return as written, not blank
   */
  public static String text(Yaml value, String what) {
    if (value instanceof Yaml.Scalar scalar
        && scalar.kind() != Yaml.Kind.NULL
        && !scalar.text().isBlank()) {
      return scalar.text();
    }
    throw value.place().wrong(what + " must be a text");
  }

  /**
   * Whether a key is there, with or without a value.
   *
   * @param key the key
   * @return true if it is
   */
  public boolean has(String key) {
    return fields.fields().containsKey(key);
  }

  /**
   * Whether a key is there with a value.
   *
   * @param key the key
   * @return false if it is missing, or nothing stands behind it
   */
  public boolean says(String key) {
    Yaml value = fields.fields().get(key);
    return value != null && !value.isNull();
  }

  /**
   * Where the mapping stands.
   *
   * @return the place
   */
  public Yaml.Place place() {
    return fields.place();
  }

  /**
   * Where a key stands.
   *
   * @param key the key
   * @return its place, or the mapping's
   */
  public Yaml.Place place(String key) {
    return at(fields, key);
  }

  /**
   * The value of a key that must be there.
   *
   * @param key the key
   * @return its value
   */
  public Yaml required(String key) {
    Yaml value = fields.fields().get(key);
    if (value == null) {
      throw fields.place().wrong(what + " needs '" + key + "'");
    }
    return value;
  }

  /**
   * The value of a key.
   *
   * @param key the key
   * @return its value, or null
   */
  public @Nullable Yaml optional(String key) {
    return fields.fields().get(key);
  }

  /**
   * The text of a key that must be there.
   *
   * @param key the key
   * @return not blank
   */
  public String text(String key) {
    return text(required(key), "'" + key + "' of " + what);
  }

  /**
   * The text of a key.
   *
   * @param key the key
   * @return not blank, or null if the key is missing
   */
  public @Nullable String optionalText(String key) {
    return has(key) ? text(key) : null;
  }

  /**
   * The list of a key that must be there.
   *
   * @param key the key
   * @return at least one value
   */
  public List<Yaml> items(String key) {
    Yaml value = required(key);
    if (value instanceof Yaml.Items items && !items.items().isEmpty()) {
      return items.items();
    }
    throw value
        .place()
        .wrong("'" + key + "' of " + what + " must be a list with at least one entry");
  }

  /**
   * The mapping of a key.
   *
   * @param key the key
   * @return values by key; empty if the key is missing
   */
  public Map<String, Yaml> fieldsOf(String key) {
    Yaml value = optional(key);
    return value == null ? Map.of() : mapping(value, "'" + key + "'").fields();
  }

  /**
   * The whole number of a key that must be there.
   *
   * @param key the key
   * @param least smallest allowed
   * @param most largest allowed
   * @return the number
   */
  public int whole(String key, int least, int most) {
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

  /**
   * The whole number of a key.
   *
   * @param key the key
   * @param least smallest allowed
   * @param most largest allowed
   * @param otherwise what holds if the key is missing
   * @return the number
   */
  public int whole(String key, int least, int most, int otherwise) {
    return has(key) ? whole(key, least, most) : otherwise;
  }

  /**
   * A duration as it is written: a whole number of ms, s or min.
   *
   * @param text for example {@code 500ms}
   * @return empty if it is none
   */
  public static Optional<Duration> duration(String text) {
    Matcher matcher = DURATION.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long amount = Long.parseLong(matcher.group(1));
    return Optional.of(
        switch (matcher.group(2)) {
          case "ms" -> Duration.ofMillis(amount);
          case "s" -> Duration.ofSeconds(amount);
          default -> Duration.ofMinutes(amount);
        });
  }

  /**
   * The duration of a key.
   *
   * @param key the key
   * @param otherwise what holds if the key is missing
   * @return the duration
   */
  public Duration duration(String key, Duration otherwise) {
    if (!has(key)) {
      return otherwise;
    }
    return duration(text(key))
        .orElseThrow(
            () ->
                required(key)
                    .place()
                    .wrong(
                        "'"
                            + key
                            + "' of "
                            + what
                            + " must be a duration such as 500ms, 30s or 2min"));
  }

  /**
   * One of several words.
   *
   * @param key the key
   * @param valid the words, in lower case
   * @param otherwise what holds if the key is missing
   * @return one of them
   */
  public String oneOf(String key, Set<String> valid, String otherwise) {
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
