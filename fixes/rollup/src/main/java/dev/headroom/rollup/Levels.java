package dev.headroom.rollup;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The tables of a rollup, one a grain. */
final class Levels {

  private static final int BATCH = 500;

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
    List<String> columns = new ArrayList<>(Slice.quoted(layout.group()));
    columns.add("bucket");
    String identity = String.join(", ", columns);
    List<String> set = new ArrayList<>();
    for (Measure measure : measures) {
      for (String stored : Slice.quoted(measure.stored())) {
        columns.add(stored);
        set.add(stored + " = excluded." + stored);
      }
    }
    String insert =
        "insert into "
            + layout.level(grain)
            + " ("
            + String.join(", ", columns)
            + ") values ("
            + String.join(", ", Collections.nCopies(columns.size(), "?"))
            + ") on conflict ("
            + identity
            + ") do update set "
            + String.join(", ", set);
    String delete = "delete from " + layout.level(grain) + " where " + same() + "bucket = ?";
    try (PreparedStatement put = connection.prepareStatement(insert);
        PreparedStatement take = connection.prepareStatement(delete)) {
      int waiting = 0;
      for (Cell cell : cells) {
        @Nullable Object @Nullable [] state = states.get(cell);
        PreparedStatement statement = state == null ? take : put;
        int index = bind(statement, cell);
        if (state != null) {
          bind(put, index, state);
        }
        statement.addBatch();
        if (++waiting % BATCH == 0) {
          put.executeBatch();
          take.executeBatch();
        }
      }
      put.executeBatch();
      take.executeBatch();
    }
  }

  private String same() {
    return String.join(
        "", Slice.quoted(layout.group()).stream().map(key -> key + " = ? and ").toList());
  }

  private int bind(PreparedStatement statement, Cell cell) throws SQLException {
    int index = 1;
    for (Object key : cell.group()) {
      statement.setObject(index++, key);
    }
    layout.dialect().bindBucket(statement, index++, cell.bucket());
    return index;
  }

  private void bind(PreparedStatement statement, int first, @Nullable Object[] states)
      throws SQLException {
    int index = first;
    for (int i = 0; i < states.length; i++) {
      Object state = states[i];
      switch (measures.get(i).kind()) {
        case COUNT, DISTINCT -> statement.setLong(index++, (Long) Objects.requireNonNull(state));
        case SUM, MIN, MAX -> layout.dialect().bindNumber(statement, index++, (Number) state);
        case AVERAGE -> {
          States.Mean mean = (States.Mean) Objects.requireNonNull(state);
          layout.dialect().bindNumber(statement, index++, mean.sum());
          statement.setLong(index++, mean.count());
        }
        default -> statement.setBytes(index++, States.bytes(Objects.requireNonNull(state)));
      }
    }
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
    List<String> columns = new ArrayList<>(Slice.quoted(layout.group()));
    columns.add("bucket");
    measures.forEach(measure -> columns.addAll(Slice.quoted(measure.stored())));
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
