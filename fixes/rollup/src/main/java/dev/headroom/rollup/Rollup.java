package dev.headroom.rollup;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A declaration: what is added up, by what, in which buckets.
 *
 * @param name names its tables: {@code screen} has {@code screen_day}; lower case, at most 30
 * @param table the table that is added up, with or without schema
 * @param time its column that says when
 * @param timeForm what that column holds
 * @param keys its columns that rows are told apart by; possibly none
 * @param zone whose local time buckets are in
 * @param grains one or more
 * @param where a condition in SQL that rows must fulfil, about columns of the table and immutable;
 *     null for all rows
 * @param measures one or more
 */
public record Rollup(
    String name,
    String table,
    String time,
    TimeForm timeForm,
    List<String> keys,
    LocalZone zone,
    List<Grain> grains,
    @Nullable String where,
    List<Measure> measures) {

  /** Refuses declarations that cannot be. */
  public Rollup {
    if (!name.matches("[a-z][a-z0-9_]{0,29}")) {
      throw new IllegalArgumentException(
          "a rollup's name is lower case letters, digits and underscores, at most 30, was '"
              + name
              + "'");
    }
    Names.checkTable("the table of the rollup '" + name + "'", table);
    Names.check("the time column of the rollup '" + name + "'", time);
    Objects.requireNonNull(timeForm, "timeForm");
    keys = List.copyOf(keys);
    measures = List.copyOf(measures);
    if (grains.isEmpty()) {
      throw new IllegalArgumentException(
          "the rollup '" + name + "' needs a grain: hour, day, week or month");
    }
    grains = List.copyOf(EnumSet.copyOf(grains));
    if (measures.isEmpty()) {
      throw new IllegalArgumentException(
          "the rollup '" + name + "' needs a measure, such as the count of rows");
    }
    Set<String> columns = new HashSet<>(Set.of("bucket"));
    List<String> all = new ArrayList<>(keys);
    keys.forEach(key -> Names.check("a key of the rollup", key));
    if (zone.column() != null) {
      all.add(zone.column());
    }
    measures.forEach(measure -> all.addAll(measure.stored()));
    for (String column : all) {
      if (!columns.add(column.toLowerCase(java.util.Locale.ROOT))) {
        throw new IllegalArgumentException(
            "the rollup '"
                + name
                + "' would have two columns '"
                + column
                + "': keys, zone column, measures and 'bucket' need different names");
      }
    }
    if (zone.key() != null && !keys.contains(zone.key())) {
      throw new IllegalArgumentException(
          "the zone of the rollup '"
              + name
              + "' is looked up by '"
              + zone.key()
              + "', which is none of its keys "
              + keys);
    }
    if (where != null && (where.isBlank() || where.contains(";") || where.contains("$"))) {
      throw new IllegalArgumentException(
          "'where' of the rollup '"
              + name
              + "' is a condition without ; and $, was '"
              + where
              + "'");
    }
  }

  /**
   * Begins a declaration.
   *
   * @param name the rollup's name
   * @param table the table that is added up
   * @param time its column that says when
   * @return to be completed with {@link Builder#declare}
   */
  public static Builder of(String name, String table, String time) {
    return new Builder(name, table, time);
  }

  /** The finer grain that a grain is made of; null if it is made of raw rows. */
  @Nullable Grain below(Grain grain) {
    if (grain != Grain.HOUR && grain != Grain.DAY && grains.contains(Grain.DAY)) {
      return Grain.DAY;
    }
    return grain != Grain.HOUR && grains.contains(Grain.HOUR) ? Grain.HOUR : null;
  }

  /** Seconds of a slot: marks say which slot of UTC changed, not which bucket. */
  long slotSeconds() {
    return grains.get(0) == Grain.HOUR ? 900 : 3600;
  }

  /** Completes a declaration. */
  public static final class Builder {

    private final String name;
    private final String table;
    private final String time;
    private TimeForm timeForm = TimeForm.NATIVE;
    private List<String> keys = List.of();
    private LocalZone zone = LocalZone.of("UTC");
    private List<Grain> grains = List.of(Grain.DAY);
    private @Nullable String where;
    private final List<Measure> measures = new ArrayList<>();

    private Builder(String name, String table, String time) {
      this.name = name;
      this.table = table;
      this.time = time;
    }

    /**
     * What the time column holds, if it is of integers.
     *
     * @param form seconds or milliseconds
     * @return this
     */
    public Builder timeForm(TimeForm form) {
      this.timeForm = form;
      return this;
    }

    /**
     * Columns that rows are told apart by; default none.
     *
     * @param columns of the table, not null
     * @return this
     */
    public Builder keys(String... columns) {
      this.keys = List.of(columns);
      return this;
    }

    /**
     * Whose local time buckets are in; default UTC.
     *
     * @param local the zone
     * @return this
     */
    public Builder zone(LocalZone local) {
      this.zone = local;
      return this;
    }

    /**
     * Lengths of buckets; default days.
     *
     * @param lengths one or more
     * @return this
     */
    public Builder grains(Grain... lengths) {
      this.grains = List.of(lengths);
      return this;
    }

    /**
     * A condition that rows must fulfil; default none.
     *
     * @param condition SQL about columns of the table, immutable
     * @return this
     */
    public Builder where(String condition) {
      this.where = condition;
      return this;
    }

    /**
     * Adds a figure.
     *
     * @param measure the figure
     * @return this
     */
    public Builder measure(Measure measure) {
      measures.add(measure);
      return this;
    }

    /**
     * The declaration.
     *
     * @return checked
     * @throws IllegalArgumentException if it cannot be; says what to write instead
     */
    public Rollup declare() {
      return new Rollup(name, table, time, timeForm, keys, zone, grains, where, measures);
    }
  }
}
