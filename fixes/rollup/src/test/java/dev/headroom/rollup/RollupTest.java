package dev.headroom.rollup;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(Database.class)
class RollupTest {

  private static final Rollup SCREEN =
      Rollup.of("screen", "events", "at")
          .keys("user_id")
          .zone(LocalZone.of("Europe/Berlin"))
          .grains(Grain.DAY, Grain.WEEK, Grain.MONTH)
          .measure(Measure.count("events"))
          .measure(Measure.of("seconds", Measure.Kind.SUM, "seconds"))
          .measure(Measure.of("longest", Measure.Kind.MAX, "seconds"))
          .measure(Measure.of("mean", Measure.Kind.AVERAGE, "seconds"))
          .measure(Measure.of("apps", Measure.Kind.DISTINCT, "app"))
          .measure(Measure.of("about_apps", Measure.Kind.DISTINCT_SKETCH, "app"))
          .measure(Measure.of("lengths", Measure.Kind.PERCENTILES, "seconds"))
          .measure(Measure.top("top_apps", 2, "app", "seconds"))
          .declare();

  private static HikariDataSource database(String kind) throws Exception {
    HikariDataSource database = kind.equals("PostgreSQL") ? Database.postgres() : Database.sqlite();
    Database.execute(
        database,
        "create table events (id "
            + (kind.equals("PostgreSQL") ? "bigint" : "integer")
            + " primary key, user_id bigint not null, at "
            + (kind.equals("PostgreSQL") ? "timestamptz" : "text")
            + " not null, seconds integer, app text)",
        "insert into events values (1, 7, '2026-03-28T22:59:59Z', 10, 'mail'),"
            + " (2, 7, '2026-03-28T23:00:00Z', 20, 'mail'),"
            + " (3, 7, '2026-03-29T21:59:59Z', 30, 'maps'),"
            + " (4, 7, '2026-03-29T22:00:00Z', 40, 'chat'), (5, 8, '2026-03-29T12:00:00Z', null, null)");
    return database;
  }

  @ParameterizedTest
  @ValueSource(strings = {"PostgreSQL", "SQLite"})
  @DisplayName(
      "history, then insert, update and delete, are in the rollup after a refresh, and as of now before")
  void keepsFresh(String kind) throws Exception {
    try (HikariDataSource database = database(kind)) {
      Rollups rollups = new Rollups(database, List.of(SCREEN));
      rollups.install();
      rollups.install();
      RollupQuery days =
          rollups.read("screen", Grain.DAY).where("user_id", 7).from(LocalDate.of(2026, 3, 28));
      assertThat(days.get().freshness().source()).isEqualTo(Freshness.Source.ROWS);
      assertThat(sums(days.get())).isEqualTo("2026-03-28=10 2026-03-29=50 2026-03-30=40");
      assertThat(rollups.refresh(Duration.ofMinutes(1))).isTrue();
      assertThat(days.get().freshness())
          .isEqualTo(new Freshness(true, 0, null, Freshness.Source.ROLLUP));
      assertThat(sums(days.get())).isEqualTo("2026-03-28=10 2026-03-29=50 2026-03-30=40");

      Database.execute(
          database,
          "insert into events values (6, 7, '2026-03-28T12:00:00Z', 5, 'maps')",
          "update events set at = '2026-04-01T12:00:00Z' where id = 4",
          "delete from events where id = 3");
      assertThat(sums(days.get())).isEqualTo("2026-03-28=10 2026-03-29=50 2026-03-30=40");
      assertThat(days.get().freshness().exact()).isFalse();
      assertThat(days.get().freshness().pending()).isEqualTo(4);
      assertThat(days.get().freshness().oldestPending()).isNotNull();
      String now = "2026-03-28=15 2026-03-29=20 2026-04-01=40";
      assertThat(sums(days.asOfNow().get())).isEqualTo(now);
      assertThat(days.asOfNow().get().freshness().source())
          .isEqualTo(Freshness.Source.ROLLUP_AND_ROWS);
      RollupQuery months = rollups.read("screen", Grain.MONTH).where("user_id", 7);
      assertThat(sums(months.asOfNow().get())).isEqualTo("2026-03-01=35 2026-04-01=40");
      rollups.refresh(Duration.ofMinutes(1));
      assertThat(sums(days.get())).isEqualTo(now);
      assertThat(sums(months.get())).isEqualTo("2026-03-01=35 2026-04-01=40");
      assertThat(rollups.verify("screen", 1000, 1))
          .isEqualTo(new Verification("screen", 4 + 3 + 3, 0, List.of()));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"PostgreSQL", "SQLite"})
  @DisplayName("every kind of measure says what the rows say, sketches within their error")
  void measures(String kind) throws Exception {
    try (HikariDataSource database = database(kind)) {
      Rollups rollups = new Rollups(database, List.of(SCREEN));
      rollups.install();
      rollups.refresh(Duration.ofMinutes(1));
      RollupRow march = rollups.read("screen", Grain.MONTH).where("user_id", 7).get().rows().get(0);
      assertThat(march.keys()).isEqualTo(java.util.Map.of("user_id", 7L));
      assertThat(march.count("events")).isEqualTo(4);
      assertThat(march.number("seconds")).isEqualByComparingTo("100");
      assertThat(march.number("longest")).isEqualByComparingTo("40");
      assertThat(march.number("mean")).isEqualByComparingTo("25");
      assertThat(march.count("apps")).isEqualTo(3);
      assertThat(march.count("about_apps")).isEqualTo(3);
      assertThat(march.percentile("lengths", 100)).isBetween(39.6, 40.4);
      assertThat(march.top("top_apps"))
          .containsExactly(
              new RollupRow.Top("chat", new BigDecimal("40"), BigDecimal.ZERO),
              new RollupRow.Top("mail", new BigDecimal("30"), BigDecimal.ZERO));
      RollupRow other = rollups.read("screen", Grain.WEEK).where("user_id", 8).get().rows().get(0);
      assertThat(other.count("events")).isEqualTo(1);
      assertThat(other.number("seconds")).isNull();
      assertThat(other.number("mean")).isNull();
      assertThat(other.percentile("lengths", 50)).isNaN();
      assertThat(other.top("top_apps")).isEmpty();
    }
  }

  static String sums(RollupAnswer answer) {
    return String.join(
        " ",
        answer.rows().stream()
            .map(row -> row.bucket() + "=" + row.number("seconds").toPlainString())
            .toList());
  }
}
