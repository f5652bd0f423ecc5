package dev.headroom.rollup;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Writes a level's rows in PostgreSQL: many in one statement, an array a column. */
final class PostgresRows {

  private static final int BATCH = 1000;

  private PostgresRows() {}

  static void put(
      Connection connection, Layout layout, Grain grain, Map<Cell, @Nullable Object[]> states)
      throws SQLException {
    Map<String, String> types = identity(layout, grain);
    for (Measure measure : layout.rollup().measures()) {
      for (String stored : measure.stored()) {
        types.put(Names.quoted(stored), PostgresDdl.type(layout, measure, stored));
      }
    }
    String names = String.join(", ", types.keySet());
    List<List<@Nullable Object>> rows = new ArrayList<>();
    states.forEach(
        (cell, state) -> {
          List<@Nullable Object> row = row(cell);
          for (int i = 0; i < state.length; i++) {
            add(row, layout.rollup().measures().get(i), state[i]);
          }
          rows.add(row);
        });
    run(
        connection,
        "insert into "
            + layout.level(grain)
            + (" (" + names + ") select * from ")
            + unnest(types.values())
            + Levels.onConflict(layout),
        List.copyOf(types.values()),
        rows);
  }

  static void remove(Connection connection, Layout layout, Grain grain, List<Cell> cells)
      throws SQLException {
    Map<String, String> types = identity(layout, grain);
    String names = String.join(", ", types.keySet());
    run(
        connection,
        "delete from "
            + layout.level(grain)
            + (" where (" + names + ") in (select * from ")
            + unnest(types.values())
            + ")",
        List.copyOf(types.values()),
        cells.stream().map(PostgresRows::row).toList());
  }

  private static Map<String, String> identity(Layout layout, Grain grain) {
    Map<String, String> types = new LinkedHashMap<>();
    layout.group().forEach(key -> types.put(Names.quoted(key), layout.type(key)));
    types.put("bucket", grain == Grain.HOUR ? "timestamptz" : "date");
    return types;
  }

  private static List<@Nullable Object> row(Cell cell) {
    List<@Nullable Object> row = new ArrayList<>(cell.group());
    row.add(cell.bucket().toString());
    return row;
  }

  private static void add(List<@Nullable Object> row, Measure measure, @Nullable Object state) {
    if (state instanceof States.Mean mean) {
      row.add(mean.sum());
      row.add(mean.count());
    } else {
      row.add(measure.sketch() ? States.bytes(Objects.requireNonNull(state)) : state);
    }
  }

  private static String unnest(java.util.Collection<String> types) {
    return "unnest("
        + String.join(", ", types.stream().map(type -> "?::" + type + "[]").toList())
        + ")";
  }

  private static void run(
      Connection connection, String sql, List<String> types, List<List<@Nullable Object>> rows)
      throws SQLException {
    for (int from = 0; from < rows.size(); from += BATCH) {
      List<List<@Nullable Object>> some = rows.subList(from, Math.min(rows.size(), from + BATCH));
      try (PreparedStatement statement = connection.prepareStatement(sql)) {
        for (int column = 0; column < types.size(); column++) {
          @Nullable Object[] values =
              types.get(column).equals("bytea")
                  ? new byte[some.size()][]
                  : new @Nullable Object[some.size()];
          for (int i = 0; i < values.length; i++) {
            values[i] = some.get(i).get(column);
          }
          statement.setArray(column + 1, connection.createArrayOf(types.get(column), values));
        }
        statement.executeUpdate();
      }
    }
  }
}
