package dev.headroom.rollup;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The marks of a rollup. */
final class Marks {

  private static final int BATCH = 1000;

  private Marks() {}

  /**
   * Marks that concern a slice.
   *
   * @param marks without duplicates
   * @param oldest when the oldest was made, seconds of the epoch; null if there is none
   */
  record Found(Set<Mark> marks, @Nullable Long oldest) {}

  static Mark read(ResultSet row, Layout layout) throws SQLException {
    int keys = layout.group().size();
    List<@Nullable Object> group = new ArrayList<>();
    for (int i = 1; i <= keys; i++) {
      Object value = row.getObject(i);
      group.add(value == null ? null : Dialect.key(value));
    }
    long slot = row.getLong(keys + 1);
    Long known = row.wasNull() ? null : slot;
    return new Mark(java.util.Collections.unmodifiableList(group), known, row.getLong(keys + 2));
  }

  static Found find(Connection connection, Layout layout, Slice slice) throws SQLException {
    long seconds = layout.rollup().slotSeconds();
    String keys = layout.shortKeyList();
    try (PreparedStatement statement =
        connection.prepareStatement(
            "select "
                + keys
                + "mark_slot, mark_span, marked_at from "
                + layout.marks()
                + " where (mark_slot is null or (mark_slot < ? and mark_slot + mark_span > ?))"
                + slice.where(layout.group(), layout.shortKeys(), "(%s = ? or %s is null)"))) {
      statement.setLong(1, Math.floorDiv(slice.hi(), seconds) + 1);
      statement.setLong(2, Math.floorDiv(slice.lo(), seconds));
      slice.bind(statement, 3);
      Set<Mark> marks = new HashSet<>();
      Long oldest = null;
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          marks.add(read(row, layout));
          long at = row.getLong("marked_at");
          oldest = oldest == null ? at : Math.min(oldest, at);
        }
      }
      return new Found(marks, oldest);
    }
  }

  static void add(Connection connection, Layout layout, List<Mark> marks) throws SQLException {
    List<String> keys = layout.shortKeys();
    try (PreparedStatement statement =
        connection.prepareStatement(
            "insert into "
                + layout.marks()
                + " ("
                + layout.shortKeyList()
                + "mark_slot, mark_span) values ("
                + "?, ".repeat(keys.size())
                + "?, ?)")) {
      int waiting = 0;
      for (Mark mark : marks) {
        int index = 1;
        for (Object key : mark.group()) {
          statement.setObject(index++, key);
        }
        if (mark.slot() == null) {
          statement.setNull(index++, Types.BIGINT);
        } else {
          statement.setLong(index++, mark.slot());
        }
        statement.setLong(index, mark.span());
        statement.addBatch();
        if (++waiting % BATCH == 0) {
          statement.executeBatch();
        }
      }
      statement.executeBatch();
    }
  }

  /** When the oldest was made; null if there is none. */
  static @Nullable Long oldest(Connection connection, Layout layout) throws SQLException {
    long oldest = number(connection, "select coalesce(min(marked_at), 0) from " + layout.marks());
    return oldest == 0 ? null : oldest;
  }

  /** How many have a number up to this one; all for -1. */
  static long count(Connection connection, Layout layout, long until) throws SQLException {
    return number(
        connection,
        "select count(*) from " + layout.marks() + (until < 0 ? "" : " where mark_id <= " + until));
  }

  /** Whether there is one with a number up to this one. */
  static boolean any(Connection connection, Layout layout, long until) throws SQLException {
    return number(
            connection,
            "select count(*) from (select 1 from "
                + layout.marks()
                + " where mark_id <= "
                + until
                + " limit 1) one")
        > 0;
  }

  static long last(Connection connection, Layout layout) throws SQLException {
    return number(connection, "select coalesce(max(mark_id), 0) from " + layout.marks());
  }

  private static long number(Connection connection, String sql) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql);
        ResultSet row = statement.executeQuery()) {
      row.next();
      return row.getLong(1);
    }
  }
}
