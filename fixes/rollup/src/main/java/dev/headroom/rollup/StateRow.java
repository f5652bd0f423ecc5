package dev.headroom.rollup;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * A rollup's row of state.
 *
 * @param state what it is at
 * @param fillMarks marks that were made to fill it
 * @param fillUntil the last of them
 * @param refreshedAt when it was last found up to date or brought further, seconds of the epoch
 * @param filledAt when its history was last worked off to the end, seconds of the epoch
 * @param refused a zone that is none, if one was met
 */
record StateRow(
    State state,
    long fillMarks,
    long fillUntil,
    @Nullable Long refreshedAt,
    @Nullable Long filledAt,
    @Nullable String refused) {

  /** What a rollup is at. */
  enum State {
    /** Its history is not listed: nothing in it may be read. */
    NEW,
    /** Its history is listed as marks, not all of which are worked off: the same. */
    FILLING,
    /** Every change not in it has a mark. */
    LIVE,
    /** The same, and everything is about to be marked. */
    REBUILD,
    /** The same, and everything was marked. */
    REBUILDING;

    /** Whether its tables, with the marks, are the truth. */
    boolean readable() {
      return this != NEW && this != FILLING;
    }
  }

  static @Nullable StateRow read(Connection connection, Layout layout) throws SQLException {
    return read(connection, layout, "");
  }

  /** With the lock that makes refreshes one at a time; null if another has it. */
  static @Nullable StateRow lock(Connection connection, Layout layout) throws SQLException {
    return read(connection, layout, layout.dialect().lockRow());
  }

  private static @Nullable StateRow read(Connection connection, Layout layout, String lock)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "select state, fill_marks, fill_until, refreshed_at, filled_at, refused from "
                + layout.states()
                + " where name = ?"
                + lock)) {
      statement.setString(1, layout.rollup().name());
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          return null;
        }
        return new StateRow(
            State.valueOf(row.getString(1)),
            row.getLong(2),
            row.getLong(3),
            seconds(row, 4),
            seconds(row, 5),
            row.getString(6));
      }
    }
  }

  private static @Nullable Long seconds(ResultSet row, int index) throws SQLException {
    long at = row.getLong(index);
    return row.wasNull() ? null : at;
  }

  static void set(Connection connection, Layout layout, State state, long marks, long until)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "update "
                + layout.states()
                + " set state = ?, fill_marks = ?, fill_until = ? where name = ?")) {
      statement.setString(1, state.name());
      statement.setLong(2, marks);
      statement.setLong(3, until);
      statement.setString(4, layout.rollup().name());
      statement.executeUpdate();
    }
  }

  /** Writes the present time. */
  static void now(Connection connection, Layout layout, String column) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "update "
                + layout.states()
                + " set "
                + column
                + " = "
                + layout.dialect().now()
                + " where name = ?")) {
      statement.setString(1, layout.rollup().name());
      statement.executeUpdate();
    }
  }

  static void refreshed(Connection connection, Layout layout, @Nullable String refused)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "update "
                + layout.states()
                + " set refreshed_at = "
                + layout.dialect().now()
                + ", refused = coalesce(?, refused) where name = ?")) {
      statement.setString(1, refused);
      statement.setString(2, layout.rollup().name());
      statement.executeUpdate();
    }
  }
}
