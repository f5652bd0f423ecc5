package dev.headroom.rollup;

import dev.headroom.loop.Nearest;
import dev.headroom.settings.SettingsException;
import dev.headroom.settings.Yaml;
import dev.headroom.settings.YamlKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Declarations in YAML: the section {@code rollups} of {@code headroom.yml}, and what is stored.
 */
public final class RollupYaml {

  private static final Set<String> ROLLUP =
      Set.of(
          "table",
          "time",
          "time-form",
          "keys",
          "zone",
          "zone-column",
          "zone-of",
          "grains",
          "where",
          "measures");
  private static final Set<String> ZONE =
      Set.of("key", "table", "table-key", "table-zone", "otherwise");
  private static final Set<String> MEASURE = Set.of("kind", "column", "weight", "size");

  private RollupYaml() {}

  /**
   * Reads declarations.
   *
   * @param section a mapping of names to declarations
   * @return them, in the order of the file
   * @throws SettingsException if one cannot be: says where, and what to write instead
   */
  public static List<Rollup> read(Yaml section) {
    List<Rollup> rollups = new ArrayList<>();
    YamlKeys.mapping(section, "'rollups'")
        .fields()
        .forEach((name, value) -> rollups.add(rollup(name, value)));
    return rollups;
  }

  private static Rollup rollup(String name, Yaml value) {
    YamlKeys keys = YamlKeys.of(value, "the rollup '" + name + "'", ROLLUP);
    return placed(
        keys.place(),
        () -> {
          Rollup.Builder builder = Rollup.of(name, keys.text("table"), keys.text("time"));
          builder.timeForm(word(keys, "time-form", TimeForm.class, TimeForm.NATIVE));
          if (keys.says("keys")) {
            builder.keys(texts(keys, "keys").toArray(String[]::new));
          }
          builder.zone(zone(keys));
          if (keys.says("grains")) {
            builder.grains(
                keys.items("grains").stream()
                    .map(item -> word(item, "grain", Grain.class))
                    .toArray(Grain[]::new));
          }
          if (keys.says("where")) {
            builder.where(keys.text("where"));
          }
          for (Map.Entry<String, Yaml> each :
              YamlKeys.mapping(keys.required("measures"), "'measures'").fields().entrySet()) {
            builder.measure(measure(each.getKey(), each.getValue()));
          }
          return builder.declare();
        });
  }

  private static LocalZone zone(YamlKeys keys) {
    long ways = Stream.of("zone", "zone-column", "zone-of").filter(keys::has).count();
    if (ways > 1) {
      throw keys.place().wrong("write one of zone, zone-column and zone-of");
    }
    if (keys.has("zone-column")) {
      return LocalZone.column(keys.text("zone-column"));
    }
    if (!keys.has("zone-of")) {
      return keys.has("zone") ? LocalZone.of(keys.text("zone")) : LocalZone.of("UTC");
    }
    YamlKeys of = YamlKeys.of(keys.required("zone-of"), "zone-of", ZONE);
    return LocalZone.lookup(
        of.text("key"),
        of.text("table"),
        of.text("table-key"),
        of.text("table-zone"),
        of.text("otherwise"));
  }

  private static Measure measure(String name, Yaml value) {
    YamlKeys keys = YamlKeys.of(value, "the measure '" + name + "'", MEASURE);
    return placed(
        keys.place(),
        () ->
            new Measure(
                name,
                word(
                    keys.required("kind"),
                    "'kind' of the measure '" + name + "'",
                    Measure.Kind.class),
                keys.optionalText("column"),
                keys.optionalText("weight"),
                keys.whole("size", 1, 1000, 0)));
  }

  private static <T> T placed(Yaml.Place place, java.util.function.Supplier<T> made) {
    try {
      return made.get();
    } catch (SettingsException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw place.wrong(String.valueOf(e.getMessage()));
    }
  }

  private static List<String> texts(YamlKeys keys, String key) {
    return keys.items(key).stream()
        .map(item -> YamlKeys.text(item, "an entry of '" + key + "'"))
        .toList();
  }

  private static <E extends Enum<E>> E word(YamlKeys keys, String key, Class<E> type, E otherwise) {
    return keys.has(key) ? word(keys.required(key), "'" + key + "'", type) : otherwise;
  }

  private static <E extends Enum<E>> E word(Yaml value, String what, Class<E> type) {
    String text = YamlKeys.text(value, what);
    List<String> words = new ArrayList<>();
    for (E one : type.getEnumConstants()) {
      String word = one.name().toLowerCase(Locale.ROOT).replace('_', '-');
      if (word.equals(text)) {
        return one;
      }
      words.add(word);
    }
    throw value.place().wrong(Nearest.unknown(what, text, words));
  }

  /** A declaration as {@link #read} reads it, in one form. */
  static String write(Rollup rollup) {
    StringBuilder yaml = new StringBuilder(rollup.name()).append(":\n");
    line(yaml, "table", rollup.table());
    line(yaml, "time", rollup.time());
    line(yaml, "time-form", rollup.timeForm().name().toLowerCase(Locale.ROOT));
    if (!rollup.keys().isEmpty()) {
      yaml.append("  keys: ").append(list(rollup.keys())).append('\n');
    }
    LocalZone zone = rollup.zone();
    if (zone.column() != null) {
      line(yaml, "zone-column", zone.column());
    } else if (zone.table() == null) {
      line(yaml, "zone", String.valueOf(zone.fixed()));
    } else {
      yaml.append("  zone-of:\n");
      line(yaml.append("  "), "key", String.valueOf(zone.key()));
      line(yaml.append("  "), "table", zone.table());
      line(yaml.append("  "), "table-key", String.valueOf(zone.tableKey()));
      line(yaml.append("  "), "table-zone", String.valueOf(zone.tableZone()));
      line(yaml.append("  "), "otherwise", String.valueOf(zone.fixed()));
    }
    yaml.append("  grains: ")
        .append(
            list(
                rollup.grains().stream()
                    .map(grain -> grain.name().toLowerCase(Locale.ROOT))
                    .toList()))
        .append('\n');
    if (rollup.where() != null) {
      line(yaml, "where", rollup.where());
    }
    yaml.append("  measures:\n");
    for (Measure measure : rollup.measures()) {
      yaml.append("    ").append(measure.name()).append(": {kind: ").append(measure.kind().word());
      field(yaml, "column", measure.column());
      field(yaml, "weight", measure.weight());
      field(yaml, "size", measure.size() == 0 ? null : "" + measure.size());
      yaml.append("}\n");
    }
    return yaml.toString();
  }

  private static void line(StringBuilder yaml, String key, String value) {
    yaml.append("  ").append(key).append(": ").append(quoted(value)).append('\n');
  }

  private static void field(StringBuilder yaml, String key, @Nullable String value) {
    if (value != null) {
      yaml.append(", ").append(key).append(": ").append(quoted(value));
    }
  }

  private static String list(List<String> values) {
    return values.stream().map(RollupYaml::quoted).collect(Collectors.joining(", ", "[", "]"));
  }

  private static String quoted(String value) {
    return '"'
        + value
            .replace("\\", "\\\\")
            .replace("\"", "\\\"")
            .replace("\n", "\\n")
            .replace("\t", "\\t")
        + '"';
  }
}
