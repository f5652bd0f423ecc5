package dev.headroom.rollup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(Database.class)
class RollupJobsTest {

  @ParameterizedTest
  @ValueSource(strings = {"PostgreSQL", "SQLite"})
  @DisplayName("two instances fill and refresh a rollup in the background, and a third takes over")
  void background(String kind) throws Exception {
    try (HikariDataSource database =
        kind.equals("PostgreSQL") ? Database.postgres() : Database.sqlite()) {
      Database.execute(
          database,
          "create table events (at bigint not null, value integer)",
          "insert into events values (1774700000, 1)");
      Rollups rollups =
          new Rollups(
              database,
              List.of(
                  Rollup.of("sums", "events", "at")
                      .timeForm(TimeForm.SECONDS)
                      .measure(Measure.of("total", Measure.Kind.SUM, "value"))
                      .declare()));
      rollups.install();
      assertThatThrownBy(() -> RollupJobs.start(rollups, Duration.ofMillis(1)))
          .hasMessageContaining("every 100 ms to 1 h");
      try (RollupJobs one = RollupJobs.start(rollups, Duration.ofMillis(100));
          RollupJobs other = RollupJobs.start(rollups, Duration.ofMillis(100))) {
        assertThat(one).isNotSameAs(other);
        await(rollups, "1");
        Database.execute(database, "insert into events values (1774700001, 2)");
        await(rollups, "3");
      }
      Database.execute(database, "update events set value = 5");
      try (RollupJobs third = RollupJobs.start(rollups, Duration.ofMillis(100))) {
        assertThat(third).isNotNull();
        await(rollups, "10");
      }
    }
  }

  private static void await(Rollups rollups, String total) {
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (System.nanoTime() < end) {
      RollupAnswer answer = rollups.read("sums", Grain.DAY).get();
      if (answer.freshness().source() == Freshness.Source.ROLLUP
          && answer.rows().size() == 1
          && String.valueOf(answer.rows().get(0).number("total")).equals(total)) {
        return;
      }
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
    throw new AssertionError("not " + total + " after 60 s: " + rollups.status());
  }
}
