package dev.headroom.rollup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(Database.class)
class FaultsTest {

  private static final Rollup SUMS =
      Rollup.of("sums", "events", "at")
          .timeForm(TimeForm.SECONDS)
          .measure(Measure.count("events"))
          .measure(Measure.of("total", Measure.Kind.SUM, "value"))
          .declare();
  private static final Rollup OTHER =
      Rollup.of("other", "events", "at")
          .timeForm(TimeForm.SECONDS)
          .measure(Measure.count("events"))
          .declare();

  private static void events(HikariDataSource database) throws Exception {
    Database.execute(
        database,
        "create table events (at bigint not null, value integer)",
        "insert into events values (1774700000, 1)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PostgreSQL", "SQLite"})
  @DisplayName("a rollup that is not installed, or no longer, is answered from the raw rows")
  void notInstalled(String kind) throws Exception {
    try (HikariDataSource database =
        kind.equals("PostgreSQL") ? Database.postgres() : Database.sqlite()) {
      events(database);
      Rollups rollups = new Rollups(database, List.of(SUMS));
      assertThat(sourceAndTotal(rollups)).isEqualTo("ROWS 1");
      rollups.install();
      rollups.refresh(Duration.ofMinutes(1));
      assertThat(sourceAndTotal(rollups)).isEqualTo("ROLLUP 1");
      new Rollups(database, List.of(SUMS)).remove("sums");
      assertThat(sourceAndTotal(rollups)).isEqualTo("ROWS 1");
      assertThat(rollups.stats("sums").fromRollup()).isEqualTo(1);
      assertThat(rollups.stats("sums").fromRows()).isEqualTo(2);
      assertThat(rollups.stats("sums").faults()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"PostgreSQL", "SQLite"})
  @DisplayName(
      "a table of a rollup that is gone costs a count: raw rows answer, and other rollups are refreshed")
  void broken(String kind) throws Exception {
    try (HikariDataSource database =
        kind.equals("PostgreSQL") ? Database.postgres() : Database.sqlite()) {
      events(database);
      Rollups rollups = new Rollups(database, List.of(SUMS, OTHER));
      rollups.install();
      rollups.refresh(Duration.ofMinutes(1));
      Database.execute(database, "drop table sums_day");
      assertThat(sourceAndTotal(rollups)).isEqualTo("ROWS 1");
      assertThat(rollups.stats("sums").faults()).isEqualTo(1);

      Database.execute(database, "insert into events values (1774700001, 2)");
      assertThatThrownBy(() -> rollups.refresh(Duration.ofMinutes(1)))
          .isInstanceOf(RollupException.class)
          .hasMessageContaining("refreshing the rollup 'sums'")
          .message()
          .as("no values in what is logged")
          .doesNotContain("values", "2026-03-28");
      assertThat(rollups.stats("sums").faults()).isEqualTo(2);
      assertThat(rollups.status().get(1).pending()).isZero();
      assertThat(rollups.stats("other").faults()).isZero();
      assertThat(rollups.stats("other").marks()).isPositive();
      assertThat(sourceAndTotal(rollups)).isEqualTo("ROWS 3");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"PostgreSQL", "SQLite"})
  @DisplayName("rollups are refreshed in turn: one with much to do keeps no other waiting")
  void inTurn(String kind) throws Exception {
    try (HikariDataSource database =
        kind.equals("PostgreSQL") ? Database.postgres() : Database.sqlite()) {
      events(database);
      Database.execute(
          database,
          "create index events_at on events (at)",
          "insert into events with recursive h(n) as (select 0 union all select n + 1 from h"
              + " where n < 5000) select 1000000000 + 86400 * n, 1 from h");
      Rollups rollups = new Rollups(database, List.of(SUMS, OTHER));
      rollups.install();
      AtomicInteger left = new AtomicInteger(4);
      assertThat(rollups.refresh(() -> left.getAndDecrement() > 0)).isFalse();
      assertThat(rollups.stats("sums").steps()).isEqualTo(3);
      assertThat(rollups.stats("other").steps()).isEqualTo(3);
    }
  }

  @Test
  @DisplayName("a database that is gone fails the question: nothing answers it")
  void gone() throws Exception {
    HikariDataSource database = Database.sqlite();
    events(database);
    Rollups rollups = new Rollups(database, List.of(SUMS));
    rollups.install();
    database.close();
    assertThatThrownBy(() -> sourceAndTotal(rollups)).isInstanceOf(RollupException.class);
    assertThat(rollups.stats("sums").faults()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"PostgreSQL", "SQLite"})
  @DisplayName("instances that begin at once install a rollup once, in whatever order of measures")
  void atOnce(String kind) throws Exception {
    try (HikariDataSource database =
        kind.equals("PostgreSQL") ? Database.postgres() : Database.sqlite()) {
      events(database);
      Rollup turned =
          Rollup.of("sums", "events", "at")
              .timeForm(TimeForm.SECONDS)
              .measure(Measure.of("total", Measure.Kind.SUM, "value"))
              .measure(Measure.count("events"))
              .declare();
      ExecutorService threads =
          Executors.newFixedThreadPool(6, Thread.ofPlatform().name("installing-", 0).factory());
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        Rollups mine = new Rollups(database, List.of(i % 2 == 0 ? SUMS : turned, OTHER));
        running.add(
            threads.submit(
                (Callable<Object>)
                    () -> {
                      mine.install();
                      RollupJobs.start(mine, Duration.ofSeconds(2)).close();
                      return null;
                    }));
      }
      for (Future<?> one : running) {
        one.get();
      }
      threads.shutdown();
      assertThat(Rollups.installed(database).declared())
          .extracting(Rollup::name)
          .containsExactly("other", "sums");
      Rollups both = new Rollups(database, List.of(turned));
      both.refresh(Duration.ofMinutes(1));
      assertThat(sourceAndTotal(both)).isEqualTo("ROLLUP 1");
    }
  }

  private static String sourceAndTotal(Rollups rollups) {
    RollupAnswer answer = rollups.read("sums", Grain.DAY).asOfNow().get();
    return answer.freshness().source()
        + " "
        + answer.rows().stream().mapToLong(row -> row.number("total").longValue()).sum();
  }
}
