package dev.headroom.rollup;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Cells read in runs of an index are those that are read one by one. */
@ExtendWith(Database.class)
class SweepTest {

  private static final Instant BEGIN = Instant.parse("2026-03-27T00:00:00Z");
  private static final List<String> SHOPS = List.of("a", "A ", "{b,\"c\"}", "NULL", "d\\e'", "");

  private HikariDataSource database;
  private final Random random = new Random(7);

  @BeforeEach
  void start() throws SQLException {
    database = Database.postgres();
  }

  @AfterEach
  void end() {
    database.close();
  }

  @ParameterizedTest
  @CsvSource({
    "timestamptz, NATIVE, 'shop, at', false",
    "timestamptz, NATIVE, 'shop, at', true",
    "timestamptz, NATIVE, 'product, shop, zone, at', true",
    "timestamptz, NATIVE, 'product, shop, zone, at', false",
    "timestamp, NATIVE, at, true",
    "bigint, SECONDS, 'product, at', false",
    "bigint, MILLIS, 'shop, product, at', false",
    "integer, SECONDS, at, true"
  })
  @DisplayName(
      "Any set of cells of any keys, in zones of their own, has the states that they have one by one")
  void same(String type, TimeForm form, String index, boolean zones) throws SQLException {
    fill(type, form, "sales (" + index + ")");
    try (Connection connection = database.getConnection()) {
      Layout layout =
          Layout.of(
              connection, rollup(form, zones ? LocalZone.column("zone") : LocalZone.of("UTC")));
      // An index that a rollup's keys do not lead to is none.
      assertThat(layout.lead().get() != null).isEqualTo(zones || !index.contains("zone"));
      for (Grain grain : List.of(Grain.HOUR, Grain.DAY, Grain.WEEK)) {
        int found = 0;
        for (int kind = 0; kind < 3; kind++) {
          found += compare(connection, layout, cells(connection, layout, grain, kind));
        }
        assertThat(found).isGreaterThan(20);
      }
    }
  }

  @Test
  @DisplayName("A column of dates is read in runs too")
  void dates() throws SQLException {
    Database.execute(
        database,
        "create table sales (shop text not null, product int not null, at date not null, price int)",
        "insert into sales select (array['a', 'A '])[1 + i % 2], i % 5, date '2026-03-20' + i % 40, i"
            + " from generate_series(1, 900) i",
        "create index on sales (shop, at)");
    Rollup rollup =
        Rollup.of("sold", "sales", "at")
            .keys("shop", "product")
            .grains(Grain.DAY, Grain.WEEK)
            .measure(Measure.of("sum", Measure.Kind.SUM, "price"))
            .declare();
    try (Connection connection = database.getConnection()) {
      Layout layout = Layout.of(connection, rollup);
      for (Grain grain : rollup.grains()) {
        assertThat(compare(connection, layout, cells(connection, layout, grain, 1))).isPositive();
      }
    }
  }

  @Test
  @DisplayName(
      "A fill reads each row once, though the rollup has a key more than the index; what changed reads its days alone")
  void once() throws Exception {
    Database.execute(
        database,
        "create table sales (shop int not null, product int not null, at timestamptz not null, price int)",
        "insert into sales select s, p, '2026-01-01'::timestamptz + d * interval '1 day', 1 from"
            + " generate_series(1, 4) s, generate_series(1, 10) p, generate_series(1, 500) d",
        "create index on sales (shop, at)",
        "vacuum analyze sales");
    Rollups rollups =
        new Rollups(
            database,
            List.of(
                Rollup.of("sold", "sales", "at")
                    .keys("shop", "product")
                    .measure(Measure.of("sum", Measure.Kind.SUM, "price"))
                    .declare()));
    rollups.install();
    long before = read();
    assertThat(rollups.refresh(Duration.ofMinutes(1))).isTrue();
    // Where a step ends within a day, that day is read twice.
    assertThat(read() - before).isBetween(20_000L, 21_000L);
    assertThat(Database.query(database, "select count(*) from sold_day where sum = 1"))
        .containsExactly("20000");
    Database.execute(
        database,
        "update sales set price = 2 where shop = 1 and product = 1"
            + " and at in ('2026-01-02', '2027-02-02')");
    before = read();
    assertThat(rollups.refresh(Duration.ofMinutes(1))).isTrue();
    // Two days of the shop, and nothing of the year between them.
    assertThat(read() - before).isBetween(2L, 40L);
    assertThat(Database.query(database, "select count(*) from sold_day where sum = 2"))
        .containsExactly("2");
  }

  @Test
  @DisplayName(
      "A step that writes, and one that removes, thousands of rows does so with all of them")
  void many() throws Exception {
    Database.execute(
        database,
        "create table sales (shop int not null, at timestamptz not null, price int)",
        "insert into sales select 1, '2026-01-01'::timestamptz + i * interval '1 hour', i from"
            + " generate_series(1, 2500) i",
        "create index on sales (shop, at)");
    Rollups rollups =
        new Rollups(
            database,
            List.of(
                Rollup.of("sold", "sales", "at")
                    .keys("shop")
                    .grains(Grain.HOUR, Grain.DAY)
                    .measure(Measure.of("sum", Measure.Kind.SUM, "price"))
                    .declare()));
    rollups.install();
    assertThat(rollups.refresh(Duration.ofMinutes(1))).isTrue();
    assertThat(rollups.stats("sold").steps()).isEqualTo(2);
    String sums = "select count(*) || ' ' || coalesce(sum(sum), 0) from sold_hour";
    assertThat(Database.query(database, sums)).containsExactly("2500 3126250");
    Database.execute(database, "delete from sales where price > 10");
    assertThat(rollups.refresh(Duration.ofMinutes(1))).isTrue();
    assertThat(Database.query(database, sums)).containsExactly("10 55");
  }

