package dev.headroom.rollup;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Writes a level's rows in SQLite: one by one, which without a network costs nothing. */
final class SqliteRows {

  private static final int BATCH = 500;

  private SqliteRows() {}

  static void put(
      Connection connection, Layout layout, Grain grain, Map<Cell, @Nullable Object[]> states)
      throws SQLException {
    List<String> columns = new ArrayList<>(Levels.identity(layout));
    columns.addAll(Levels.stored(layout));
    try (PreparedStatement statement =
        connection.prepareStatement(
            "insert into "
                + layout.level(grain)
                + " ("
                + String.join(", ", columns)
                + ") values ("
                + String.join(", ", Collections.nCopies(columns.size(), "?"))
                + ")"
                + Levels.onConflict(layout))) {
      int waiting = 0;
      for (Map.Entry<Cell, @Nullable Object[]> each : states.entrySet()) {
        bind(statement, layout, bind(statement, layout, each.getKey()), each.getValue());
        statement.addBatch();
        if (++waiting % BATCH == 0) {
          statement.executeBatch();
        }
      }
      statement.executeBatch();
    }
  }

  static void remove(Connection connection, Layout layout, Grain grain, List<Cell> cells)
      throws SQLException {
    String same = String.join(" = ? and ", Levels.identity(layout)) + " = ?";
    try (PreparedStatement statement =
        connection.prepareStatement("delete from " + layout.level(grain) + " where " + same)) {
      for (Cell cell : cells) {
        bind(statement, layout, cell);
        statement.addBatch();
      }
      statement.executeBatch();
    }
  }

  private static int bind(PreparedStatement statement, Layout layout, Cell cell)
      throws SQLException {
    int index = 1;
    for (Object key : cell.group()) {
      statement.setObject(index++, key);
    }
    layout.dialect().bindBucket(statement, index++, cell.bucket());
    return index;
  }

  private static void bind(
      PreparedStatement statement, Layout layout, int first, @Nullable Object[] states)
      throws SQLException {
    int index = first;
    for (int i = 0; i < states.length; i++) {
      Object state = states[i];
      switch (layout.rollup().measures().get(i).kind()) {
        case COUNT, DISTINCT -> statement.setLong(index++, (Long) Objects.requireNonNull(state));
        case SUM, MIN, MAX -> Sqlite.bindNumber(statement, index++, (Number) state);
        case AVERAGE -> {
          States.Mean mean = (States.Mean) Objects.requireNonNull(state);
          Sqlite.bindNumber(statement, index++, mean.sum());
          statement.setLong(index++, mean.count());
        }
        default -> statement.setBytes(index++, States.bytes(Objects.requireNonNull(state)));
      }
    }
  }
}
