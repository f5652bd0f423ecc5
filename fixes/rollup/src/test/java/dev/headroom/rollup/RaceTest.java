package dev.headroom.rollup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * One thing between any two statements of another: what random histories meet by chance. Each round
 * puts it one statement later, until there is none.
 */
@ExtendWith(Database.class)
class RaceTest {

  private static final Rollup ROLLUP =
      Rollup.of("sums", "events", "at")
          .timeForm(TimeForm.SECONDS)
          .keys("user_id")
          .zone(LocalZone.of("Europe/Berlin"))
          .grains(Grain.DAY, Grain.WEEK)
          .measure(Measure.count("events"))
          .measure(Measure.of("total", Measure.Kind.SUM, "value"))
          .declare();

  private static final String INSERT = "insert into events values (1, 1774700000, ";

  /** Of the bucket that the step computes, and of another. */
  private static final String BOTH = INSERT + "5), (1, 1774900000, 11)";

  @TempDir Path folder;

  @Test
  @DisplayName(
      "PostgreSQL: a writer whose mark is the older one and who commits between any two statements of a step is not lost")
  void lateCommit() throws Exception {
    try (HikariDataSource database = Database.postgres()) {
      install(database);
      Rounds rounds = new Rounds();
      while (rounds.next()) {
        try (Connection late = database.getConnection()) {
          late.setAutoCommit(false);
          Database.execute(late, BOTH);
          Database.execute(database, INSERT + "7)");
          step(database, rounds.at(late::commit));
          late.commit();
        }
        check(database, "committed before statement " + rounds.place);
        settle(database);
      }
      assertThat(rounds.place).isGreaterThan(8);
    }
  }

  @Test
  @DisplayName(
      "PostgreSQL: a writer of a bucket that is being computed, between any two statements of the step, is not lost")
  void inTheMidst() throws Exception {
    try (HikariDataSource database = Database.postgres()) {
      install(database);
      Rounds rounds = new Rounds();
      while (rounds.next()) {
        Database.execute(database, INSERT + "7)");
        step(database, rounds.at(() -> Database.execute(database, BOTH)));
        check(database, "written before statement " + rounds.place);
        settle(database);
      }
      assertThat(rounds.place).isGreaterThan(8);
    }
  }

  @Test
  @DisplayName(
      "SQLite: nobody writes between two statements of a step, and no step begins while somebody writes")
  void oneWriter() throws Exception {
    String url = "jdbc:sqlite:" + folder.resolve("race.db") + "?journal_mode=WAL&busy_timeout=0";
    try (HikariDataSource database = Database.pool(url)) {
      install(database);
      Rounds rounds = new Rounds();
      int refused = 0;
      while (rounds.next()) {
        Database.execute(database, INSERT + "7)");
        AtomicInteger busy = new AtomicInteger();
        step(
            database,
            rounds.at(
                () -> {
                  check(database, "read before statement " + rounds.place);
                  try {
                    Database.execute(database, BOTH);
                  } catch (SQLException e) {
                    assertThat(e.getMessage()).contains("SQLITE_BUSY");
                    busy.incrementAndGet();
                  }
                }));
        refused += busy.get();
        check(database, "written before statement " + rounds.place);
        settle(database);
      }
      assertThat(refused)
          .as("all but before the first and after the end")
          .isEqualTo(rounds.place - 2);
      try (Connection writer = database.getConnection()) {
        Database.execute(writer, "begin", INSERT + "9)");
        assertThatThrownBy(() -> step(database, i -> {})).hasMessageContaining("SQLITE_BUSY");
        check(database, "while somebody writes");
        Database.execute(writer, "commit");
      }
      check(database, "after it was committed");
      settle(database);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"PostgreSQL", "SQLite"})
  @DisplayName(
      "an answer as of now is of one moment, whatever is written and refreshed between two of its statements")
  void oneMoment(String kind) throws Exception {
    try (HikariDataSource database =
        kind.equals("PostgreSQL") ? Database.postgres() : Database.sqlite()) {
      install(database);
      Database.execute(database, INSERT + "5)", INSERT + "7)");
      settle(database);
      Rounds rounds = new Rounds();
      while (rounds.next()) {
        Database.execute(database, "update events set value = value + 1");
        int[] total = {total(database), 0};
        Rollups watched =
            new Rollups(
                Watched.of(
                    database,
                    rounds.at(
                        () -> {
                          // To another week: half of each would be both rows, or none.
                          Database.execute(
                              database, "update events set at = at + 604800, value = value + 1");
                          total[1] = total(database);
                          settle(database);
                        })),
                List.of(ROLLUP));
        for (Grain grain : ROLLUP.grains()) {
          RollupAnswer answer = watched.read("sums", grain).asOfNow().get();
          assertThat(answer.total().orElseThrow().number("total").intValue())
              .as("%s, written before statement %s", grain, rounds.place)
              .isIn(total[0], total[1]);
        }
      }
      assertThat(rounds.place).isGreaterThan(5);
    }
  }

  /** Something that the database may refuse. */
  private interface Doing {
    void run() throws Exception;
  }

  /** Places between statements, one a round. */
  private static final class Rounds {

    private int place = -1;
    private boolean came = true;

    boolean next() {
      boolean more = came;
      came = false;
      place += more ? 1 : 0;
      return more;
    }

    java.util.function.IntConsumer at(Doing doing) {
      return statement -> {
        if (statement == place) {
          came = true;
          try {
            doing.run();
          } catch (Exception e) {
            throw new AssertionError("before statement " + statement, e);
          }
        }
      };
    }
  }

  private static void install(DataSource database) throws SQLException {
    Database.execute(
        database,
        "create table events (user_id bigint not null, at bigint not null, value integer)");
    new Rollups(database, List.of(ROLLUP)).install();
    settle(database);
  }

  private static void step(DataSource database, java.util.function.IntConsumer before)
      throws SQLException {
    Layout layout;
    try (Connection connection = database.getConnection()) {
      layout = Layout.of(connection, ROLLUP);
    }
    new Refresh(Watched.of(database, before), layout, part -> {}).step();
  }

  private static int total(DataSource database) throws SQLException {
    return Integer.parseInt(Database.query(database, "select sum(value) from events").get(0));
  }

  /** What the rollup says as of now is what the rows of the same snapshot say. */
  private static void check(DataSource database, String when) throws SQLException {
    Transactions.snapshot(
        database,
        connection -> {
          Layout layout = Layout.of(connection, ROLLUP);
          List<String> totals = new ArrayList<>();
          for (Grain grain : ROLLUP.grains()) {
            RollupAnswer answer =
                new Reader(connection, layout).answer(grain, Slice.ALL, true, true);
            totals.add(grain + " " + answer.total().orElseThrow().number("total"));
          }
          try (var statement = connection.createStatement();
              var row = statement.executeQuery("select sum(value) from events")) {
            row.next();
            assertThat(totals)
                .as(when)
                .containsExactly("DAY " + row.getString(1), "WEEK " + row.getString(1));
          }
          return true;
        });
  }

  /** Refreshed to the end, the rollup alone says what the rows say. */
  private static void settle(DataSource database) {
    Rollups rollups = new Rollups(database, List.of(ROLLUP));
    while (!rollups.refresh(Duration.ofMinutes(1))) {
      // More to do.
    }
    Verification verification = rollups.verify("sums", Integer.MAX_VALUE, 1);
    assertThat(verification.differences()).isEmpty();
    assertThat(verification.pending()).isZero();
  }
}
