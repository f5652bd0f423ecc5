package dev.headroom.advise;

import dev.headroom.loop.StatementObservation.Bind;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Sets values as the application's setters do. SQLite keeps a value's own type: a number and its
 * text are not equal where no column's affinity makes them so.
 */
final class SqliteBinds {

  private static final Set<String> TRUE = Set.of("true", "1");

  private SqliteBinds() {}

  static void set(PreparedStatement statement, List<Bind> binds) throws SQLException {
    for (int i = 0; i < binds.size(); i++) {
      set(statement, i + 1, binds.get(i));
    }
  }

  private static void set(PreparedStatement statement, int at, Bind bind) throws SQLException {
    if (bind.isNull()) {
      statement.setNull(at, Types.NULL);
      return;
    }
    String text = bind.text();
    try {
      switch (bind.type()) {
        case Types.BIGINT, Types.INTEGER, Types.SMALLINT, Types.TINYINT, SqlShape.WHOLE ->
            statement.setLong(at, Long.parseLong(text));
        case Types.BOOLEAN, Types.BIT ->
            statement.setLong(at, TRUE.contains(text.toLowerCase(Locale.ROOT)) ? 1 : 0);
        case Types.DOUBLE, Types.FLOAT, Types.REAL, Types.NUMERIC, Types.DECIMAL ->
            statement.setDouble(at, Double.parseDouble(text));
        // The driver writes it as the URL's date_class says.
        case Types.TIMESTAMP -> statement.setTimestamp(at, Timestamp.valueOf(text));
        case Types.DATE -> statement.setDate(at, java.sql.Date.valueOf(text));
        default -> statement.setString(at, text);
      }
    } catch (IllegalArgumentException unlike) {
      statement.setString(at, text);
    }
  }
}
