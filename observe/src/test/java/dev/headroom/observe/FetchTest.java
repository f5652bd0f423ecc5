package dev.headroom.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.loop.StatementObservation;
import dev.headroom.loop.StatementObservation.Fetch;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;
import org.sqlite.jdbc4.JDBC4ResultSet;

class FetchTest {

  private static final String SQL = "select id, name as label, note from t order by id";

  @TempDir Path files;
  private final AtomicLong clock = new AtomicLong(1);
  private final Observer observer =
      new Observer(ObserveOptions.defaults(), () -> clock.addAndGet(1_000));
  private ObservedDataSource observed;

  @BeforeEach
  void fill() throws SQLException {
    SQLiteDataSource plain = new SQLiteDataSource();
    plain.setUrl("jdbc:sqlite:" + files.resolve("fetch.db"));
    try (Connection connection = plain.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("create table t (id integer primary key, name text, note text)");
      for (int i = 1; i <= 10; i++) {
        statement.execute("insert into t values (" + i + ", 'n', 'x')");
      }
    }
    observed = new ObservedDataSource(plain, observer);
  }

  /** Reads a result. */
  @FunctionalInterface
  private interface Reader {
    void read(ResultSet rows) throws SQLException;
  }

  private Fetch fetch(int requests, Reader reader) throws SQLException {
    for (int i = 0; i < requests; i++) {
      clock.addAndGet(1_000_000_000);
      Request request = observer.begin("GET", () -> "/t");
      try (Connection connection = observed.getConnection();
          Statement statement = connection.createStatement();
          ResultSet rows = statement.executeQuery(SQL)) {
        reader.read(rows);
      }
      observer.end(request, "/t", 200);
    }
    List<StatementObservation> seen = observer.snapshot().statements();
    assertThat(seen).hasSize(1);
    assertThat(observer.faults()).isZero();
    return seen.get(0).fetch();
  }

  @Test
  @DisplayName("an endpoint is traced after its 10th request, 20 times; before, nothing is")
  void armed() throws SQLException {
    assertThat(fetch(10, ResultSet::next)).isEqualTo(Fetch.UNKNOWN);
    assertThat(fetch(1, ResultSet::next).executions()).isEqualTo(1);
    assertThat(fetch(40, ResultSet::next).executions()).isEqualTo(20);
  }

  @Test
  @DisplayName("at most one request a second is traced")
  void rarely() throws SQLException {
    fetch(11, ResultSet::next);
    for (int i = 0; i < 50; i++) {
      clock.addAndGet(100_000_000);
      Request request = observer.begin("GET", () -> "/t");
      try (Connection connection = observed.getConnection();
          Statement statement = connection.createStatement()) {
        statement.executeQuery(SQL).close();
      }
      observer.end(request, "/t", 200);
    }
    assertThat(fetch(0, ResultSet::next).executions()).isBetween(5L, 7L);
  }

  @Test
  @DisplayName("rows moved to, rows of which nothing was read, and columns that nobody read")
  void taken() throws SQLException {
    fetch(10, ResultSet::next);
    Fetch fetch =
        fetch(
            4,
            rows -> {
              while (rows.next() && rows.getRow() < 8) {
                if (rows.getInt(1) % 2 == 0) {
                  rows.getString("LABEL");
                }
              }
            });
    // The eighth row is moved to and left.
    assertThat(fetch).isEqualTo(new Fetch(4, 32, 8, 4, 3, List.of("note")));
  }

  @Test
  @DisplayName("a result that the application unwraps is left out: its reads are not seen")
  void unwrapped() throws SQLException {
    fetch(10, ResultSet::next);
    assertThat(
            fetch(
                1,
                rows -> {
                  assertThat(rows.next()).isTrue();
                  assertThat(rows.unwrap(JDBC4ResultSet.class).getString(3)).isEqualTo("x");
                }))
        .isEqualTo(Fetch.UNKNOWN);
    assertThat(fetch(1, ResultSet::next).executions()).isEqualTo(1);
  }
}
