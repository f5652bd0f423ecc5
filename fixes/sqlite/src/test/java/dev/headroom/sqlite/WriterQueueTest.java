package dev.headroom.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WriterQueueTest {

  @TempDir Path folder;

  private SqliteDataSource open(Duration wait) throws SQLException {
    SqliteOptions usual = SqliteOptions.of(folder.resolve("app.db"));
    SqliteDataSource database =
        SqliteDataSource.open(
            new SqliteOptions(
                usual.file(),
                usual.synchronous(),
                usual.cachePages(),
                usual.mmapBytes(),
                usual.readers(),
                usual.cachedReaders(),
                usual.tempStore(),
                wait,
                usual.checkpointPages(),
                usual.logLimitBytes(),
                usual.foreignKeys()));
    try (Connection connection = database.getConnection()) {
      SqliteDataSourceTest.run(
          connection, "create table account (id integer primary key, balance integer)");
      SqliteDataSourceTest.run(connection, "insert into account values (1, 0), (2, 0)");
    }
    return database;
  }

  @Test
  @DisplayName(
      "writers take turns as they came: who was just served does not pass by those who wait")
  void order() throws Exception {
    List<Integer> order = Collections.synchronizedList(new ArrayList<>());
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl("jdbc:sqlite:" + folder.resolve("order.db"));
    config.setMaximumPoolSize(1);
    try (HikariDataSource one = new HikariDataSource(config);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      WriterQueue queue = new WriterQueue(one, Duration.ofSeconds(60));
      for (int warm = 0; warm < 2_000; warm++) { // what passes by must be quick
        queue.give(queue.take(), false);
      }
      Physical mine = queue.take();
      List<Future<?>> waiting = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        int number = i;
        waiting.add(
            threads.submit(
                () -> {
                  Physical turn = queue.take();
                  order.add(number);
                  queue.give(turn, false);
                  return null;
                }));
        while (queue.waiting() < i + 1) {
          Thread.onSpinWait();
        }
      }
      queue.give(mine, false);
      mine = queue.take();
      order.add(20);
      queue.give(mine, false);
      for (Future<?> writer : waiting) {
        writer.get(60, TimeUnit.SECONDS);
      }
      assertThat(order).isSorted().hasSize(21);
    }
  }

  @Test
  @DisplayName(
      "transactions that read, then write, neither fail nor lose anything, whatever reads beside")
  void readThenWrite() throws Exception {
    try (SqliteDataSource database = open(Duration.ofSeconds(60));
        ExecutorService threads =
            Executors.newFixedThreadPool(12, Thread.ofPlatform().name("client-", 0).factory())) {
      Callable<Void> transfers =
          () -> {
            for (int i = 0; i < 100; i++) {
              try (Connection connection = database.getConnection()) {
                connection.setAutoCommit(false);
                long before =
                    Long.parseLong(
                        SqliteDataSourceTest.ask(
                            connection, "select balance from account where id = 1"));
                try (PreparedStatement update =
                    connection.prepareStatement("update account set balance = ? where id = ?")) {
                  update.setLong(1, before + 1);
                  update.setInt(2, 1);
                  update.executeUpdate();
                  update.setLong(1, -before - 1);
                  update.setInt(2, 2);
                  update.executeUpdate();
                }
                connection.commit();
              }
            }
            return null;
          };
      Callable<Void> reads =
          () -> {
            for (int i = 0; i < 300; i++) {
              try (Connection connection = database.getConnection()) {
                assertThat(SqliteDataSourceTest.ask(connection, "select sum(balance) from account"))
                    .isEqualTo("0");
              }
            }
            return null;
          };
      List<Callable<Void>> all = new ArrayList<>(Collections.nCopies(8, transfers));
      all.addAll(Collections.nCopies(4, reads));
      for (Future<Void> one : threads.invokeAll(all)) {
        one.get();
      }
      try (Connection connection = database.getConnection()) {
        assertThat(SqliteDataSourceTest.ask(connection, "select balance from account where id = 1"))
            .isEqualTo("800");
      }
      assertThat(database.state().writersRefused()).isZero();
    }
  }

  @Test
  @DisplayName("who gets no turn is told who holds the writer, with SQLite's own number for it")
  void refused() throws SQLException {
    try (SqliteDataSource database = open(Duration.ofMillis(200));
        Connection first = database.getConnection();
        Connection second = database.getConnection()) {
      SqliteDataSourceTest.run(first, "update account set balance = 1");
      assertThatThrownBy(() -> SqliteDataSourceTest.run(second, "update account set balance = 2"))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getErrorCode()).isEqualTo(5))
          .hasMessageMatching(
              "\\[SQLITE_BUSY] no turn to write within 200 ms; the writer is held by this very thread"
                  + " for \\d+ ms, now at dev\\.headroom\\.sqlite\\.SqliteDataSourceTest\\.run\\(.*");
      assertThat(database.state().writersRefused()).isEqualTo(1);
      assertThat(SqliteDataSourceTest.ask(second, "select max(balance) from account"))
          .isEqualTo("1");
      first.close();
      SqliteDataSourceTest.run(second, "update account set balance = 2");
    }
  }

  @Test
  @DisplayName(
      "the lock of another process is waited for, and the turn is given back when it does not come")
  void otherProcess() throws SQLException {
    try (SqliteDataSource database = open(Duration.ofMillis(200));
        Connection other = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("app.db"))) {
      SqliteDataSourceTest.run(other, "begin immediate");
      try (Connection mine = database.getConnection()) {
        mine.setAutoCommit(false);
        assertThatThrownBy(() -> SqliteDataSourceTest.run(mine, "update account set balance = 3"))
            .hasMessageContaining("SQLITE_BUSY");
      }
      SqliteDataSourceTest.run(other, "commit");
      try (Connection mine = database.getConnection()) {
        mine.setAutoCommit(false);
        SqliteDataSourceTest.run(mine, "update account set balance = 3");
        mine.commit();
      }
      assertThat(SqliteDataSourceTest.ask(other, "select max(balance) from account"))
          .isEqualTo("3");
    }
  }
}
