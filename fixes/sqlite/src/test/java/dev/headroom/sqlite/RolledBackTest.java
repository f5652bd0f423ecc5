package dev.headroom.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLTransactionRollbackException;
import java.sql.Savepoint;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("After SQLite has rolled a transaction back by itself")
class RolledBackTest {

  private static final String FULL = "insert into note values (2, zeroblob(1000000))";
  private static final String CONFLICT = "insert or rollback into note values (0, 'again')";

  @TempDir Path folder;

  private SqliteDataSource database;

  /** Room for a few pages more: a disk that is full. */
  @BeforeEach
  void open() throws SQLException {
    database = SqliteDataSource.open(SqliteOptions.of(folder.resolve("app.db")));
    try (Connection connection = database.getConnection()) {
      SqliteDataSourceTest.run(
          connection,
          "create table note (id integer primary key, text)",
          "insert into note values (0, 'before')",
          "pragma max_page_count = 20");
    }
  }

  @AfterEach
  void close() {
    database.close();
  }

  private String ids() throws SQLException {
    try (Connection connection = database.getConnection()) {
      return SqliteDataSourceTest.ask(connection, "select group_concat(id) from note");
    }
  }

  private static void run(Connection connection, String sql) throws SQLException {
    SqliteDataSourceTest.run(connection, sql);
  }

  private static void refused(Connection connection, String sql) {
    assertThatThrownBy(() -> run(connection, sql))
        .isInstanceOf(SQLTransactionRollbackException.class)
        .hasMessageContaining("rolled this transaction back by itself")
        .hasMessageContaining("roll back");
  }

  @ParameterizedTest
  @ValueSource(strings = {FULL, CONFLICT})
  @DisplayName("nothing more is done in it until it is rolled back: no statement commits by itself")
  void refusedUntilRolledBack(String fails) throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement early = connection.prepareStatement("insert into note values (9, 'e')")) {
      connection.setAutoCommit(false);
      run(connection, "insert into note values (1, 'first')");
      assertThatThrownBy(() -> run(connection, fails)).hasMessageContaining("SQLITE_");
      refused(connection, "insert into note values (3, 'alone')");
      refused(connection, "select 1");
      assertThatThrownBy(early::executeUpdate).isInstanceOf(SQLTransactionRollbackException.class);
      assertThatThrownBy(connection::setSavepoint)
          .isInstanceOf(SQLTransactionRollbackException.class);
      assertThatThrownBy(connection::commit).isInstanceOf(SQLTransactionRollbackException.class);
      assertThatThrownBy(() -> connection.setAutoCommit(true))
          .isInstanceOf(SQLTransactionRollbackException.class);
      assertThat(ids()).isEqualTo("0");
      connection.rollback();
      run(connection, "insert into note values (4, 'anew')");
      connection.commit();
    }
    assertThat(ids()).isEqualTo("0,4");
  }

  @Test
  @DisplayName("a savepoint of it does not come back")
  void savepoint() throws SQLException {
    try (Connection connection = database.getConnection()) {
      connection.setAutoCommit(false);
      run(connection, "insert into note values (1, 'first')");
      Savepoint point = connection.setSavepoint();
      assertThatThrownBy(() -> run(connection, FULL)).hasMessageContaining("SQLITE_FULL");
      assertThatThrownBy(() -> connection.rollback(point))
          .isInstanceOf(SQLTransactionRollbackException.class);
      assertThatThrownBy(() -> connection.releaseSavepoint(point))
          .isInstanceOf(SQLTransactionRollbackException.class);
    }
    assertThat(ids()).isEqualTo("0");
  }

  @Test
  @DisplayName("the connection is whole for the next one who gets it")
  void next() throws SQLException {
    try (Connection connection = database.getConnection()) {
      connection.setAutoCommit(false);
      assertThatThrownBy(() -> run(connection, FULL)).hasMessageContaining("SQLITE_FULL");
    }
    try (Connection connection = database.getConnection()) {
      connection.setAutoCommit(false);
      run(connection, "insert into note values (5, 'next')");
      connection.commit();
    }
    assertThat(ids()).isEqualTo("0,5");
  }

  @Test
  @DisplayName("an error that undoes only its own statement leaves the transaction as it is")
  void statementOnly() throws SQLException {
    try (Connection connection = database.getConnection()) {
      connection.setAutoCommit(false);
      run(connection, "insert into note values (1, 'first')");
      assertThatThrownBy(() -> run(connection, "insert into note values (0, 'again')"))
          .hasMessageContaining("SQLITE_CONSTRAINT");
      run(connection, "insert into note values (2, 'second')");
      connection.commit();
    }
    assertThat(ids()).isEqualTo("0,1,2");
  }
}
