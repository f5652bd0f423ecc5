package dev.headroom.advise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.advise.AdviceReport.Applied;
import dev.headroom.advise.AdviceReport.Outcome;
import dev.headroom.loop.StatementObservation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(DebianPostgres.class)
class ApplyingTest {

  private static final StatementObservation BY_CUSTOMER =
      Server.seen("select * from orders where customer = ?", 500, "7", "1999");
  private static final ApplyOptions QUICK =
      new ApplyOptions(Duration.ofSeconds(1), Duration.ofMillis(100));

  private static AdviceReport advised;

  private String url = "";

  @BeforeEach
  void create() throws SQLException {
    url =
        DebianPostgres.database(
            "applied",
            "create extension pg_stat_statements",
            "select pg_stat_statements_reset()",
            "create table orders (id bigint primary key, customer bigint not null, total bigint not"
                + " null, pad text not null)",
            "insert into orders select i, i % 2000, i, repeat('x', 60) from generate_series(1,"
                + " 40000) i",
            "vacuum analyze");
  }

  /** The same for each test: it is carried out here, not found. */
  private AdviceReport advised() throws SQLException {
    if (advised != null) {
      return advised;
    }
    try (DatabaseAdvice advice =
        DatabaseAdvice.of(url, url, DatabaseCopy.Limits.defaults(), line -> {})) {
      AdviceReport report =
          advice.advise(
              new Workload(List.of(BY_CUSTOMER), List.of()), AdviceOptions.defaults(), "it");
      assertThat(report.advice().indexes()).hasSize(1);
      advised = report;
      return report;
    }
  }

  private List<Applied> apply(AdviceReport report, ApplyOptions options) throws Exception {
    try (Applying applying = new Applying(url, options, line -> {})) {
      applying.check(report, true, false);
      return applying.run(report, true, null, List.of());
    }
  }

  private String indexes() throws SQLException {
    try (Connection connection = DriverManager.getConnection(url)) {
      return Server.query(
          connection,
          "select c.relname || ' ' || i.indisvalid from pg_index i join pg_class c on c.oid ="
              + " i.indexrelid where i.indrelid = 'orders'::regclass and not i.indisprimary");
    }
  }

