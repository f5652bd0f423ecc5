package dev.headroom.advise;

import dev.headroom.loop.StatementObservation;
import dev.headroom.loop.StatementObservation.Bind;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.List;

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

  /** A statement that ran so often; dates are texts, as applications of SQLite write them. */
  static StatementObservation seen(String sql, long executions, String... samples) {
    StatementObservation seen = Server.seen(sql, executions, samples);
    List<List<Bind>> binds =
        seen.samples().stream().map(row -> row.stream().map(SqliteFiles::text).toList()).toList();
    return Server.observation(seen.endpoint(), sql, executions, binds);
  }

  private static Bind text(Bind bind) {
    return bind.type() == Types.DATE ? new Bind(Types.VARCHAR, bind.text(), bind.isNull()) : bind;
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
