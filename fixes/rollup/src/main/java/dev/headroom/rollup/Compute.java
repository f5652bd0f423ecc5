package dev.headroom.rollup;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What cells hold, computed in one transaction: from raw rows, or from the cells of the grain
 * below, of which those that are dirty are computed first.
 */
final class Compute {

  private final Rollup rollup;
  private final Levels levels;
  private final Raw raw;
  private final Zones zones;

  Compute(Connection connection, Layout layout, Zones zones) {
    this.rollup = layout.rollup();
    this.levels = new Levels(connection, layout);
    this.raw = new Raw(connection, layout);
    this.zones = zones;
  }

  /** Cells that marks make dirty, by grain; of marks with a slot. */
  Map<Grain, Set<Cell>> dirty(Collection<Mark> marks) throws SQLException {
    Map<Grain, Set<Cell>> dirty = new EnumMap<>(Grain.class);
    rollup.grains().forEach(grain -> dirty.put(grain, new LinkedHashSet<>()));
    zones.look(marks.stream().map(Compute::groupOf).toList());
    for (Mark mark : marks) {
      List<Object> group = groupOf(mark);
      ZoneId zone = zones.of(group);
      Long slot = mark.slot();
      if (zone == null || slot == null) {
        continue;
      }
      long from = slot * rollup.slotSeconds();
      long until = from + mark.span() * rollup.slotSeconds();
      for (Grain grain : rollup.grains()) {
        for (long at = from; at < until; ) {
          Bucket bucket = grain.bucket(at, zone);
          java.util.Objects.requireNonNull(dirty.get(grain)).add(new Cell(group, bucket));
          at = grain.until(bucket, zone);
        }
      }
    }
    return dirty;
  }

  static Set<Cell> cellsOf(Map<Grain, Set<Cell>> cells, Grain grain) {
    return cells.getOrDefault(grain, Set.of());
  }

  private static List<Object> groupOf(Mark mark) {
    List<Object> group = new ArrayList<>();
    for (Object value : mark.group()) {
      group.add(java.util.Objects.requireNonNull(value));
    }
    return List.copyOf(group);
  }

  /** States of cells from raw rows alone. */
  Map<Cell, @Nullable Object[]> fromRaw(Collection<Cell> cells, List<Measure> measures)
      throws SQLException {
    List<Raw.Span> spans = new ArrayList<>();
    zones.look(cells.stream().map(Cell::group).toList());
    for (Cell cell : cells) {
      ZoneId zone = zones.of(cell.group());
      if (zone != null) {
        Grain grain = cell.bucket().grain();
        long from = grain.from(cell.bucket(), zone);
        long until = grain.until(cell.bucket(), zone);
        if (from < until) {
          spans.add(new Raw.Span(cell, from, until));
        }
      }
    }
    return raw.aggregate(spans, measures);
  }

  /** States of cells, given which are dirty; what is not dirty is read as it is stored. */
  Map<Cell, @Nullable Object[]> states(
      Grain grain, Collection<Cell> cells, Map<Grain, Set<Cell>> dirty) throws SQLException {
    Grain below = rollup.below(grain);
    if (below == null) {
      return fromRaw(cells, rollup.measures());
    }
    Map<Cell, @Nullable Object[]> parts = new HashMap<>();
    Map<Cell, Cell> whole = new HashMap<>();
    Map<Cell, @Nullable Object[]> stored = levels.read(below, runs(grain, below, cells));
    for (Map.Entry<Cell, @Nullable Object[]> part : stored.entrySet()) {
      Cell cell = parent(part.getKey(), grain);
      if (cell != null && cells.contains(cell)) {
        whole.put(part.getKey(), cell);
        parts.put(part.getKey(), part.getValue());
      }
    }
    Map<Cell, Cell> changed = new HashMap<>();
    for (Cell part : cellsOf(dirty, below)) {
      Cell cell = parent(part, grain);
      if (cell != null && cells.contains(cell)) {
        changed.put(part, cell);
      }
    }
    parts.keySet().removeAll(changed.keySet());
    parts.putAll(states(below, changed.keySet(), dirty));
    whole.putAll(changed);
    return merged(cells, parts, whole);
  }

  private @Nullable Cell parent(Cell part, Grain grain) throws SQLException {
    ZoneId zone = zones.of(part.group());
    if (zone == null) {
      return null;
    }
    return new Cell(
        part.group(),
        part.bucket().grain() == Grain.HOUR
            ? grain.bucket(part.bucket().at(), zone)
            : grain.containing(part.bucket().day()));
  }

