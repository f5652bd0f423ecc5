package dev.headroom.rollup;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Answers a question in one snapshot. */
final class Reader {

  private final Connection connection;
  private final Layout layout;
  private final Zones zones;
  private final Compute compute;

  Reader(Connection connection, Layout layout) {
    this.connection = connection;
    this.layout = layout;
    this.zones = new Zones(connection, layout);
    this.compute = new Compute(connection, layout, zones);
  }

  RollupAnswer answer(Grain grain, Slice slice, boolean now, boolean on) throws SQLException {
    StateRow state = on ? StateRow.read(connection, layout) : null;
    if (state == null || state.state() == StateRow.State.NEW) {
      return rows(compute.fromRaw(grain, slice), fresh(Freshness.Source.ROWS, 0, null));
    }
    Marks.Found found = Marks.find(connection, layout, slice);
    long pending = found.marks().size();
    Instant oldest = found.oldest() == null ? null : Instant.ofEpochSecond(found.oldest());
    if (!now && state.state() != StateRow.State.FILLING) {
      Map<Cell, @Nullable Object[]> stored = wanted(grain, slice);
      return rows(stored, new Freshness(pending == 0, pending, oldest, Freshness.Source.ROLLUP));
    }
    if (found.marks().stream().anyMatch(mark -> mark.slot() == null)) {
      return rows(compute.fromRaw(grain, slice), fresh(Freshness.Source.ROWS, pending, oldest));
    }
    Map<Grain, Set<Cell>> dirty = compute.dirty(found.marks());
    Set<Cell> again = new HashSet<>();
    for (Cell cell : Compute.cellsOf(dirty, grain)) {
      ZoneId zone = zones.of(cell.group());
      if (zone != null && slice.contains(cell.bucket(), zone)) {
        again.add(cell);
      }
    }
    Map<Cell, @Nullable Object[]> cells = wanted(grain, slice);
    cells.keySet().removeAll(again);
    cells.putAll(compute.states(grain, again, dirty));
    return rows(
        cells,
        fresh(
            again.isEmpty() ? Freshness.Source.ROLLUP : Freshness.Source.ROLLUP_AND_ROWS,
            pending,
            oldest));
  }

  private static Freshness fresh(Freshness.Source source, long pending, @Nullable Instant oldest) {
    return new Freshness(true, pending, oldest, source);
  }

  private Map<Cell, @Nullable Object[]> wanted(Grain grain, Slice slice) throws SQLException {
    Map<Cell, @Nullable Object[]> cells =
        new LinkedHashMap<>(new Levels(connection, layout).read(grain, slice));
    if (grain == Grain.HOUR) {
      zones.look(cells.keySet().stream().map(Cell::group).toList());
      for (Cell cell : new ArrayList<>(cells.keySet())) {
        ZoneId zone = zones.of(cell.group());
        if (zone == null || !slice.contains(cell.bucket(), zone)) {
          cells.remove(cell);
        }
      }
    }
    return cells;
  }

  /** Rows for people: of several zones of a row's own together. */
  private RollupAnswer rows(Map<Cell, @Nullable Object[]> cells, Freshness freshness) {
    List<String> keys = layout.rollup().keys();
    Map<List<Object>, RollupRow> rows = new LinkedHashMap<>();
    List<Map.Entry<Cell, @Nullable Object[]>> sorted = new ArrayList<>(cells.entrySet());
    sorted.sort(Comparator.comparing(Map.Entry::getKey, Reader::compare));
    for (Map.Entry<Cell, @Nullable Object[]> each : sorted) {
      Map<String, Object> named = new LinkedHashMap<>();
      List<Object> identity = new ArrayList<>();
      for (int i = 0; i < keys.size(); i++) {
        named.put(keys.get(i), each.getKey().group().get(i));
        identity.add(each.getKey().group().get(i));
      }
      Bucket bucket = each.getKey().bucket();
      identity.add(bucket);
      Map<String, Object> group = java.util.Collections.unmodifiableMap(named);
      RollupRow row = new RollupRow(layout.rollup(), group, bucket, each.getValue());
      rows.merge(identity, row, (one, other) -> one.with(other, group, bucket));
    }
    return new RollupAnswer(List.copyOf(rows.values()), freshness);
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // a key's values are of one comparable type
  private static int compare(Cell one, Cell other) {
    for (int i = 0; i < one.group().size(); i++) {
      Object mine = one.group().get(i);
      Object theirs = other.group().get(i);
      int order =
          mine.getClass() == theirs.getClass()
              ? ((Comparable) mine).compareTo(theirs)
              : mine.toString().compareTo(theirs.toString());
      if (order != 0) {
        return order;
      }
    }
    return one.bucket().compareTo(other.bucket());
  }
}
