package dev.headroom.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.headroom.loop.SqliteObservation;
import dev.headroom.loop.SqliteObservation.Blocked;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A SQLite file")
class SqliteFileTest {

  @TempDir Path files;

  private final Observer observer = new Observer(ObserveOptions.defaults());
  private HikariDataSource pool;
  private ObservedDataSource source;

  private void open(String settings) throws SQLException {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl("jdbc:sqlite:" + files.resolve("app.db") + settings);
    config.setPoolName("app");
    config.setMaximumPoolSize(4);
    pool = new HikariDataSource(config);
    source = new ObservedDataSource(pool, observer);
    try (Connection connection = source.getConnection()) {
      run(connection, "create table note (id integer primary key, text text)");
      run(connection, "insert into note values (1, 'a')");
    }
  }

  @AfterEach
  void close() {
    if (pool != null) {
      pool.close();
    }
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private SqliteObservation seen() {
    assertThat(observer.faults()).isZero();
    return observer.snapshot().sqlite().get(0);
  }

  private Blocked blocked() {
    assertThat(seen().blocked()).hasSize(1);
    return seen().blocked().get(0);
  }

  @Test
  @DisplayName("tells how the connections of a pool are set, and how large it is")
  void settings() throws SQLException {
    open("?busy_timeout=1500&foreign_keys=true");
    assertThat(seen().settings())
        .containsEntry("journal_mode", "delete")
        .containsEntry("synchronous", "2")
        .containsEntry("cache_size", "-2000")
        .containsEntry("temp_store", "0")
        .containsEntry("mmap_size", "0")
        .containsEntry("busy_timeout", "1500")
        .containsEntry("foreign_keys", "1")
        .containsEntry("page_size", "4096");
    assertThat(seen().fileBytes()).isEqualTo(8192);
    assertThat(seen().writes()).isEqualTo(2);
    assertThat(seen().oneWriter()).isFalse();
  }

  @Test
  @DisplayName("takes the settings that the finding advises from its URL")
  void advised() throws SQLException {
    open(
        "?journal_mode=WAL&synchronous=NORMAL&cache_size=10000&temp_store=MEMORY"
            + "&mmap_size=268435456&busy_timeout=5000&foreign_keys=true");
    assertThat(seen().settings())
        .containsAllEntriesOf(
            Map.of(
                "journal_mode", "wal",
                "synchronous", "1",
                "cache_size", "10000",
                "temp_store", "2",
                "mmap_size", "268435456",
                "busy_timeout", "5000",
                "foreign_keys", "1"));
  }

  @Test
  @DisplayName("is asked again in the next window, when the service may have set it otherwise")
  void askedAgain() throws SQLException {
    open("");
    try (Connection connection = source.getConnection()) {
      run(connection, "pragma journal_mode = wal");
    }
    observer.reset();
    source.getConnection().close();
    assertThat(seen().settings()).containsEntry("journal_mode", "wal");
  }

  @Test
  @DisplayName("without auto-commit is asked without a lock or a snapshot left behind")
  void withoutAutoCommit() throws SQLException {
    open("");
    observer.reset();
    pool.close();
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl("jdbc:sqlite:" + files.resolve("app.db"));
    config.setAutoCommit(false);
    pool = new HikariDataSource(config);
    source = new ObservedDataSource(pool, observer);
    try (Connection connection = source.getConnection();
        Connection other = DriverManager.getConnection("jdbc:sqlite:" + files.resolve("app.db"))) {
      run(other, "insert into note values (2, 'b')");
      try (Statement statement = connection.createStatement();
          var row = statement.executeQuery("select count(*) from note")) {
        row.next();
        assertThat(row.getInt(1)).isEqualTo(2);
      }
    }
    assertThat(observer.snapshot().sqlite())
        .anyMatch(s -> "delete".equals(s.settings().get("journal_mode")));
  }

  @Test
  @DisplayName("names who had the lock when a write is refused, by endpoint and statement")
  void refused() throws SQLException {
    open("?busy_timeout=0");
    Request holder = observer.begin("POST", () -> "/import");
    try (Connection writing = source.getConnection()) {
      writing.setAutoCommit(false);
      run(writing, "update note set text = 'b' where id = 1");
      Observer.Scope scope = observer.resume(null);
      Request victim = observer.begin("POST", () -> "/notes");
      try (Connection refused = source.getConnection();
          PreparedStatement insert = refused.prepareStatement("insert into note values (?, ?)")) {
        insert.setInt(1, 2);
        insert.setString(2, "c");
        assertThatThrownBy(insert::executeUpdate).hasMessageContaining("SQLITE_BUSY");
      }
      observer.end(victim, "/notes", 500);
      scope.close();
      writing.commit();
    }
    observer.end(holder, "/import", 200);
    assertThat(seen().refused()).isEqualTo(1);
    assertThat(seen().outdated()).isZero();
    assertThat(blocked())
        .isEqualTo(
            new Blocked(
                "POST /notes",
                "insert into note values (?)",
                "POST /import",
                "update note set text = ? where id = ?",
                1,
                0,
                blocked().waitedNanos()));
  }

  @Test
  @DisplayName("tells that nobody in this process had it when another process does")
  void elsewhere() throws SQLException {
    open("?busy_timeout=0");
    try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + files.resolve("app.db"));
        Connection refused = source.getConnection()) {
      run(other, "begin immediate");
      assertThatThrownBy(() -> run(refused, "delete from note"))
          .hasMessageContaining("SQLITE_BUSY");
    }
    assertThat(blocked().holder()).isEmpty();
    assertThat(blocked().endpoint()).isEqualTo("(background)");
  }

  @Test
  @DisplayName("tells apart a transaction whose read was outdated when it wrote")
  void outdated() throws SQLException {
    open("?journal_mode=wal");
    try (Connection first = source.getConnection();
        Connection second = source.getConnection()) {
      first.setAutoCommit(false);
      run(first, "select * from note");
      try (Statement statement = first.createStatement();
          var rows = statement.executeQuery("select * from note")) {
        rows.next();
      }
      run(second, "insert into note values (2, 'b')");
      assertThatThrownBy(() -> run(first, "insert into note values (3, 'c')"))
          .hasMessageContaining("SQLITE_BUSY_SNAPSHOT");
      first.rollback();
    }
    assertThat(seen().refused()).isEqualTo(1);
    assertThat(seen().outdated()).isEqualTo(1);
  }

  @Test
  @DisplayName("counts what a write waited for another's transaction, but not one after the other")
  void waited() throws Exception {
    open("?busy_timeout=5000");
    for (int i = 2; i < 12; i++) {
      try (Connection one = source.getConnection()) {
        one.setAutoCommit(false);
        run(one, "insert into note values (" + i + ", 'x')");
        run(one, "update note set text = 'y' where id = " + i);
        one.commit();
        one.setAutoCommit(true);
      }
    }
    assertThat(seen().waits()).isZero();
    CountDownLatch writes = new CountDownLatch(1);
    ExecutorService threads = Executors.newSingleThreadExecutor(r -> new Thread(r, "waits"));
    try (Connection holding = source.getConnection()) {
      holding.setAutoCommit(false);
      run(holding, "delete from note where id = 2");
      Future<?> waiting =
          threads.submit(
              () -> {
                try (Connection other = source.getConnection()) {
                  writes.countDown();
                  run(other, "delete from note where id = 3");
                }
                return null;
              });
      writes.await();
      assertThatThrownBy(() -> waiting.get(60, TimeUnit.MILLISECONDS))
          .isInstanceOf(java.util.concurrent.TimeoutException.class);
      holding.commit();
      waiting.get(5, TimeUnit.SECONDS);
    } finally {
      threads.shutdownNow();
    }
    assertThat(seen().refused()).isZero();
    assertThat(seen().waits()).isEqualTo(1);
    assertThat(seen().waitedNanos()).isBetween(1_000_000L, seen().writeNanos());
    assertThat(blocked().holderStatement()).isEqualTo("delete from note where id = ?");
  }

  @Test
  @DisplayName("in memory is none")
  void inMemory() throws SQLException {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl("jdbc:sqlite::memory:");
    pool = new HikariDataSource(config);
    source = new ObservedDataSource(pool, observer);
    try (Connection connection = source.getConnection()) {
      run(connection, "create table note (id integer)");
    }
    assertThat(observer.snapshot().sqlite()).isEmpty();
    assertThat(observer.faults()).isZero();
  }
}