  /** What lies below cells, to be read at once. */
  private List<Levels.Run> runs(Grain grain, Grain below, Collection<Cell> cells)
      throws SQLException {
    Map<List<Object>, List<Bucket>> groups = new HashMap<>();
    cells.forEach(
        cell -> groups.computeIfAbsent(cell.group(), key -> new ArrayList<>()).add(cell.bucket()));
    zones.look(groups.keySet());
    List<Levels.Run> runs = new ArrayList<>();
    for (Map.Entry<List<Object>, List<Bucket>> each : groups.entrySet()) {
      ZoneId zone = zones.of(each.getKey());
      if (zone == null) {
        continue;
      }
      each.getValue().sort(Comparator.naturalOrder());
      Levels.Run run = null;
      for (Bucket bucket : each.getValue()) {
        Bucket first = part(below, grain.from(bucket, zone), bucket.day());
        Bucket next = part(below, grain.until(bucket, zone), grain.next(bucket.day()));
        if (run != null && run.until().equals(first)) {
          run = new Levels.Run(run.group(), run.from(), next);
          runs.set(runs.size() - 1, run);
        } else {
          run = new Levels.Run(each.getKey(), first, next);
          runs.add(run);
        }
      }
    }
    return runs;
  }

  private static Bucket part(Grain below, long second, java.time.LocalDate day) {
    return new Bucket(below, below == Grain.HOUR ? second : day.toEpochDay());
  }

  private Map<Cell, @Nullable Object[]> merged(
      Collection<Cell> cells, Map<Cell, @Nullable Object[]> parts, Map<Cell, Cell> whole)
      throws SQLException {
    List<Measure> measures = rollup.measures();
    Map<Cell, @Nullable Object[]> merged = new HashMap<>();
    // In the order of time: lists of the heaviest depend on it.
    List<Map.Entry<Cell, @Nullable Object[]>> sorted = new ArrayList<>(parts.entrySet());
    sorted.sort(Comparator.comparing(part -> part.getKey().bucket()));
    for (Map.Entry<Cell, @Nullable Object[]> part : sorted) {
      Cell cell = java.util.Objects.requireNonNull(whole.get(part.getKey()));
      @Nullable Object[] states = merged.get(cell);
      if (states == null) {
        merged.put(cell, part.getValue().clone());
        continue;
      }
      for (int i = 0; i < states.length; i++) {
        if (measures.get(i).kind().merges()) {
          states[i] = States.merge(measures.get(i), states[i], part.getValue()[i]);
        }
      }
    }
    List<Measure> apart = measures.stream().filter(each -> !each.kind().merges()).toList();
    if (!apart.isEmpty()) {
      Map<Cell, @Nullable Object[]> exact = fromRaw(cells, apart);
      for (Map.Entry<Cell, @Nullable Object[]> each : merged.entrySet()) {
        @Nullable Object[] found = exact.get(each.getKey());
        for (int i = 0; i < apart.size(); i++) {
          each.getValue()[measures.indexOf(apart.get(i))] =
              found == null ? States.empty(apart.get(i)) : found[i];
        }
      }
    }
    return merged;
  }

  /** All of a slice from raw rows. */
  Map<Cell, @Nullable Object[]> fromRaw(Grain grain, Slice slice) throws SQLException {
    Set<Cell> cells = new LinkedHashSet<>();
    List<Mark> days = raw.slots(slice, daySpan());
    zones.look(days.stream().map(Compute::groupOf).toList());
    for (Mark mark : days) {
      List<Object> group = groupOf(mark);
      ZoneId zone = zones.of(group);
      if (zone != null) {
        long from = java.util.Objects.requireNonNull(mark.slot()) * rollup.slotSeconds();
        long until = from + mark.span() * rollup.slotSeconds();
        for (long at = from; at < until; ) {
          Bucket bucket = grain.bucket(at, zone);
          if (slice.contains(bucket, zone)) {
            cells.add(new Cell(group, bucket));
          }
          at = grain.until(bucket, zone);
        }
      }
    }
    return fromRaw(cells, rollup.measures());
  }

  /** Slots of a day. */
  long daySpan() {
    return 86_400 / rollup.slotSeconds();
  }
}
