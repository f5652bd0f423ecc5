package dev.headroom.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.devservices.DevPostgres;
import dev.headroom.loop.PlanObservation;
import dev.headroom.loop.PlanObservation.Scan;
import dev.headroom.loop.TableChanges;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;
import org.sqlite.SQLiteDataSource;

class PlansTest {

  @TempDir static Path directory;
  private static DevPostgres postgres;
  private static PGSimpleDataSource database;

  @BeforeAll
  static void start() throws SQLException {
    postgres = DevPostgres.start(directory);
    database = new PGSimpleDataSource();
    database.setUrl(postgres.jdbcUrl("postgres"));
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "create table orders (id bigint primary key, customer bigint, note text, state text)");
      statement.execute(
          "insert into orders select i, i % 100, 'secret', 'open' from generate_series(1, 20000) i");
      statement.execute("analyze orders");
      statement.execute("create role reader login password 'reader'");
      statement.execute("create table private (id int)");
      statement.execute("grant select on orders to reader");
    }
  }

  @AfterAll
  static void stop() {
    postgres.close();
  }

  private static void run(DataSource dataSource, Observer observer, String... texts)
      throws SQLException {
    DataSource observed = new ObservedDataSource(dataSource, observer, "orders");
    Request request = observer.begin("GET");
    for (String sql : texts) {
      try (Connection connection = observed.getConnection();
          PreparedStatement statement = connection.prepareStatement(sql)) {
        for (int i = 1; i <= statement.getParameterMetaData().getParameterCount(); i++) {
          statement.setObject(i, 7L);
        }
        statement.execute();
      }
    }
    observer.end(request, "/orders", 200);
  }

  private static PlanObservation plan(Observer observer, String part) {
    List<PlanObservation> found =
        observer.snapshot().plans().stream().filter(p -> p.fingerprint().contains(part)).toList();
    assertThat(found).as(part).hasSize(1);
    return found.get(0);
  }

  private static Plans.Connector as(String user) {
    return () ->
        DriverManager.getConnection(
            postgres.jdbcUrl("postgres").replaceAll("user=[^&]*", "user=" + user)
                + (user.equals("reader") ? "&password=reader" : ""));
  }

  @Test
  @DisplayName("PostgreSQL: rows that anybody changed since the first reading are counted by table")
  void changes() throws SQLException {
    Observer observer = new Observer(ObserveOptions.defaults());
    try (Plans plans = Plans.start(observer, "orders", database::getConnection);
        Connection other = database.getConnection();
        Statement statement = other.createStatement()) {
      statement.execute("create table counted (id int primary key, n int)");
      statement.execute("insert into counted select i, 0 from generate_series(1, 10) i");
      statement.execute("select pg_stat_force_next_flush()");
      plans.askNow();
      assertThat(observer.snapshot().tables()).isEmpty();
      statement.execute("update counted set n = 1 where id <= 4");
      statement.execute("delete from counted where id = 5");
      statement.execute("create table later (id int)");
      statement.execute("insert into later values (1), (2)");
      statement.execute("select pg_stat_force_next_flush()");
      plans.askNow();
      assertThat(observer.snapshot().tables())
          .containsExactly(new TableChanges("counted", 5), new TableChanges("later", 2));
      observer.reset();
      plans.askNow();
      assertThat(observer.snapshot().tables()).isEmpty();
      statement.execute("drop table counted, later");
    }
    assertThat(observer.faults()).isZero();
  }

  @Test
  @DisplayName(
      "PostgreSQL: generic plans of SELECTs, scans with the table's rows, and no literal in them")
  void postgres() throws SQLException {
    Observer observer = new Observer(ObserveOptions.defaults());
    run(
        database,
        observer,
        "select id from orders where customer = ? and note = 'secret'",
        "select note from orders where id = ?",
        "update orders set note = 'secret' where id = ?",
        "select 1; select 2");
    try (Plans plans = Plans.start(observer, "orders", database::getConnection)) {
      plans.askNow();
    }
    PlanObservation scan = plan(observer, "customer = ?");
    assertThat(scan.missing()).isEmpty();
    assertThat(scan.scans()).hasSize(1);
    assertThat(scan.scans().get(0).table()).isEqualTo("orders");
    assertThat(scan.scans().get(0).rows()).isBetween(19_000L, 21_000L);
    assertThat(scan.scans().get(0).kept()).isBetween(100L, 400L);
    assertThat(scan.rows()).isEqualTo(scan.scans().get(0).kept());
    assertThat(scan.plan()).contains("Seq Scan on public.orders").doesNotContain("secret");
    assertThat(plan(observer, "note from").scans()).isEmpty();
    assertThat(plan(observer, "note from").plan()).contains("Index Scan using orders_pkey");
    assertThat(plan(observer, "update").missing()).contains("only statements that read");
    assertThat(plan(observer, "select ?;").missing()).contains("several statements");
    assertThat(observer.faults()).isZero();
  }

  @Test
  @DisplayName("a role without rights is told which one is missing, and the others are explained")
  void rights() throws SQLException {
    Observer observer = new Observer(ObserveOptions.defaults());
    run(
        database,
        observer,
        "select id from private where id = 3",
        "select count(*) from orders where customer = ?");
    try (Plans plans = Plans.start(observer, "", as("reader"))) {
      plans.askNow();
    }
    assertThat(plan(observer, "private").missing())
        .isEqualTo("a right is missing: GRANT SELECT ON private TO reader");
    assertThat(plan(observer, "count").missing()).isEmpty();
    assertThat(plan(observer, "count").scans()).hasSize(1);
  }

  @Test
  @DisplayName("each statement is asked for once an hour; a connection that is refused is told")
  void hourly() throws SQLException {
    AtomicLong clock = new AtomicLong(1);
    Observer observer = new Observer(ObserveOptions.defaults(), () -> clock.addAndGet(1_000));
    run(database, observer, "select note from orders where id = ?");
    AtomicInteger opened = new AtomicInteger();
    try (Plans plans =
        Plans.start(
            observer,
            "",
            () -> {
              if (opened.incrementAndGet() > 1) {
                throw new SQLException("too many connections");
              }
              return database.getConnection();
            })) {
      plans.askNow();
      plans.askNow();
      // Refused the second time, but only counters were wanted: the plan is still the first one.
      assertThat(opened).hasValue(2);
      assertThat(plan(observer, "note").missing()).isEmpty();
      clock.addAndGet(TimeUnit.HOURS.toNanos(1));
      plans.askNow();
      assertThat(opened).hasValue(3);
      assertThat(plan(observer, "note").missing()).contains("too many connections");
    }
    assertThat(observer.faults()).isZero();
  }

  @Test
  @DisplayName("SQLite: scans by the table behind the alias, with its rows")
  void sqlite(@TempDir Path files) throws SQLException {
    SQLiteDataSource plain = new SQLiteDataSource();
    plain.setUrl("jdbc:sqlite:" + files.resolve("plans.db"));
    try (Connection connection = plain.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("create table line (id integer primary key, name text)");
      for (int i = 1; i <= 30; i++) {
        statement.execute("insert into line values (" + i + ", 'secret')");
      }
    }
    Observer observer = new Observer(ObserveOptions.defaults());
    run(
        plain,
        observer,
        "select l.id from line l where l.name = 'secret'",
        "select name from line where id = ?");
    try (Plans plans = Plans.start(observer, "", plain::getConnection)) {
      plans.askNow();
    }
    PlanObservation scan = plan(observer, "l.name");
    assertThat(scan.missing()).isEmpty();
    assertThat(scan.scans()).containsExactly(new Scan("line", 30, -1));
    assertThat(scan.plan()).contains("SCAN l").doesNotContain("secret");
    assertThat(plan(observer, "name from").scans()).isEmpty();
    assertThat(observer.faults()).isZero();
  }
}