  private long read() throws Exception {
    Database.query(database, "select pg_stat_force_next_flush()");
    return Long.parseLong(
        Database.query(
                database, "select idx_tup_fetch from pg_stat_user_tables where relname = 'sales'")
            .get(0));
  }

  private static Rollup rollup(TimeForm form, LocalZone zone) {
    return Rollup.of("sold", "sales", "at")
        .timeForm(form)
        .keys("shop", "product")
        .where("price <> 13")
        .grains(Grain.HOUR, Grain.DAY, Grain.WEEK)
        .measure(Measure.count("sales"))
        .measure(Measure.of("sum", Measure.Kind.SUM, "price"))
        .measure(Measure.of("mean", Measure.Kind.AVERAGE, "price"))
        .measure(Measure.of("prices", Measure.Kind.DISTINCT, "price"))
        .measure(Measure.of("about", Measure.Kind.DISTINCT_SKETCH, "price"))
        .measure(Measure.of("spread", Measure.Kind.PERCENTILES, "price"))
        .measure(Measure.top("dearest", 2, "zone", "price"))
        .zone(zone)
        .declare();
  }

  private void fill(String type, TimeForm form, String index) throws SQLException {
    String at = "(" + BEGIN.getEpochSecond() + " + (i::bigint * i * 7919) % 400000)";
    at =
        form == TimeForm.SECONDS
            ? at + "::" + type
            : form == TimeForm.MILLIS
                ? "(" + at + "::bigint * 1000 + i % 1000)"
                : type.equals("timestamptz")
                    ? "to_timestamp(" + at + " + i % 10 * 0.1)"
                    : "to_timestamp(" + at + ") at time zone 'UTC'";
    Database.execute(
        database,
        "drop table if exists sales",
        "create table sales (shop text not null, product bigint not null, zone text not null, at "
            + type
            + " not null, price int)",
        "insert into sales select (array['a', 'A ', '{b,\"c\"}', 'NULL', E'd\\\\e''', ''])[1 + i % 6],"
            + " case when i % 10 = 0 then i / 6 % 120 else i / 6 % 3 end, (array['Europe/Berlin', 'Asia/Kathmandu', 'UTC'])[1 + i / 7 % 3], "
            + at
            + ", nullif(i % 40, 0) from generate_series(1, 1500) i",
        "create index on " + index);
  }

  /** Some near each other, some alone, some where there is nothing. */
  private List<Cell> cells(Connection connection, Layout layout, Grain grain, int kind)
      throws SQLException {
    Zones zones = new Zones(connection, layout);
    List<Cell> all = new ArrayList<>();
    TreeSet<Long> times = new TreeSet<>();
    for (int i = 0; i < (kind == 0 ? 2 : 15); i++) {
      times.add(BEGIN.getEpochSecond() + random.nextLong(400_000));
    }
    if (kind == 1) { // a run that is long
      long second = BEGIN.getEpochSecond();
      times.clear();
      for (int i = 0; i < 450; i++) {
        times.add(second + i * 3600L);
      }
    }
    TreeSet<String> seen = new TreeSet<>();
    for (int product = 0; product < (kind == 2 ? 120 : 2); product++) {
      for (String shop :
          SHOPS.subList(0, 1 + random.nextInt(kind == 0 ? SHOPS.size() : 3 - kind))) {
        List<Object> group = new ArrayList<>(List.of(shop, (long) product));
        if (layout.group().size() == 3) {
          group.add(List.of("Europe/Berlin", "Asia/Kathmandu", "UTC").get(random.nextInt(3)));
        }
        ZoneId zone = zones.of(group);
        for (long at : times) {
          Cell cell = new Cell(List.copyOf(group), grain.bucket(at, zone));
          if (random.nextInt(3) > 0 && seen.add(cell.toString())) {
            all.add(cell);
          }
        }
      }
    }
    Collections.shuffle(all, random);
    return all;
  }

  /** Answers of how many cells there were rows. */
  private static int compare(Connection connection, Layout layout, List<Cell> cells)
      throws SQLException {
    List<Measure> measures = layout.rollup().measures();
    List<String> lead = layout.lead().get();
    Compute compute = new Compute(connection, layout, new Zones(connection, layout));
    Map<Cell, @Nullable Object[]> swept = compute.fromRaw(cells, measures);
    layout.lead().set(null);
    Map<Cell, @Nullable Object[]> each = compute.fromRaw(cells, measures);
    layout.lead().set(lead);
    assertThat(swept.keySet()).isEqualTo(each.keySet());
    swept.forEach(
        (cell, states) -> {
          for (int i = 0; i < states.length; i++) {
            assertThat(States.same(states[i], each.get(cell)[i]))
                .as(cell + " " + measures.get(i).name())
                .isTrue();
          }
        });
    return swept.size();
  }
}
