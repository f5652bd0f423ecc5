package dev.headroom.advise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(Server.class)
class DatabaseAdviceTest {

  private static final String[] SHOP = {
    "create schema \"Shop Floor\"",
    "create type mood as enum ('good', 'bad')",
    "create domain price as bigint check (value >= 0)",
    "create function tax(p bigint) returns bigint language sql immutable as 'select p * 19 / 100'",
    "create table customer (id bigserial primary key, email text not null unique, mood mood not"
        + " null default 'good')",
    "create table \"Shop Floor\".\"Order\" (id bigint generated always as identity primary key,"
        + " customer bigint not null references customer (id), total price not null, tax bigint"
        + " generated always as (tax(total)) stored, check (total < 1000000))",
    "create table event (at date not null, kind int not null) partition by range (at)",
    "create table event_1 partition of event for values from ('2015-01-01') to ('2016-01-01')",
    "create table event_2 partition of event default",
    "create view open as select c.email, o.total from customer c join \"Shop Floor\".\"Order\" o on"
        + " o.customer = c.id",
    "create materialized view sums as select customer, sum(total) s from \"Shop Floor\".\"Order\""
        + " group by customer",
    "insert into customer (email) select 'c' || i || '@example.org' from generate_series(1, 5000) i",
    "insert into \"Shop Floor\".\"Order\" (customer, total) select 1 + i % 5000, i from"
        + " generate_series(1, 50000) i",
    "insert into event select date '2015-01-01' + i % 500, i % 7 from generate_series(1, 1000) i",
    "create index customer_mood on customer (mood)",
    "analyze"
  };

  @Test
  @DisplayName(
      "a database in use is copied whole, advised on, and left as it was; the copy is dropped")
  void advises(@TempDir Path folder) throws SQLException, IOException {
    String url = Server.database("shop", SHOP);
    Path file = folder.resolve("shop.sql");
    Files.writeString(
        file,
        "set search_path = public;\n-- executions: 500\nselect * from \"Shop Floor\".\"Order\" where"
            + " customer = 7;\nselect * from \"Shop Floor\".\"Order\" where customer = 99 ;"
            + " select nonsense from nowhere; select * from open where email = 'c7@example.org';"
            + " this is no SQL;");
    String copied;
    try (Connection user = DriverManager.getConnection(url);
        DatabaseAdvice advice =
            DatabaseAdvice.of(url, url, DatabaseCopy.Limits.defaults(), line -> {})) {
      assertThat(user.isValid(1)).isTrue();
      copied = advice.copyUrl();
      try (Connection copy = DriverManager.getConnection(copied)) {
        for (String query :
            List.of(
                "select count(*), sum(total), sum(tax) from \"Shop Floor\".\"Order\"",
                "select count(*) from open",
                "select count(*) from sums",
                "select count(*) from event_1",
                "select string_agg(indexname, ',' order by indexname) from pg_indexes where"
                    + " schemaname in ('public', 'Shop Floor')")) {
          assertThat(Server.query(copy, query)).isEqualTo(Server.query(user, query));
        }
      }
      AdviceReport report =
          advice.advise(Workload.ofFile(file), AdviceOptions.defaults(), "the same server");
      assertThat(report.notes()).noneMatch(note -> note.contains("not in the copy"));
      assertThat(report.advice().indexes())
          .extracting(index -> index.table() + " " + index.columns())
          .containsExactly("\"Shop Floor\".\"Order\" (customer)");
      assertThat(report.advice().skipped())
          .extracting(Advice.Skipped::reason)
          .anyMatch(reason -> reason.contains("nowhere"));
      assertThat(AdviceText.of(report))
          .contains(
              "CREATE  \"Shop Floor\".\"Order\" (customer)", "rare", "frequent", "undo: drop");
      assertThat(AdvicePage.of(report))
          .contains("&quot;Shop Floor&quot;")
          .doesNotContain("<script");
      assertThat(AdviceJson.of(report)).contains("\"create\"").doesNotContain("c7@example.org");
      assertThat(Server.query(user, "select count(*) from pg_indexes where indexname like 'hr%'"))
          .isEqualTo("0");

      Files.writeString(folder.resolve("V3__before.sql"), "select 1;");
      List<Path> files = Migrations.write(folder, report, false);
      assertThat(files)
          .extracting(path -> path.getFileName().toString())
          .containsExactly(
              "V4__hr_order_customer.sql",
              "V4__hr_order_customer.sql.conf",
              "U4__hr_order_customer.sql",
              "headroom-indexes.liquibase.sql");
      assertThat(files.get(0)).content().contains("create index concurrently");
      assertThat(files.get(1)).content().isEqualTo("executeInTransaction=false\n");
      assertThat(files.get(3))
          .content()
          .contains("runInTransaction:false", "--rollback drop index");
      for (String one : Files.readString(files.get(0)).split(";", -1)) {
        if (!one.isBlank()) {
          Server.execute(url, one);
        }
      }
      assertThat(Server.query(user, "select count(*) from pg_indexes where indexname like 'hr%'"))
          .isEqualTo("1");
    }
    inTransaction(url, folder.resolve("transactional"));
    assertThatThrownBy(() -> DriverManager.getConnection(copied).close())
        .hasMessageContaining("does not exist");
  }

