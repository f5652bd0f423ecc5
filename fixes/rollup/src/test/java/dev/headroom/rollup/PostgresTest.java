package dev.headroom.rollup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import java.io.StringReader;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.postgresql.copy.CopyManager;
import org.postgresql.core.BaseConnection;

@ExtendWith(Database.class)
class PostgresTest {

  private static final Rollup SCREEN =
      Rollup.of("screen", "events", "at")
          .keys("user_id")
          .measure(Measure.count("events"))
          .measure(Measure.of("total", Measure.Kind.SUM, "seconds"))
          .declare();

  private HikariDataSource database;
  private Rollups rollups;

  @BeforeEach
  void install() throws Exception {
    database = Database.postgres();
    Database.execute(
        database,
        "create table users (id bigint primary key)",
        "insert into users values (1), (2)",
        "create table events (id bigint primary key, user_id bigint not null references users on"
            + " delete cascade, at timestamptz not null, seconds integer, seen boolean)"
            + " partition by range (id)",
        "create table events_1 partition of events for values from (0) to (100)",
        "create table events_2 partition of events for values from (100) to (1000)",
        "insert into events select g, 1 + g % 2, '2026-03-01'::timestamptz + g * interval '1 hour', g"
            + " from generate_series(1, 200) g");
    rollups = new Rollups(database, List.of(SCREEN));
    rollups.install();
    refresh();
  }

  @AfterEach
  void holds() {
    // Whatever a test did, the invariant is checked again.
    refresh();
    assertThat(rollups.verify("screen", Integer.MAX_VALUE, 1).differences()).isEmpty();
    database.close();
  }

  private void refresh() {
    assertThat(rollups.refresh(Duration.ofMinutes(1))).isTrue();
  }

  private int marks() throws Exception {
    return Integer.parseInt(Database.query(database, "select count(*) from screen_dirty").get(0));
  }

  @Test
  @DisplayName(
      "a step reads the rows of its marks, not the table: a fill looks at the table once to list it")
  void readsWhatIsMarked() throws Exception {
    Database.execute(
        database,
        "create table uses (user_id bigint not null, at timestamptz not null, seconds integer)",
        "insert into uses select u, '2020-01-01'::timestamptz + d * interval '6 hours', 1"
            + " from generate_series(1, 10) u, generate_series(1, 4000) d",
        "create index uses_user_at on uses (user_id, at)",
        "vacuum analyze uses");
    Rollups uses =
        new Rollups(
            database,
            List.of(
                Rollup.of("used", "uses", "at")
                    .keys("user_id")
                    .measure(Measure.of("total", Measure.Kind.SUM, "seconds"))
                    .declare()));
    uses.install();
    long before = scannedRows();
    assertThat(uses.refresh(Duration.ofMinutes(1))).isTrue();
    assertThat(uses.stats("used").marks()).isGreaterThanOrEqualTo(10_000);
    assertThat(scannedRows() - before).isBetween(1L, 40_000L);
    assertThat(uses.verify("used", 100, 1).differences()).isEmpty();
  }

  /** Of {@code uses}, by reading it from its beginning to its end. */
  private long scannedRows() throws Exception {
    Database.query(database, "select pg_stat_force_next_flush()");
    return Long.parseLong(
        Database.query(
                database, "select seq_tup_read from pg_stat_user_tables where relname = 'uses'")
            .get(0));
  }

  @Test
  @DisplayName(
      "an update of what the rollup does not look at, or to the same values, marks nothing")
  void unrelated() throws Exception {
    Database.execute(
        database,
        "update events set seen = true",
        "update events set seconds = seconds",
        "insert into events values (1, 1, now(), 1) on conflict do nothing",
        "delete from events where id > 5000");
    assertThat(marks()).isZero();
  }

  @Test
  @DisplayName("a transaction marks a slot once, however many statements change it")
  void once() throws Exception {
    try (Connection connection = database.getConnection()) {
      connection.setAutoCommit(false);
      for (int i = 0; i < 50; i++) {
        Database.execute(
            connection, "insert into events values (" + (500 + i) + ", 1, '2026-05-01 10:00Z', 1)");
      }
      connection.commit();
      connection.setAutoCommit(true);
    }
    assertThat(marks()).isEqualTo(1);
  }

