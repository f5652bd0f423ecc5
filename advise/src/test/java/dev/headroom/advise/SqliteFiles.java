package dev.headroom.advise;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** SQLite databases in files, for tests. */
final class SqliteFiles {

  private SqliteFiles() {}

  /** {@code into} filled with a row for each i of 1 to {@code rows}. */
  static String rows(String into, int rows, String select) {
    return "with recursive n(i) as (select 1 union all select i + 1 from n where i < "
        + rows
        + ") insert into "
        + into
        + " select "
        + select
        + " from n";
  }

  static String url(Path file) {
    return "jdbc:sqlite:" + file;
  }

  static void execute(Path file, Iterable<String> sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url(file));
        Statement statement = connection.createStatement()) {
      statement.execute("pragma synchronous = off");
      for (String one : sql) {
        statement.execute(one);
      }
    }
  }

  static String query(Path file, String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url(file))) {
      return Server.query(connection, sql);
    }
  }
}