  /** Such migrations run in one transaction each, and give up on a lock. */
  private static void inTransaction(String url, Path folder) throws SQLException, IOException {
    AdviceReport report =
        new AdviceReport(
            "shop",
            "",
            List.of(),
            new Advice(
                List.of(
                    new IndexAdvice(
                        "hr_event_kind",
                        "event",
                        "(kind)",
                        List.of(
                            "create index if not exists hr_event_kind on only event (kind)",
                            "drop index concurrently if exists hr_event_kind_event_1",
                            "create index concurrently if not exists hr_event_kind_event_1 on"
                                + " event_1 (kind)",
                            "alter index hr_event_kind attach partition hr_event_kind_event_1"),
                        "drop index if exists hr_event_kind",
                        List.of(),
                        0,
                        0,
                        new IndexAdvice.WriteCost(0, 0, 0))),
                List.of(),
                List.of(),
                new WorkloadCost(0, 0, 0, 0),
                new WorkloadCost(0, 0, 0, 0),
                true,
                0),
            List.of(
                new AdviceReport.Drop(
                    AdviceReport.Reason.UNUSED,
                    "customer_mood",
                    "customer",
                    "unused",
                    1,
                    0,
                    "drop index concurrently if exists customer_mood",
                    "create index concurrently if not exists customer_mood on customer (mood)",
                    "")));
    List<Path> files = Migrations.write(folder, report, true);
    assertThat(files)
        .extracting(path -> path.getFileName().toString())
        .containsExactly(
            "V1__hr_event_kind.sql",
            "U1__hr_event_kind.sql",
            "V2__drop_customer_mood.sql",
            "U2__drop_customer_mood.sql",
            "headroom-indexes.liquibase.sql");
    for (Path file : files.subList(0, 4)) {
      String sql = Files.readString(file);
      assertThat(sql).doesNotContain("concurrently");
      if (file.getFileName().toString().startsWith("V")) {
        assertThat(sql).contains("set local lock_timeout = '2s';");
      }
      try (Connection connection = DriverManager.getConnection(url);
          var statement = connection.createStatement()) {
        connection.setAutoCommit(false);
        statement.execute(sql);
        connection.commit();
      }
    }
    assertThat(files.get(4)).content().contains("runInTransaction:true");
  }

