package dev.headroom.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What docs/sqlite.md says of the driver: where this fails, the page and {@link Physical} can be
 * simpler.
 */
class DriverAloneTest {

  @TempDir Path folder;

  @Test
  @DisplayName(
      "after a begin that failed, a pool with the driver alone rolls back nothing any more; ours does")
  void rollback() throws SQLException {
    assertThat(rowsAfterRollback(false)).isEqualTo("1");
    assertThat(rowsAfterRollback(true)).isEqualTo("0");
  }

  private String rowsAfterRollback(boolean ours) throws SQLException {
    Path file = folder.resolve(ours ? "ours.db" : "pool.db");
    if (ours) {
      try (SqliteDataSource database = SqliteDataSource.open(SqliteOptions.of(file));
          Connection other = DriverManager.getConnection("jdbc:sqlite:" + file)) {
        return rowsAfterRollback(database, other);
      }
    }
    HikariConfig config = new HikariConfig();
    config.setMaximumPoolSize(1);
    config.setJdbcUrl("jdbc:sqlite:" + file + "?transaction_mode=IMMEDIATE&busy_timeout=100");
    try (HikariDataSource database = new HikariDataSource(config);
        Connection other = DriverManager.getConnection("jdbc:sqlite:" + file)) {
      return rowsAfterRollback(database, other);
    }
  }

  private static String rowsAfterRollback(DataSource database, Connection other)
      throws SQLException {
    SqliteDataSourceTest.run(other, "create table t (id integer primary key)", "begin immediate");
    assertThatThrownBy(() -> insert(database)).hasMessageContaining("SQLITE_BUSY");
    SqliteDataSourceTest.run(other, "commit");
    insert(database);
    return SqliteDataSourceTest.ask(other, "select count(*) from t");
  }

  private static void insert(DataSource database) throws SQLException {
    try (Connection connection = database.getConnection()) {
      connection.setAutoCommit(false);
      SqliteDataSourceTest.run(connection, "insert into t values (1)");
      try {
        connection.rollback();
      } catch (SQLException e) {
        assertThat(e.getMessage()).contains("no transaction is active");
      }
    } catch (SQLException e) {
      if (!e.getMessage().contains("no transaction is active")) {
        throw e;
      }
    }
  }
}
