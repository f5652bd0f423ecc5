package dev.headroom.services.automations;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collections;
import org.jspecify.annotations.Nullable;

/** Rows of one table, sent in batches. */
final class SeedRows implements AutoCloseable {

  private static final int BATCH = 5_000;

  private final PreparedStatement insert;
  private int waiting;
  private long rows;

  /** The table with its columns: {@code item (id, name)}. */
  SeedRows(Connection connection, String table) throws SQLException {
    int columns = (int) table.chars().filter(c -> c == ',').count() + 1;
    insert =
        connection.prepareStatement(
            "insert into "
                + table
                + " values ("
                + String.join(", ", Collections.nCopies(columns, "?"))
                + ")");
  }

  void add(@Nullable Object... values) throws SQLException {
    for (int i = 0; i < values.length; i++) {
      Object value = values[i];
      switch (value) {
        case null -> insert.setNull(i + 1, java.sql.Types.NULL);
        case Long number -> insert.setLong(i + 1, number);
        case Integer number -> insert.setInt(i + 1, number);
        case Boolean yes -> insert.setInt(i + 1, yes ? 1 : 0);
        default -> insert.setString(i + 1, value.toString());
      }
    }
    insert.addBatch();
    rows++;
    if (++waiting == BATCH) {
      send();
    }
  }

  private void send() throws SQLException {
    insert.executeBatch();
    waiting = 0;
  }

  long rows() {
    return rows;
  }

  @Override
  public void close() throws SQLException {
    if (waiting > 0) {
      send();
    }
    insert.close();
  }
}