  @Test
  @DisplayName("a table that the role may not read is noted and the rest is advised on")
  void missingRight() throws SQLException {
    String url =
        Server.database(
            "rights",
            "create table a (x int)",
            "create table b (x int)",
            "insert into a select generate_series(1, 10)",
            "drop role if exists reader",
            "create role reader login",
            "grant select on a to reader");
    String reader = url.replace("user=postgres", "user=reader");
    try (DatabaseCopy copy =
        DatabaseCopy.of(reader, url, DatabaseCopy.Limits.defaults(), line -> {})) {
      assertThat(copy.notes())
          .singleElement()
          .asString()
          .contains("no right to read public.b", "grant select");
      try (Connection connection = DriverManager.getConnection(copy.url())) {
        assertThat(Server.query(connection, "select count(*) from a")).isEqualTo("10");
      }
    }
    Server.execute(url, "revoke select on a from reader");
    assertThatThrownBy(
            () -> DatabaseCopy.of(reader, url, DatabaseCopy.Limits.defaults(), line -> {}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("may read none of the 2 tables");
    assertThatThrownBy(
            () -> DatabaseCopy.of(url, reader, DatabaseCopy.Limits.defaults(), line -> {}))
        .hasMessageContaining("superuser");
    try (Connection connection = DriverManager.getConnection(url)) {
      assertThat(
              Server.query(
                  connection,
                  "select count(*) from pg_database where datname like 'headroom_advise%'"))
          .isEqualTo("0");
    }
    Server.execute(
        url, "revoke all on all tables in schema public from reader", "drop role reader");
  }

  @Test
  @DisplayName("binds that were not seen are made up from rows, ranges from one to another")
  void guessed() throws SQLException {
    String url =
        Server.database(
            "guessed",
            "create table t (id bigint primary key, a int not null, at date not null)",
            "insert into t select i, i % 500, date '2015-01-01' + i % 300 from generate_series(1,"
                + " 20000) i",
            "analyze");
    List<dev.headroom.loop.StatementObservation> filled =
        BindGuess.fill(
            url,
            List.of(
                Server.seen("select * from t where a = $1 limit $2", 100),
                Server.seen("select sum(id) from t where at between ? and ?", 100)));
    assertThat(filled.get(0).samples()).hasSizeGreaterThan(3);
    assertThat(filled.get(0).samples()).allMatch(bind -> bind.get(1).text().equals("20"));
    assertThat(filled.get(1).samples())
        .hasSizeGreaterThan(3)
        .allMatch(bind -> bind.get(0).text().compareTo(bind.get(1).text()) <= 0);
    Advice advice = new IndexAdvisor(AdviceOptions.defaults(), line -> {}).advise(url, filled);
    assertThat(advice.skipped()).isEmpty();
    assertThat(advice.indexes()).extracting(IndexAdvice::columns).contains("(a)");
  }

  @Test
  @DisplayName(
      "a workload file's statements are told apart by shape; what differs becomes binds, what does"
          + " not stays")
  void workloadFile(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("w.sql");
    Files.writeString(
        file,
        "\\set x 1\nbegin; select * from t where a = 1 and s = 'OPEN' and d = date '2015-01-01';"
            + " select *  from t where a = -2 and s = 'OPEN' and d = date '2015-01-02';"
            + " /* calls: 10 */ select ';' || $x$ ; $x$ from t order by 2;"
            + " select ';' || $x$ ; $x$ from t order by 1");
    Workload workload = Workload.ofFile(file);
    assertThat(workload.statements())
        .extracting(one -> one.sql() + " x" + one.executions())
        .containsExactly(
            "select ';' || $x$ ; $x$ from t order by 2 x10",
            "select * from t where a = ? and s = 'OPEN' and d = cast(? as date) x2",
            "select ';' || $x$ ; $x$ from t order by 1 x1");
    assertThat(workload.statements().get(1).samples())
        .extracting(bind -> bind.get(0).text() + " " + bind.get(1).text())
        .containsExactly("1 2015-01-01", "-2 2015-01-02");
    assertThat(workload.notes()).singleElement().asString().endsWith("passed over: begin");
    Files.writeString(file, "begin; commit;");
    assertThatThrownBy(() -> Workload.ofFile(file)).hasMessageContaining("there is no SELECT");
  }
}