  @Test
  @DisplayName("writers of one bucket do not wait for each other, nor for a refresh")
  void noWaiting() throws Exception {
    try (Connection one = database.getConnection();
        Connection other = database.getConnection()) {
      one.setAutoCommit(false);
      other.setAutoCommit(false);
      Database.execute(other, "set lock_timeout = '1s'");
      Database.execute(one, "insert into events values (500, 1, '2026-05-01 10:00Z', 1)");
      Database.execute(other, "insert into events values (501, 1, '2026-05-01 10:00Z', 2)");
      other.commit();
      refresh();
      one.commit();
      assertThat(marks()).isEqualTo(1);
      one.setAutoCommit(true);
      other.setAutoCommit(true);
    }
  }

  @Test
  @DisplayName(
      "a change is marked even where another's mark is seen, which may be taken before its commit")
  void ownMark() throws Exception {
    Database.execute(database, "insert into events values (500, 1, '2026-05-01 10:00Z', 1)");
    try (Connection slow = database.getConnection()) {
      slow.setAutoCommit(false);
      Database.execute(slow, "insert into events values (501, 1, '2026-05-01 10:00Z', 2)");
      refresh();
      slow.commit();
      slow.setAutoCommit(true);
    }
    assertThat(marks()).isEqualTo(1);
  }

  @Test
  @DisplayName("a refresh finds nothing to do while another instance is at it")
  void oneAtATime() throws Exception {
    Database.execute(database, "delete from events where id = 7");
    Layout layout = layout();
    Refresh.Done[] inside = new Refresh.Done[1];
    Refresh.Done outside =
        new Refresh(
                database,
                layout,
                part -> {
                  if (part.equals("commit")) {
                    inside[0] = step(layout);
                  }
                })
            .step();
    assertThat(outside).isEqualTo(Refresh.Done.SOME);
    assertThat(inside[0]).isEqualTo(Refresh.Done.ELSEWHERE);
  }

  private Refresh.Done step(Layout layout) {
    try {
      return new Refresh(database, layout, part -> {}).step();
    } catch (java.sql.SQLException e) {
      throw new AssertionError(e);
    }
  }

  private Layout layout() throws Exception {
    try (Connection connection = database.getConnection()) {
      return Layout.of(connection, SCREEN);
    }
  }

  @Test
  @DisplayName(
      "upserts, merges, cascades, moves between partitions, rows moved and truncations are noticed")
  void waysToWrite() throws Exception {
    for (String sql :
        List.of(
            "insert into events values (1, 1, '2026-06-01', 5) on conflict (id) do update set at ="
                + " excluded.at, seconds = 9",
            "merge into events e using (values (2, 77), (600, 78)) v(id, s) on e.id = v.id"
                + " when matched then update set seconds = v.s"
                + " when not matched then insert values (v.id, 1, '2026-07-01', v.s)",
            "update events set id = id + 300 where id between 50 and 120",
            "with gone as (delete from events where id = 3 returning *) insert into events select"
                + " 900, 2, at, seconds from gone",
            "delete from users where id = 2",
            "truncate events")) {
      Database.execute(database, sql);
      refresh();
      assertThat(rollups.verify("screen", Integer.MAX_VALUE, 1).differences()).as(sql).isEmpty();
    }
    assertThat(rollups.read("screen", Grain.DAY).get().rows()).isEmpty();
  }

  @Test
  @DisplayName("rows that COPY brings are noticed, and of savepoints what was not rolled back")
  void copyAndSavepoints() throws Exception {
    try (Connection connection = database.getConnection()) {
      new CopyManager(connection.unwrap(BaseConnection.class))
          .copyIn(
              "copy events (id, user_id, at, seconds) from stdin (format csv)",
              new StringReader("700,1,2026-08-01 10:00Z,50\n701,2,2026-08-02 10:00Z,60\n"));
      connection.setAutoCommit(false);
      Database.execute(
          connection,
          "insert into events values (710, 1, '2026-08-03 10:00Z', 7)",
          "savepoint before",
          "insert into events values (711, 1, '2026-08-04 10:00Z', 8)",
          "delete from events where id = 700",
          "rollback to before");
      connection.commit();
      connection.setAutoCommit(true);
    }
    refresh();
    assertThat(rollups.verify("screen", Integer.MAX_VALUE, 1).differences()).isEmpty();
    assertThat(Database.query(database, "select id from events where id >= 700 order by id"))
        .containsExactly("700", "701", "710");
  }

