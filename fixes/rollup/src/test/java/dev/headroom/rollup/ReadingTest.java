package dev.headroom.rollup;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(Database.class)
class ReadingTest {

  private static final Rollup ROLLUP =
      Rollup.of("sums", "events", "at")
          .timeForm(TimeForm.SECONDS)
          .keys("user_id")
          .zone(LocalZone.lookup("user_id", "users", "id", "zone", "UTC"))
          .grains(Grain.HOUR, Grain.DAY, Grain.WEEK)
          .measure(Measure.of("total", Measure.Kind.SUM, "value"))
          .declare();

  @ParameterizedTest
  @ValueSource(strings = {"PostgreSQL", "SQLite"})
  @DisplayName("as many statements answer for 12 users as for one, whatever is asked and refreshed")
  void statements(String kind) throws Exception {
    try (HikariDataSource database =
        kind.equals("PostgreSQL") ? Database.postgres() : Database.sqlite()) {
      Database.execute(
          database,
          "create table users (id bigint primary key, zone text)",
          "create table events (user_id bigint not null, at bigint not null, value integer)",
          "insert into events values (1, 1774700000, 1)");
      AtomicInteger statements = new AtomicInteger();
      DataSource watched = Watched.of(database, i -> statements.incrementAndGet());
      Rollups rollups = new Rollups(watched, List.of(ROLLUP));
      Rollups rows = new Rollups(watched, List.of(ROLLUP), name -> false);
      rollups.install();
      rollups.refresh(Duration.ofMinutes(1));
      asked(database, rollups, rows, statements, 1);
      int[] one = asked(database, rollups, rows, statements, 1);
      int[] twelve = asked(database, rollups, rows, statements, 12);
      assertThat(twelve).isEqualTo(one);
    }
  }

  /** Statements of answers as of now, of answers from the rows, and of a refresh. */
  private static int[] asked(
      HikariDataSource database, Rollups rollups, Rollups rows, AtomicInteger statements, int users)
      throws Exception {
    for (int user = 1; user <= users; user++) {
      Database.execute(
          database,
          "insert into events values (" + user + ", " + (1_774_700_000 + user * 100_000) + ", 2)");
    }
    int[] counts = new int[3];
    for (Grain grain : ROLLUP.grains()) {
      statements.set(0);
      RollupAnswer answer = rollups.read("sums", grain).asOfNow().get();
      assertThat(answer.freshness().source()).isEqualTo(Freshness.Source.ROLLUP_AND_ROWS);
      assertThat(answer.rows()).hasSizeGreaterThanOrEqualTo(users);
      counts[0] += statements.getAndSet(0);
      assertThat(said(rows.read("sums", grain).get())).isEqualTo(said(answer));
      counts[1] += statements.get();
    }
    statements.set(0);
    rollups.refresh(Duration.ofMinutes(1));
    counts[2] = statements.get();
    return counts;
  }

  private static List<String> said(RollupAnswer answer) {
    return answer.rows().stream()
        .map(row -> row.keys() + " " + row.bucket() + " " + row.number("total"))
        .toList();
  }
}
