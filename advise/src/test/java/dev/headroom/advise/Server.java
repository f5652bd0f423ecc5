package dev.headroom.advise;

import dev.headroom.devservices.DevPostgres;
import dev.headroom.loop.StatementObservation;
import dev.headroom.loop.StatementObservation.Bind;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** One PostgreSQL for all tests of this module, and the words they share. */
final class Server implements BeforeAllCallback {

  private static DevPostgres postgres;

  @Override
  public void beforeAll(ExtensionContext context) {
    postgres =
        context
            .getRoot()
            .getStore(ExtensionContext.Namespace.GLOBAL)
            .computeIfAbsent(DevPostgres.class, key -> DevPostgres.temporary(), DevPostgres.class);
  }

  static String url(String database) {
    return postgres.jdbcUrl(database);
  }

  /** A new database with this content; answers its URL. */
  static String database(String name, String... sql) throws SQLException {
    postgres.dropDatabase(name);
    postgres.createDatabase(name, null);
    execute(url(name), sql);
    return url(name);
  }

  static void execute(String url, String... sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      for (String one : sql) {
        statement.execute(one);
      }
    }
  }

  static String query(Connection connection, String sql) throws SQLException {
    StringBuilder text = new StringBuilder();
    try (Statement statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        text.append(rows.getString(1)).append('\n');
      }
    }
    return text.toString().strip();
  }

  /** A statement that ran so often; samples are rows of values separated by a bar. */
  static StatementObservation seen(String sql, long executions, String... samples) {
    List<List<Bind>> binds = new ArrayList<>();
    for (String sample : samples) {
      List<Bind> row = new ArrayList<>();
      for (String value : sample.split("\\|", -1)) {
        row.add(bind(value));
      }
      binds.add(row);
    }
    return observation("GET /things", sql, executions, binds);
  }

  private static Bind bind(String value) {
    if (value.equals("NULL")) {
      return new Bind(Types.VARCHAR, "NULL", true);
    }
    int type =
        value.matches("-?\\d+")
            ? Types.BIGINT
            : value.matches("\\d{4}-\\d\\d-\\d\\d")
                ? Types.DATE
                : value.matches("\\d{4}-\\d\\d-\\d\\d .*") ? Types.TIMESTAMP : Types.VARCHAR;
    return new Bind(type, value, false);
  }

  static StatementObservation observation(
      String endpoint, String sql, long executions, List<List<Bind>> binds) {
    return new StatementObservation(
        endpoint,
        sql.replaceAll("'[^']*'|\\b\\d+\\b", "?"),
        sql,
        "Things.find(Things.java:42)",
        executions,
        executions,
        executions * 1_000_000,
        500_000,
        5_000_000,
        0,
        -1,
        0,
        0,
        0,
        0,
        1,
        1,
        executions,
        -1,
        "",
        Double.NaN,
        0,
        binds);
  }
}