  /** Executions that the server counts, of a plain text so that all are one statement. */
  private void ask(String sql, int times) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        var statement = connection.createStatement()) {
      for (int i = 0; i < times; i++) {
        statement.execute(sql);
      }
    }
  }

  @Test
  @DisplayName(
      "an index is created, its plans, pages and times are found to hold, and it stays; a second"
          + " run finds it there")
  void creates() throws Exception {
    AdviceReport report = advised();
    List<Applied> done = apply(report, QUICK);
    assertThat(done).extracting(Applied::outcome).containsExactly(Outcome.CREATED);
    assertThat(done.get(0).checks())
        .anyMatch(check -> check.what().startsWith("plan, rare") && check.after().equals("uses it"))
        .anyMatch(check -> check.what().startsWith("pages, frequent"))
        .anyMatch(check -> check.what().startsWith("milliseconds"))
        .allMatch(AdviceReport.Check::holds);
    assertThat(done.get(0).detail()).contains("no statement on the table ran 20 times");
    assertThat(indexes()).isEqualTo("hr_orders_customer true");
    AdviceReport with = report.with(done);
    assertThat(AdviceText.of(with)).contains("Done on applied:", "created  hr_orders_customer");
    assertThat(AdvicePage.of(with)).contains("<h2>Done</h2>", "uses it");
    assertThat(AdviceJson.of(with)).contains("\"outcome\" : \"CREATED\"").doesNotContain("1999");
    assertThat(apply(report, QUICK))
        .extracting(Applied::outcome)
        .containsExactly(Outcome.THERE_ALREADY);
  }

  @Test
  @DisplayName(
      "an index that the statement's plan does not use on the database itself is taken back, with"
          + " the check that it broke")
  void takesBack() throws Exception {
    AdviceReport report = advised();
    // Between advice and apply the values shifted: one customer has nearly all.
    Server.execute(url, "update orders set customer = 7 where customer <> 1999", "analyze orders");
    List<Applied> done = apply(report, QUICK);
    assertThat(done).extracting(Applied::outcome).containsExactly(Outcome.TAKEN_BACK);
    assertThat(done.get(0).checks())
        .anyMatch(
            check ->
                !check.holds()
                    && check.what().startsWith("plan,")
                    && check.after().equals("does not use it"));
    assertThat(AdviceText.of(report.with(done))).contains("BROKEN plan");
    assertThat(indexes()).isEmpty();
  }

  @Test
  @DisplayName("an index that makes writers slower than promised is taken back")
  void writers() throws Exception {
    AdviceReport report = advised();
    Server.execute(url, "create sequence n start 100000");
    String insert = "insert into orders values (nextval('n'), 7, 1, 'x')";
    ask(insert, 40);
    CountDownLatch watching = new CountDownLatch(1);
    FutureTask<Boolean> writers =
        new FutureTask<>(
            () -> {
              watching.await();
              // What else comes with the index here: a trigger makes each insert cost more.
              Server.execute(
                  url,
                  "create function slow() returns trigger language plpgsql as 'begin perform"
                      + " count(*) from generate_series(1, 20000); return new; end'",
                  "create trigger slow before insert on orders for each row execute function"
                      + " slow()");
              ask(insert, 40);
              return true;
            });
    Thread thread = new Thread(writers, "writers");
    thread.start();
    try (Applying applying =
        new Applying(
            url,
            new ApplyOptions(Duration.ofSeconds(1), Duration.ofSeconds(2)),
            line -> {
              if (line.startsWith("watching")) {
                watching.countDown();
              }
            })) {
      List<Applied> done = applying.run(report, true, null, List.of());
      assertThat(writers.get(10, TimeUnit.SECONDS)).isTrue();
      assertThat(done).extracting(Applied::outcome).containsExactly(Outcome.TAKEN_BACK);
      assertThat(done.get(0).checks())
          .anyMatch(check -> !check.holds() && check.what().contains("insert into orders"));
    }
    assertThat(indexes()).isEmpty();
  }

  @Test
  @DisplayName(
      "a build that waits for another transaction too long fails, names who held it, and leaves"
          + " nothing; one left over from elsewhere is replaced")
  void lockTimeout() throws Exception {
    AdviceReport report = advised();
    try (Connection other = holding()) {
      try (Applying applying =
          new Applying(
              url,
              QUICK,
              line -> {
                if (line.startsWith("removing")) {
                  rollback(other);
                }
              })) {
        List<Applied> done = applying.run(report, true, null, List.of());
        assertThat(done).extracting(Applied::outcome).containsExactly(Outcome.FAILED);
        assertThat(done.get(0).detail())
            .contains("lock timeout", "waits for a transaction of till", "nothing of it was left");
      }
    }
    assertThat(indexes()).isEmpty();
    try (Connection other = holding();
        Applying applying =
            new Applying(
                url, new ApplyOptions(Duration.ofMillis(100), Duration.ZERO), line -> {})) {
      assertThat(other.isValid(1)).isTrue();
      assertThat(applying.run(report, true, null, List.of()).get(0).detail())
          .contains("could not be removed", "'drop index concurrently hr_orders_customer'");
    }
    assertThat(indexes()).isEqualTo("hr_orders_customer false");
    assertThat(apply(report, QUICK)).extracting(Applied::outcome).containsExactly(Outcome.CREATED);
    assertThat(indexes()).isEqualTo("hr_orders_customer true");
  }

  /** A transaction that has written to the table and goes on. */
  private Connection holding() throws SQLException {
    Connection other = DriverManager.getConnection(url + "&ApplicationName=till");
    other.setAutoCommit(false);
    try (var statement = other.createStatement()) {
      statement.execute("update orders set total = 1 where id = 1");
    }
    return other;
  }

  private static void rollback(Connection connection) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  @DisplayName(
      "stopped while it builds and while it watches, nothing is left on the database, and what"
          + " comes behind is not begun")
  void stopped() throws Exception {
    AdviceReport report = advised();
    for (String at : List.of("building", "watching")) {
      CountDownLatch reached = new CountDownLatch(1);
      Connection other = holding(); // holds the build up
      if (!at.equals("building")) {
        other.rollback();
      }
      ask("select count(*) from orders", 1);
      Applying applying =
          new Applying(
              url,
              new ApplyOptions(Duration.ofSeconds(30), Duration.ofSeconds(30)),
              line -> {
                if (line.startsWith(at)) {
                  reached.countDown();
                }
              });
      FutureTask<List<Applied>> run =
          new FutureTask<>(() -> applying.run(report, true, null, List.of()));
      Thread thread = new Thread(run, "applying");
      thread.start();
      assertThat(reached.await(20, TimeUnit.SECONDS)).isTrue();
      FutureTask<Boolean> close =
          new FutureTask<>(
              () -> {
                applying.close();
                return true;
              });
      Thread closer = new Thread(close, "closer");
      closer.start();
      // It has asked for the end once it waits for it, or has seen it.
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
      while (EnumSet.of(Thread.State.NEW, Thread.State.RUNNABLE).contains(closer.getState())
          && System.nanoTime() < end) {
        Thread.onSpinWait();
      }
      other.rollback();
      other.close();
      assertThat(close.get(20, TimeUnit.SECONDS)).isTrue();
      assertThat(run.get(20, TimeUnit.SECONDS))
          .extracting(Applied::outcome)
          .containsExactly(at.equals("building") ? Outcome.FAILED : Outcome.TAKEN_BACK);
      assertThat(indexes()).isEmpty();
    }
  }

  @Test
  @DisplayName("a role that lacks a right is refused before anything, with the right that it lacks")
  void rights() throws Exception {
    AdviceReport report = advised();
    Server.execute(
        url,
        "do $$ begin if not exists (select from pg_roles where rolname = 'clerk') then create role"
            + " clerk login; end if; end $$",
        "grant select on orders to clerk");
    String clerk = url.replace("user=postgres", "user=clerk");
    try (Applying applying = new Applying(clerk, QUICK, line -> {})) {
      assertThatThrownBy(() -> applying.check(report, true, false))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("nothing was changed")
          .hasMessageContaining("orders is owned by 'postgres'")
          .hasMessageContaining("grant postgres to clerk")
          .hasMessageContaining("grant create on schema public to clerk");
    }
    Server.execute(
        url, "alter table orders owner to clerk", "grant create on schema public to clerk");
    try (Applying applying = new Applying(clerk, QUICK, line -> {})) {
      applying.check(report, true, false);
      assertThat(applying.run(report, true, null, List.of()))
          .extracting(Applied::outcome)
          .containsExactly(Outcome.CREATED);
    }
  }

  @Test
  @DisplayName(
      "a duplicate is dropped, its statement kept in a file; an index that a plan misses is created"
          + " again at once")
  void drops(@TempDir Path folder) throws Exception {
    Server.execute(
        url,
        "create index by_customer on orders (customer)",
        "create index by_customer_total on orders (customer, total)",
        "create index by_total on orders (total) where pad <> ''");
    Path file = folder.resolve("dropped.sql");
    AdviceReport report;
    try (DatabaseAdvice advice =
        DatabaseAdvice.of(url, url, DatabaseCopy.Limits.defaults(), line -> {})) {
      report =
          advice.advise(
              new Workload(List.of(BY_CUSTOMER), List.of()), AdviceOptions.defaults(), "it");
    }
    assertThat(report.drops()).extracting(AdviceReport.Drop::index).containsExactly("by_customer");
    assertThat(report.drops().get(0).tried()).contains("none of 1 statements costs more");
    AdviceReport both =
        new AdviceReport(
            report.database(),
            report.method(),
            report.measured(),
            report.notes(),
            report.advice(),
            List.of(
                report.drops().get(0),
                new AdviceReport.Drop(
                    AdviceReport.Reason.UNUSED,
                    "by_total",
                    "orders",
                    "a wrong guess",
                    1,
                    0,
                    "drop index concurrently if exists by_total",
                    "create index concurrently if not exists by_total on public.orders using btree"
                        + " (total) where pad <> ''",
                    "")),
            List.of());
    try (Applying applying = new Applying(url, QUICK, line -> {})) {
      assertThat(
              applying.run(
                  both,
                  false,
                  file,
                  List.of(
                      BY_CUSTOMER,
                      Server.seen("select * from orders where total = ? and pad <> ''", 9, "7"))))
          .extracting(Applied::outcome)
          .containsExactly(Outcome.DROPPED, Outcome.RECREATED);
    }
    assertThat(indexes()).contains("by_customer_total true", "by_total true").hasLineCount(2);
    assertThat(Files.readString(file))
        .contains(
            "\nCREATE INDEX".toLowerCase(java.util.Locale.ROOT)
                + " concurrently if not exists by_customer ON",
            "-- there again: create index concurrently if not exists by_total");
  }

  @Test
  @DisplayName(
      "what an earlier run dropped is created again by a later one, once a statement is slower"
          + " since; a file that was changed by hand is refused with its line")
  void later(@TempDir Path folder) throws Exception {
    Server.execute(url, "create index by_total on orders (total)", "analyze orders");
    Path file = folder.resolve("dropped.sql");
    String text = "select id from orders where total = 7";
    ask(text, 60);
    AdviceReport.Drop drop =
        new AdviceReport.Drop(
            AdviceReport.Reason.UNUSED,
            "by_total",
            "orders",
            "thought unused",
            1,
            0,
            "drop index concurrently if exists by_total",
            "create index concurrently if not exists by_total on public.orders using btree (total)",
            "");
    AdviceReport none = advised();
    AdviceReport report =
        new AdviceReport("applied", "copy", "", List.of(), none.advice(), List.of(drop), List.of());
    try (Applying applying = new Applying(url, QUICK, line -> {})) {
      assertThat(applying.run(report, false, file, List.of()))
          .extracting(Applied::outcome)
          .containsExactly(Outcome.DROPPED);
    }
    assertThat(indexes()).isEmpty();
    ask(text, 60);
    try (Applying applying = new Applying(url, QUICK, line -> {})) {
      List<Applied> done =
          applying.run(
              new AdviceReport("applied", "", List.of(), none.advice(), List.of()),
              false,
              file,
              List.of());
      assertThat(done).extracting(Applied::outcome).containsExactly(Outcome.RECREATED);
      assertThat(done.get(0).detail()).contains("slower since it was dropped at 20");
    }
    assertThat(indexes()).isEqualTo("by_total true");
    Files.writeString(file, "-- headroom: {broken\n");
    assertThatThrownBy(() -> new DropFile(file).read())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("dropped.sql:1:");
  }

  @Test
  @DisplayName("a partitioned table's index is made on each partition concurrently, and attached")
  void partitions() throws SQLException, IOException {
    Server.execute(
        url,
        "create table event (at date not null, kind int not null, pad text) partition by range (at)",
        "create table event_1 partition of event for values from ('2015-01-01') to ('2016-01-01')",
        "create table event_2 partition of event default partition by list (kind)",
        "create table event_3 partition of event_2 default",
        "insert into event select date '2015-01-01' + i % 500, i % 700, repeat('x', 80) from"
            + " generate_series(1, 30000) i",
        "vacuum analyze");
    StatementObservation asked =
        Server.seen("select pad from event where kind = ?", 500, "7", "8", "9", "10");
    AdviceReport report;
    try (DatabaseAdvice advice =
        DatabaseAdvice.of(url, url, DatabaseCopy.Limits.defaults(), line -> {})) {
      report =
          advice.advise(new Workload(List.of(asked), List.of()), AdviceOptions.defaults(), "it");
    }
    assertThat(report.advice().indexes())
        .singleElement()
        .satisfies(
            index -> {
              assertThat(index.table() + index.columns()).isEqualTo("event(kind)");
              assertThat(index.writes().measured()).isTrue();
              assertThat(index.undo()).isEqualTo("drop index if exists hr_event_kind");
              assertThat(index.create().get(0))
                  .startsWith("create index if not exists hr_event_kind on only event");
            });
    try (Applying applying = new Applying(url, QUICK, line -> {})) {
      applying.check(report, true, false);
      assertThat(applying.run(report, true, null, List.of()))
          .extracting(Applied::outcome)
          .containsExactly(Outcome.CREATED);
    }
    try (Connection connection = DriverManager.getConnection(url)) {
      assertThat(
              Server.query(
                  connection,
                  "select c.relname || ' ' || i.indisvalid from pg_index i join pg_class c on c.oid"
                      + " = i.indexrelid where c.relname like 'hr_event%' order by 1"))
          .isEqualTo(
              "hr_event_kind true\nhr_event_kind_event_1 true\nhr_event_kind_event_2 true\n"
                  + "hr_event_kind_event_3 true");
    }
    Server.execute(url, report.advice().indexes().get(0).undo());
  }
}
