package dev.headroom.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadersTest {

  private static final Duration LONG = Duration.ofSeconds(30);

  @TempDir Path folder;

  private SqliteOptions options(
      int cachePages, int readers, int cachedReaders, Duration waitAtMost) {
    SqliteOptions usual = SqliteOptions.of(folder.resolve("app.db"));
    return new SqliteOptions(
        usual.file(),
        usual.synchronous(),
        cachePages,
        usual.mmapBytes(),
        readers,
        cachedReaders,
        SqliteOptions.TempStore.FILE,
        waitAtMost,
        usual.checkpointPages(),
        usual.logLimitBytes(),
        usual.foreignKeys());
  }

  private static Connection reading(SqliteDataSource database, String wanted) throws SQLException {
    Connection connection = database.getConnection();
    connection.setReadOnly(true);
    assertThat(SqliteDataSourceTest.ask(connection, "pragma cache_size")).isEqualTo(wanted);
    return connection;
  }

  @Test
  @DisplayName("the first readers and the writer have all pages of cache, the others 500")
  void firstOnesCache() throws SQLException {
    try (SqliteDataSource database =
            SqliteDataSource.open(options(10_000, 4, 2, Duration.ofMillis(300)));
        Connection first = reading(database, "10000")) {
      try (Connection second = reading(database, "10000");
          Connection third = reading(database, "500");
          Connection fourth = reading(database, "500")) {
        assertThat(database.state().readersActive()).isEqualTo(4);
        assertThatThrownBy(() -> reading(database, ""))
            .isInstanceOf(SQLTransientConnectionException.class)
            .hasMessage("no reader within 300 ms: all 4 are in use");
      }
      try (Connection writer = database.getConnection()) {
        SqliteDataSourceTest.run(writer, "create table note (text)");
        assertThat(SqliteDataSourceTest.ask(writer, "pragma cache_size")).isEqualTo("10000");
      }
      reading(database, "10000").close();
      assertThat(database.state().readersActive()).isEqualTo(1);
    }
  }

  @Test
  @DisplayName("what all connections cache at most is the sum of what each may, and FILE is set")
  void bound() throws SQLException {
    for (int cached : List.of(0, 1, 3, 9)) {
      SqliteOptions options = options(700, 3, cached, LONG);
      try (SqliteDataSource database = SqliteDataSource.open(options)) {
        List<Connection> open = new ArrayList<>();
        long sum = 0;
        for (int i = 0; i < 4; i++) {
          Connection one = database.getConnection();
          open.add(one);
          one.setReadOnly(i > 0);
          one.setAutoCommit(false);
          sum += Long.parseLong(SqliteDataSourceTest.ask(one, "pragma cache_size"));
          assertThat(SqliteDataSourceTest.ask(one, "pragma temp_store")).isEqualTo("1");
        }
        for (Connection one : open) {
          one.close();
        }
        assertThat(options.mostPages()).as("with %d cached", cached).isEqualTo(sum);
      }
    }
  }

  @Test
  @DisplayName("threads that take turns one after the other share the first reader")
  void oneAfterTheOther() throws Exception {
    try (SqliteDataSource database = SqliteDataSource.open(options(10_000, 4, 1, LONG));
        ExecutorService threads =
            Executors.newFixedThreadPool(3, Thread.ofPlatform().name("reader-", 0).factory())) {
      for (int i = 0; i < 6; i++) {
        Future<?> turn =
            threads.submit(
                () -> {
                  reading(database, "10000").close();
                  return null;
                });
        turn.get();
      }
    }
  }

  @Test
  @DisplayName("many threads on few readers: each has one for itself, and all are given back")
  void counted() throws Exception {
    try (SqliteDataSource database = SqliteDataSource.open(options(1_000, 3, 1, LONG));
        ExecutorService threads =
            Executors.newFixedThreadPool(8, Thread.ofPlatform().name("reader-", 0).factory())) {
      List<Future<Integer>> all = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        all.add(
            threads.submit(
                () -> {
                  int most = 0;
                  for (int turn = 0; turn < 200; turn++) {
                    try (Connection one = database.getConnection()) {
                      one.setReadOnly(true);
                      SqliteDataSourceTest.ask(one, "select 1");
                      most = Math.max(most, database.state().readersActive());
                    }
                  }
                  return most;
                }));
      }
      for (Future<Integer> one : all) {
        assertThat(one.get()).isBetween(1, 3);
      }
      assertThat(database.state().readersActive()).isZero();
    }
  }
}
