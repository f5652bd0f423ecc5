package dev.headroom.rollup;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.headroom.devservices.DevPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** One PostgreSQL for all tests of this module, and SQLite files; each database is new. */
final class Database implements BeforeAllCallback {

  private static DevPostgres postgres;
  private static int number;

  @Override
  public void beforeAll(ExtensionContext context) {
    postgres =
        context
            .getRoot()
            .getStore(ExtensionContext.Namespace.GLOBAL)
            .computeIfAbsent(DevPostgres.class, key -> DevPostgres.temporary(), DevPostgres.class);
  }

  static synchronized HikariDataSource postgres() throws SQLException {
    String name = "rollup_" + ++number;
    postgres.createDatabase(name, null);
    // What is tested is not whether PostgreSQL reaches the disk.
    return pool(postgres.jdbcUrl(name) + "&options=-c%20synchronous_commit=off");
  }

  static HikariDataSource sqlite() throws IOException {
    Path file = Files.createTempDirectory("headroom-rollup").resolve("rollup.db");
    file.toFile().deleteOnExit();
    file.getParent().toFile().deleteOnExit();
    return pool(sqliteUrl(file));
  }

  static String sqliteUrl(Path file) {
    return "jdbc:sqlite:" + file + "?journal_mode=WAL&busy_timeout=20000&synchronous=NORMAL";
  }

  static HikariDataSource pool(String url) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(url);
    config.setMaximumPoolSize(12);
    config.setMinimumIdle(0);
    return new HikariDataSource(config);
  }

  static void execute(DataSource database, String... sql) throws SQLException {
    try (Connection connection = database.getConnection()) {
      execute(connection, sql);
    }
  }

  static void execute(Connection connection, String... sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String one : sql) {
        statement.execute(one);
      }
    }
  }

  /** First columns, a line each. */
  static List<String> query(DataSource database, String sql) throws SQLException {
    List<String> lines = new ArrayList<>();
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      while (row.next()) {
        lines.add(row.getString(1));
      }
    }
    return lines;
  }
}
