package dev.headroom.rollup;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The tables of a rollup, one a grain. */
final class Levels {

  private final Connection connection;
  private final Layout layout;
  private final List<Measure> measures;

  Levels(Connection connection, Layout layout) {
    this.connection = connection;
    this.layout = layout;
    this.measures = layout.rollup().measures();
  }

  /** Writes cells as they are now; those without states go. */
  void replace(Grain grain, Collection<Cell> cells, Map<Cell, @Nullable Object[]> states)
      throws SQLException {
    Map<Cell, @Nullable Object[]> there = new LinkedHashMap<>();
    List<Cell> gone = new ArrayList<>();
    for (Cell cell : cells) {
      @Nullable Object @Nullable [] state = states.get(cell);
      if (state == null) {
        gone.add(cell);
      } else {
        there.put(cell, state);
      }
    }
    layout.dialect().put(connection, layout, grain, there);
    layout.dialect().remove(connection, layout, grain, gone);
  }

  /** Columns that tell rows of a level apart. */
  static List<String> identity(Layout layout) {
    List<String> columns = new ArrayList<>(Slice.quoted(layout.group()));
    columns.add("bucket");
    return columns;
  }

  /** Columns of a level's measures. */
  static List<String> stored(Layout layout) {
    List<String> columns = new ArrayList<>();
    layout.rollup().measures().forEach(each -> columns.addAll(Slice.quoted(each.stored())));
    return columns;
  }

  /** What stands behind the values of an {@code insert}. */
  static String onConflict(Layout layout) {
    return " on conflict ("
        + String.join(", ", identity(layout))
        + ") do update set "
        + String.join(
            ", ", stored(layout).stream().map(each -> each + " = excluded." + each).toList());
  }

  /** Removes all rows of a slice's keys, in all grains. */
  void wipe(Slice slice) throws SQLException {
    for (Grain grain : layout.rollup().grains()) {
      try (PreparedStatement statement =
          connection.prepareStatement(
              "delete from "
                  + layout.level(grain)
                  + " where 1 = 1"
                  + slice.where(layout.group(), Slice.quoted(layout.group()), "%s = ?"))) {
        slice.bind(statement, 1);
        statement.executeUpdate();
      }
    }
  }

  /** Rows of a slice, by its days as UTC has them: of hours a day more on both sides. */
  Map<Cell, @Nullable Object[]> read(Grain grain, Slice slice) throws SQLException {
    boolean hours = grain == Grain.HOUR;
    StringBuilder where = new StringBuilder("1 = 1");
    where.append(slice.where(layout.group(), Slice.quoted(layout.group()), "%s = ?"));
    where.append(slice.from() == null ? "" : " and bucket >= ?");
    where.append(slice.until() == null ? "" : " and bucket < ?");
    try (PreparedStatement statement = select(grain, where.toString())) {
      int index = slice.bind(statement, 1);
      if (slice.from() != null) {
        layout
            .dialect()
            .bindBucket(
                statement,
                index++,
                hours
                    ? new Bucket(grain, slice.lo())
                    : new Bucket(grain, slice.from().toEpochDay()));
      }
      if (slice.until() != null) {
        layout
            .dialect()
            .bindBucket(
                statement,
                index,
                hours
                    ? new Bucket(grain, slice.hi())
                    : new Bucket(grain, slice.until().toEpochDay()));
      }
      return rows(statement, grain);
    }
  }

  /**
   * Buckets of a group that follow each other.
   *
   * @param group the group
   * @param from the first
   * @param until the one after the last
   */
  record Run(List<Object> group, Bucket from, Bucket until) {}

  /** Rows of all runs, many at once. */
  Map<Cell, @Nullable Object[]> read(Grain grain, List<Run> runs) throws SQLException {
    Map<Cell, @Nullable Object[]> found = new LinkedHashMap<>();
    for (int from = 0; from < runs.size(); from += Raw.CHUNK) {
      List<Run> some = runs.subList(from, Math.min(runs.size(), from + Raw.CHUNK));
      StringBuilder sql = new StringBuilder(layout.dialect().cells(layout, some.size()));
      sql.append(selected("s.")).append(" from c join ").append(layout.level(grain));
      sql.append(" s on ").append(layout.dialect().withinBuckets(grain));
      for (int i = 0; i < layout.group().size(); i++) {
        sql.append(" and ").append(layout.dialect().sameKey(layout, i));
      }
      try (PreparedStatement statement = connection.prepareStatement(sql.toString())) {
        layout
            .dialect()
            .bindCells(
                statement,
                layout,
                some.stream().map(Run::group).toList(),
                some.stream().mapToLong(run -> run.from().at()).toArray(),
                some.stream().mapToLong(run -> run.until().at()).toArray());
        found.putAll(rows(statement, grain));
      }
    }
    return found;
  }

  private PreparedStatement select(Grain grain, String where) throws SQLException {
    return connection.prepareStatement(
        selected("") + " from " + layout.level(grain) + " where " + where);
  }

  private String selected(String alias) {
    List<String> columns = identity(layout);
    columns.addAll(stored(layout));
    return "select " + String.join(", ", columns.stream().map(each -> alias + each).toList());
  }

  private Map<Cell, @Nullable Object[]> rows(PreparedStatement statement, Grain grain)
      throws SQLException {
    Map<Cell, @Nullable Object[]> found = new LinkedHashMap<>();
    int keys = layout.group().size();
    try (ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        List<Object> group = new ArrayList<>();
        for (int i = 1; i <= keys; i++) {
          group.add(Dialect.key(row.getObject(i)));
        }
        @Nullable Object[] states = new @Nullable Object[measures.size()];
        int index = keys + 2;
        for (int i = 0; i < states.length; i++) {
          Measure measure = measures.get(i);
          states[i] =
              measure.sketch()
                  ? new States.Stored(measure, row.getBytes(index))
                  : Raw.exact(measure, row, index);
          index += measure.stored().size();
        }
        found.put(
            new Cell(List.copyOf(group), layout.dialect().readBucket(row, keys + 1, grain)),
            states);
      }
    }
    return found;
  }
}
