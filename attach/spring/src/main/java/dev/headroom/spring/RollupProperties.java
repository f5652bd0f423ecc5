package dev.headroom.spring;

import dev.headroom.rollup.Grain;
import dev.headroom.rollup.LocalZone;
import dev.headroom.rollup.Measure;
import dev.headroom.rollup.Rollup;
import dev.headroom.rollup.TimeForm;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of rollups; a key that does not exist is refused.
 *
 * @param every the pause between two looks at what changed, which is how far a rollup lags behind;
 *     100 ms to 1 h, default 2 s. A look costs a question for each rollup, on one of all instances
 * @param install whether what is not there is installed at the start, default true; else a
 *     migration does it, or {@code headroom rollup install}
 * @param refresh whether this instance is one of those that fill and refresh, default true
 * @param switchedOn whether rollups are read from the start, default true; else the raw rows answer
 *     until the fix is switched on
 * @param dataSource the bean where the tables are; needed where there are several
 * @param rollups by name, as in the section {@code rollups} of {@code headroom.yml}
 */
@ConfigurationProperties(prefix = "headroom.rollup", ignoreUnknownFields = false)
record RollupProperties(
    @DefaultValue("2s") Duration every,
    @DefaultValue("true") boolean install,
    @DefaultValue("true") boolean refresh,
    @DefaultValue("true") boolean switchedOn,
    @Nullable String dataSource,
    @DefaultValue Map<String, Declared> rollups) {

  RollupProperties {
    if (every.compareTo(Duration.ofMillis(100)) < 0 || every.compareTo(Duration.ofHours(1)) > 0) {
      throw new IllegalArgumentException("headroom.rollup.every is 100ms to 1h, was " + every);
    }
  }

  List<Rollup> declared() {
    List<Rollup> declared = new ArrayList<>();
    rollups.forEach(
        (name, each) -> {
          try {
            declared.add(each.rollup(name));
          } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                "headroom.rollup.rollups." + name + ": " + e.getMessage(), e);
          }
        });
    return declared;
  }

  /**
   * One rollup; what is left out has the default of {@link Rollup}.
   *
   * @param table the table that is added up
   * @param time its column that says when
   * @param timeForm what that column holds: {@code native}, {@code seconds} or {@code millis}
   * @param keys its columns that rows are told apart by
   * @param zone one zone for all rows
   * @param zoneColumn a column that says the zone
   * @param zoneOf a table that has the zone for a key
   * @param grains {@code hour}, {@code day}, {@code week}, {@code month}
   * @param where a condition in SQL that rows must fulfil
   * @param measures by name; at least one
   */
  record Declared(
      @Nullable String table,
      @Nullable String time,
      @Nullable TimeForm timeForm,
      @DefaultValue List<String> keys,
      @Nullable String zone,
      @Nullable String zoneColumn,
      @Nullable ZoneOf zoneOf,
      @DefaultValue List<Grain> grains,
      @Nullable String where,
      @DefaultValue Map<String, Figure> measures) {

    Rollup rollup(String name) {
      Rollup.Builder builder =
          Rollup.of(name, needed("table", table), needed("time", time))
              .keys(keys.toArray(String[]::new))
              .zone(local());
      if (timeForm != null) {
        builder.timeForm(timeForm);
      }
      if (!grains.isEmpty()) {
        builder.grains(grains.toArray(Grain[]::new));
      }
      if (where != null) {
        builder.where(where);
      }
      measures.forEach((measure, figure) -> builder.measure(figure.measure(measure)));
      return builder.declare();
    }

    private LocalZone local() {
      if (Stream.of(zone, zoneColumn, zoneOf).filter(Objects::nonNull).count() > 1) {
        throw new IllegalArgumentException("write one of zone, zone-column and zone-of");
      }
      if (zoneOf != null) {
        return LocalZone.lookup(
            needed("zone-of.key", zoneOf.key()),
            needed("zone-of.table", zoneOf.table()),
            needed("zone-of.table-key", zoneOf.tableKey()),
            needed("zone-of.table-zone", zoneOf.tableZone()),
            needed("zone-of.otherwise", zoneOf.otherwise()));
      }
      return zoneColumn != null
          ? LocalZone.column(zoneColumn)
          : LocalZone.of(zone != null ? zone : "UTC");
    }
  }

  /** A table that has the zone for a key. */
  record ZoneOf(
      @Nullable String key,
      @Nullable String table,
      @Nullable String tableKey,
      @Nullable String tableZone,
      @Nullable String otherwise) {}

  /** A measure. */
  record Figure(
      Measure.@Nullable Kind kind,
      @Nullable String column,
      @Nullable String weight,
      @DefaultValue("0") int size) {

    Measure measure(String name) {
      if (kind == null) {
        throw new IllegalArgumentException(
            "measures." + name + " needs kind, such as count, sum or distinct-sketch");
      }
      return new Measure(name, kind, column, weight, size);
    }
  }

  private static String needed(String key, @Nullable String value) {
    if (value == null || value.isBlank()) {
      throw new IllegalArgumentException("needs " + key);
    }
    return value;
  }
}
