package dev.headroom.benchmarks;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;

/**
 * Asks a database again what was recorded, one statement after the other, and counts the pages that
 * the server touched in tables and indexes: reads, writes, triggers, foreign keys, and what was
 * spilled to temporary files.
 *
 * @param pages of 8 KB
 * @param failures statements that the server refused
 * @param seconds in all
 */
record Replay(double pages, int failures, double seconds) {

  private static final String PAGES =
      "select (select sum(heap_blks_read + heap_blks_hit + coalesce(idx_blks_read, 0) +"
          + " coalesce(idx_blks_hit, 0) + coalesce(toast_blks_read, 0) + coalesce(toast_blks_hit, 0)"
          + " + coalesce(tidx_blks_read, 0) + coalesce(tidx_blks_hit, 0)) from"
          + " pg_statio_user_tables) + (select 2 * temp_bytes / 8192 from pg_stat_database where"
          + " datname = current_database())";

  static Replay of(String url, List<Recorder.Event> events) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url)) {
      try (Statement statement = connection.createStatement()) {
        statement.execute("set synchronous_commit = off");
      }
      double before = pages(connection);
      long begin = System.nanoTime();
      int failures = 0;
      for (Recorder.Event event : events) {
        try (Statement statement =
            (Statement) Objects.requireNonNull(event.made().on(connection))) {
          for (Recorder.Call call : event.set()) {
            call.on(statement);
          }
          event.executed().on(statement);
          drain(statement);
        } catch (SQLException e) {
          failures++;
        }
      }
      double seconds = (System.nanoTime() - begin) / 1e9;
      return new Replay(pages(connection) - before, failures, seconds);
    }
  }

  private static void drain(Statement statement) throws SQLException {
    ResultSet rows = statement.getResultSet();
    while (rows != null && rows.next()) {
      rows.getObject(1);
    }
  }

  private static double pages(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("select pg_stat_force_next_flush()");
      try (ResultSet row = statement.executeQuery(PAGES)) {
        row.next();
        return row.getDouble(1);
      }
    }
  }
}
