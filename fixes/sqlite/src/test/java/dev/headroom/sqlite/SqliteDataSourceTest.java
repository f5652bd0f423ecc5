package dev.headroom.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteDataSourceTest {

  @TempDir Path folder;

  private SqliteDataSource database;

  @BeforeEach
  void open() throws SQLException {
    database = SqliteDataSource.open(SqliteOptions.of(folder.resolve("app.db")));
    try (Connection connection = database.getConnection()) {
      run(connection, "create table note (id integer primary key, text text not null)");
    }
  }

  @AfterEach
  void close() {
    database.close();
  }

  static void run(Connection connection, String... sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String one : sql) {
        statement.execute(one);
      }
    }
  }

  static String ask(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      return row.next() ? row.getString(1) : "nothing";
    }
  }

  private String ask(String sql) throws SQLException {
    try (Connection connection = database.getConnection()) {
      return ask(connection, sql);
    }
  }

  @Test
  @DisplayName("A2: each connection has the settings; readers refuse to write")
  void settings() throws SQLException {
    for (boolean readOnly : List.of(true, false)) {
      try (Connection connection = database.getConnection()) {
        connection.setReadOnly(readOnly);
        assertThat(ask(connection, "pragma query_only")).isEqualTo(readOnly ? "1" : "0");
        assertThat(ask(connection, "pragma journal_mode")).isEqualTo("wal");
        assertThat(ask(connection, "pragma synchronous")).isEqualTo("1");
        assertThat(ask(connection, "pragma cache_size")).isEqualTo("10000");
        assertThat(ask(connection, "pragma temp_store")).isEqualTo("2");
        assertThat(ask(connection, "pragma mmap_size")).isEqualTo("268435456");
        assertThat(ask(connection, "pragma busy_timeout")).isEqualTo("5000");
        assertThat(ask(connection, "pragma foreign_keys")).isEqualTo("1");
        assertThat(ask(connection, "pragma journal_size_limit")).isEqualTo("67108864");
      }
    }
  }

  @Test
  @DisplayName("a reader does not wait for the writer, and sees what was committed, not more")
  void beside() throws SQLException {
    try (Connection writing = database.getConnection();
        Connection reading = database.getConnection()) {
      writing.setAutoCommit(false);
      run(writing, "insert into note (text) values ('one')");
      assertThat(database.state().writer()).startsWith("this very thread");
      assertThat(ask(writing, "select count(*) from note")).isEqualTo("1");
      assertThat(ask(reading, "select count(*) from note")).isEqualTo("0");
      writing.commit();
      assertThat(ask(reading, "select count(*) from note")).isEqualTo("1");
      assertThat(database.state().readersActive()).isEqualTo(1);
    }
    assertThat(database.state().writer()).isNull();
    assertThat(database.state().readersActive()).isZero();
  }

  @Test
  @DisplayName("a read-only transaction is one snapshot, and a write in it is refused")
  void snapshot() throws SQLException {
    try (Connection reading = database.getConnection();
        Connection writing = database.getConnection()) {
      reading.setReadOnly(true);
      reading.setAutoCommit(false);
      assertThat(ask(reading, "select count(*) from note")).isEqualTo("0");
      run(writing, "insert into note (text) values ('one')");
      assertThat(ask(reading, "select count(*) from note")).isEqualTo("0");
      assertThatThrownBy(() -> run(reading, "delete from note")).hasMessageContaining("READONLY");
      assertThatThrownBy(() -> reading.setReadOnly(false))
          .hasMessageContaining("before the first statement");
      reading.commit();
      assertThat(ask(reading, "select count(*) from note")).isEqualTo("1");
    }
  }

  @Test
  @DisplayName("a statement prepared before a transaction sees in it what the transaction wrote")
  void preparedBefore() throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement count =
            connection.prepareStatement("select count(*) from note where id > ?")) {
      count.setInt(1, 0);
      assertThat(first(count)).isEqualTo("0");
      connection.setAutoCommit(false);
      run(connection, "insert into note (text) values ('one'), ('two')");
      assertThat(first(count)).isEqualTo("2");
      count.setInt(1, 1);
      assertThat(first(count)).isEqualTo("1");
      connection.rollback();
      connection.setAutoCommit(true);
      assertThat(first(count)).isEqualTo("0");
      assertThat(count.getConnection()).isSameAs(connection);
    }
  }

  private static String first(PreparedStatement query) throws SQLException {
    try (ResultSet row = query.executeQuery()) {
      return row.next() ? row.getString(1) : "nothing";
    }
  }

  @Test
  @DisplayName("generated keys, savepoints and batches are those of the writer")
  void writer() throws SQLException {
    try (Connection connection = database.getConnection()) {
      connection.setAutoCommit(false);
      try (PreparedStatement insert =
          connection.prepareStatement(
              "insert into note (text) values (?)", Statement.RETURN_GENERATED_KEYS)) {
        insert.setString(1, "one");
        insert.executeUpdate();
        try (ResultSet keys = insert.getGeneratedKeys()) {
          assertThat(keys.next()).isTrue();
          assertThat(keys.getLong(1)).isEqualTo(1);
        }
        Savepoint kept = connection.setSavepoint();
        insert.setString(1, "two");
        insert.addBatch();
        insert.setString(1, "three");
        insert.addBatch();
        assertThat(insert.executeBatch()).containsExactly(1, 1);
        assertThat(ask(connection, "select count(*) from note")).isEqualTo("3");
        connection.rollback(kept);
      }
      connection.commit();
    }
    assertThat(ask("select group_concat(text) from note")).isEqualTo("one");
  }

  @Test
  @DisplayName("what was set before the first statement holds for it, on either connection")
  void early() throws SQLException {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      statement.setMaxRows(1);
      assertThat(database.state().readersActive()).isZero();
      statement.executeUpdate("insert into note (text) values ('one'), ('two')");
      assertThat(database.state().readersActive()).isZero();
      try (ResultSet rows = statement.executeQuery("select id from note")) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.next()).isFalse();
      }
      assertThat(statement.getConnection()).isSameAs(connection);
    }
  }

  @Test
  @DisplayName("a closed connection and a closed data source say so; closing twice is once")
  void closed() throws SQLException {
    Connection connection = database.getConnection();
    run(connection, "insert into note (text) values ('one')");
    connection.close();
    connection.close();
    assertThat(connection.isClosed()).isTrue();
    assertThat(connection.isValid(1)).isFalse();
    assertThatThrownBy(() -> connection.prepareStatement("select 1"))
        .hasMessage("the connection is closed");
    assertThat(database.state().writer()).isNull();
    database.close();
    database.close();
    assertThatThrownBy(() -> database.getConnection()).hasMessageEndingWith("is closed");
  }

  @Test
  @DisplayName("a transaction that was not committed is rolled back when its connection is closed")
  void forgotten() throws SQLException {
    try (Connection connection = database.getConnection()) {
      connection.setAutoCommit(false);
      run(connection, "insert into note (text) values ('one')");
    }
    assertThat(ask("select count(*) from note")).isEqualTo("0");
  }

  @Test
  @DisplayName("a transaction begun by a statement does not outlive its connection")
  void begunByHand() throws SQLException {
    try (Connection connection = database.getConnection()) {
      run(connection, "begin", "insert into note (text) values ('one')");
    }
    try (Connection connection = database.getConnection()) {
      run(connection, "insert into note (text) values ('two')");
    }
    assertThat(ask("select group_concat(text) from note")).isEqualTo("two");
  }

  @Test
  @DisplayName("after a commit nobody holds the lock, also while the connection stays open")
  void afterCommit() throws SQLException {
    try (Connection connection = database.getConnection();
        Connection other =
            DriverManager.getConnection(
                "jdbc:sqlite:" + folder.resolve("app.db") + "?busy_timeout=0")) {
      connection.setAutoCommit(false);
      run(connection, "insert into note (text) values ('one')");
      connection.commit();
      run(other, "insert into note (text) values ('two')");
      assertThat(ask(connection, "select count(*) from note")).isEqualTo("2");
    }
  }

  @Test
  @DisplayName("a backup is the database at one moment, and is not written over anything")
  void backup() throws SQLException {
    Path copy = folder.resolve("copy.db");
    try (Connection connection = database.getConnection()) {
      connection.setAutoCommit(false);
      run(connection, "insert into note (text) values ('committed')");
      connection.commit();
      run(connection, "insert into note (text) values ('not yet')");
      database.backup(copy);
    }
    try (Connection plain = DriverManager.getConnection("jdbc:sqlite:" + copy)) {
      assertThat(ask(plain, "select group_concat(text) from note")).isEqualTo("committed");
      assertThat(ask(plain, "pragma integrity_check")).isEqualTo("ok");
    }
    assertThatThrownBy(() -> database.backup(copy)).hasMessageContaining("name a new file");
  }

  @Test
  @DisplayName("a checkpoint empties the log, unless a reader still needs it; closing leaves none")
  void checkpoint() throws SQLException {
    try (Connection connection = database.getConnection()) {
      run(connection, "insert into note (text) values ('one')");
    }
    assertThat(database.state().logBytes()).isPositive();
    assertThat(database.checkpoint()).isTrue();
    assertThat(database.state().logBytes()).isZero();
    assertThat(database.state().databaseBytes()).isPositive();
    database.close();
    assertThat(Files.exists(folder.resolve("app.db-wal"))).isFalse();
  }

  @Test
  @DisplayName("options say what is wrong with them, and what to write instead")
  void options() {
    SqliteOptions right = SqliteOptions.of(folder.resolve("a.db"));
    assertThatThrownBy(() -> SqliteOptions.of(folder)).hasMessageContaining("not a folder");
    assertThatThrownBy(() -> SqliteOptions.of(folder.resolve("no/a.db")))
        .hasMessageContaining("in a folder that is there");
    assertThatThrownBy(
            () ->
                new SqliteOptions(
                    right.file(),
                    right.synchronous(),
                    1,
                    1,
                    0,
                    1,
                    right.tempStore(),
                    Duration.ofSeconds(5),
                    1,
                    1,
                    true))
        .hasMessage("readers of a SQLite database must be 1 to 64; it is 0");
    assertThatThrownBy(
            () ->
                new SqliteOptions(
                    right.file(),
                    right.synchronous(),
                    1,
                    1,
                    1,
                    1,
                    right.tempStore(),
                    Duration.ZERO,
                    1,
                    1,
                    true))
        .hasMessage(
            "wait-at-most of a SQLite database must be 100ms to 1h, such as 5s; it is PT0S");
  }

  @Test
  @DisplayName("a file that is no database is refused when it is opened, and left as it is")
  void noDatabase() throws Exception {
    Path file = folder.resolve("letter.txt");
    String text = "Dear reader, this is no database at all. ".repeat(50);
    Files.writeString(file, text);
    assertThatThrownBy(() -> SqliteDataSource.open(SqliteOptions.of(file)))
        .isInstanceOf(SQLException.class)
        .rootCause()
        .hasMessageContaining("not a database");
    assertThat(Files.readString(file)).isEqualTo(text);
  }
}