  @Test
  @DisplayName("a writer needs no rights on what belongs to the rollup")
  void rights() throws Exception {
    Database.execute(
        database,
        "drop role if exists clerk",
        "create role clerk",
        "grant insert, update, delete, select on events to clerk");
    try (Connection connection = database.getConnection()) {
      Database.execute(
          connection,
          "set role clerk",
          "insert into events values (500, 1, '2026-05-01 10:00Z', 1)",
          "update events set seconds = 4 where id = 500",
          "reset role");
    } finally {
      Database.execute(database, "revoke all on events from clerk", "drop role clerk");
    }
    assertThat(marks()).isPositive();
  }

  @Test
  @DisplayName("a column of dates is added up by its days, and has neither hours nor a zone")
  void dates() throws Exception {
    Database.execute(
        database,
        "create table sale (day date not null, total integer)",
        "insert into sale select date '2026-03-28' + g % 5, g from generate_series(1, 100) g",
        "insert into sale values ('infinity', 7)");
    Rollup.Builder sale =
        Rollup.of("sale_sums", "sale", "day")
            .grains(Grain.DAY, Grain.MONTH)
            .measure(Measure.of("total", Measure.Kind.SUM, "total"));
    Rollups sums = new Rollups(database, List.of(sale.declare()));
    sums.install();
    assertThat(sums.refresh(Duration.ofMinutes(1))).isTrue();
    Database.execute(database, "update sale set day = day + 1 where total = 3");
    for (int i = 0; i < 2; i++) {
      assertThat(
              sums.read("sale_sums", Grain.DAY).asOfNow().get().rows().stream()
                  .map(row -> row.bucket() + " " + row.number("total")))
          .isEqualTo(
              Database.query(
                  database,
                  "select day || ' ' || sum(total) from sale where day < 'infinity' group by day"
                      + " order by day"));
      assertThat(sums.refresh(Duration.ofMinutes(1))).isTrue();
    }
    assertThat(sums.verify("sale_sums", Integer.MAX_VALUE, 1).differences()).isEmpty();
    for (Rollup wrong :
        List.of(
            sale.grains(Grain.HOUR).declare(),
            sale.grains(Grain.DAY).zone(LocalZone.of("Europe/Berlin")).declare())) {
      assertThatThrownBy(() -> new Rollups(database, List.of(wrong)).migration("sale_sums"))
          .hasMessageContaining("is date, which is local already");
    }
  }

  @Test
  @DisplayName("times at infinity or far away belong to no bucket and harm nobody")
  void farTimes() throws Exception {
    Database.execute(
        database,
        "insert into events values (500, 1, 'infinity', 1), (501, 1, '-infinity', 1),"
            + " (502, 1, '290000-01-01', 1), (503, 1, '4000-01-01 BC', 1), (504, 1, '9000-01-01', 1)");
    refresh();
    assertThat(
            Database.query(database, "select bucket from screen_day where bucket > '2100-01-01'"))
        .containsExactly("9000-01-01");
  }

  @Test
  @DisplayName("a row that is wrong or missing or too much is found by verify, and rebuilt")
  void verifyAndRebuild() throws Exception {
    for (String damage :
        List.of(
            "update screen_day set total = total + 1 where bucket = '2026-03-04' and user_id = 1",
            "delete from screen_day where bucket = '2026-03-04' and user_id = 2",
            "insert into screen_day values (9, '2026-03-04', 1, 1)")) {
      Database.execute(database, damage);
      Verification found = rollups.verify("screen", Integer.MAX_VALUE, 1);
      assertThat(found.differences()).as(damage).hasSize(1);
      assertThat(found.differences().get(0)).startsWith("screen_day [user_id]=[");
      rollups.rebuild("screen");
      assertThat(rollups.status().get(0).state()).isEqualTo("REBUILD");
      refresh();
      assertThat(rollups.verify("screen", Integer.MAX_VALUE, 1).differences()).as(damage).isEmpty();
      assertThat(rollups.status().get(0).state()).isEqualTo("LIVE");
    }
  }

  @Test
  @DisplayName("the statements of a migration, run by somebody else, install the same")
  void migration() throws Exception {
    List<String> migration = rollups.migration("screen");
    rollups.remove("screen");
    try (Connection connection = database.getConnection()) {
      connection.setAutoCommit(false);
      Database.execute(connection, migration.toArray(String[]::new));
      connection.commit();
      connection.setAutoCommit(true);
    }
    rollups.install();
    assertThat(Rollups.installed(database).declared()).containsExactly(SCREEN);
  }
}
