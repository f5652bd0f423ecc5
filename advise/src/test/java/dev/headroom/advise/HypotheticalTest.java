package dev.headroom.advise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.loop.Confidence;
import dev.headroom.loop.Finding;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(DebianPostgres.class)
class HypotheticalTest {

  private static String url = "";

  @BeforeAll
  static void create() throws SQLException {
    url =
        DebianPostgres.database(
            "hypo",
            "create extension hypopg",
            "create table orders (id bigint primary key, customer bigint not null, state text not"
                + " null, placed date not null, email text not null, data jsonb not null)",
            "insert into orders select i, i % 2000, case when i % 4000 = 0 then 'OPEN' else"
                + " 'CLOSED' end, date '2015-01-01' + i % 700, 'User' || i, '{}' from"
                + " generate_series(1, 40000) i",
            "create schema \"Weird Name\"",
            "create table \"Weird Name\".\"Select\" (id int primary key, \"Group\" int not null,"
                + " \"a\"\"b\" text)",
            "insert into \"Weird Name\".\"Select\" select i, i % 900, repeat('x', 80) from"
                + " generate_series(1, 20000) i",
            "create table event (at date not null, kind int not null, pad text) partition by range"
                + " (at)",
            "create table event_1 partition of event for values from ('2015-01-01') to"
                + " ('2016-01-01')",
            "create table event_2 partition of event default",
            "insert into event select date '2015-01-01' + i % 500, i % 700, repeat('x', 80) from"
                + " generate_series(1, 30000) i",
            "analyze",
            "do $$ begin if not exists (select from pg_roles where rolname = 'asker') then create"
                + " role asker login; end if; end $$",
            "grant select on all tables in schema public to asker",
            "grant usage on schema \"Weird Name\" to asker",
            "grant select on all tables in schema \"Weird Name\" to asker");
  }

  private static String as(String role) {
    return url.replace("user=postgres", "user=" + role);
  }

  private static AdviceReport ask(String role, dev.headroom.loop.StatementObservation... workload)
      throws SQLException {
    try (DatabaseAdvice advice = DatabaseAdvice.hypothetical(as(role), "no space", line -> {})) {
      return advice.advise(
          new Workload(List.of(workload), List.of()), AdviceOptions.defaults(), "");
    }
  }

  @Test
  @DisplayName(
      "a role that may only read is advised by the planner with indexes that do not exist: costs"
          + " and no times, on plain, quoted and partitioned tables; nothing is left")
  void asks() throws SQLException {
    AdviceReport report =
        ask(
            "asker",
            Server.seen("select * from orders where customer = ?", 500, "7", "1999"),
            Server.seen("select * from orders where state = 'OPEN'", 300),
            Server.seen("select * from orders where lower(email) = ?", 300, "user7"),
            Server.seen("select * from \"Weird Name\".\"Select\" where \"Group\" = ?", 300, "7"),
            Server.seen("select * from event where kind = ? and at > ?", 300, "7|2015-02-01"),
            Server.seen("select * from orders where data @> '{\"k\": 1}'", 100),
            Server.seen(
                "insert into orders values (?, ?, ?, ?, ?, '{}')", 50, "0|1|x|2015-01-01|y"));
    assertThat(report.advice().skipped()).isEmpty();
    assertThat(report.advice().indexes())
        .extracting(index -> index.table() + " " + index.columns())
        .contains(
            "orders (customer)", "orders ((lower(email)))", "\"Weird Name\".\"Select\" (\"Group\")")
        .anyMatch(one -> one.startsWith("event (kind"))
        .anyMatch(one -> one.startsWith("orders (state"));
    for (IndexAdvice index : report.advice().indexes()) {
      assertThat(index.buildNanos()).isEqualTo(-1);
      assertThat(index.sizeBytes()).isPositive();
      assertThat(index.writes().measured()).isFalse();
      StatementEffect.Sample sample = index.helped().get(0).typical();
      assertThat(sample.after().cost()).isLessThan(sample.before().cost());
      assertThat(sample.before().nanos()).isEqualTo(-1);
      assertThat(sample.before().buffers()).isEqualTo(-1);
      assertThat(sample.after().plan()).contains(index.name()).doesNotContain("<1");
      assertThat(index.helped().get(0).genericPlan()).isTrue();
    }
    assertThat(report.advice().refused())
        .anyMatch(one -> one.index().contains("gin") && one.reason().contains("not supported"));
    assertThat(report.method()).isEqualTo(AdviceReport.HYPOPG);
    assertThat(report.measured())
        .contains("HypoPG 1.", "a copy was not possible: no space", "no times", "estimates");
    assertThat(AdviceText.of(report))
        .contains("not built", "estimated", "cost ")
        .doesNotContain("time ?")
        .doesNotContain("-1");
    assertThat(AdvicePage.of(report)).doesNotContain("-1 ").contains("not built");
    for (Finding finding : report.advice().findings(0)) {
      assertThat(finding.confidence()).isEqualTo(Confidence.MEDIUM);
      assertThat(finding.summary()).contains("planner expects");
    }
    try (Connection connection = DriverManager.getConnection(url)) {
      assertThat(
              Server.query(
                  connection, "select count(*) from pg_indexes where indexname like 'hr%'"))
          .isEqualTo("0");
      assertThat(Server.query(connection, "select count(*) from orders")).isEqualTo("40000");
    }
  }

  @Test
  @DisplayName("what the role may not read is left out with the right that it lacks")
  void rights() throws SQLException {
    Server.execute(url, "create table if not exists hidden (a int)");
    AdviceReport report =
        ask(
            "asker",
            Server.seen("select * from hidden where a = ?", 10, "7"),
            Server.seen("select * from orders where customer = ?", 500, "7"));
    assertThat(report.advice().skipped())
        .singleElement()
        .extracting(Advice.Skipped::reason)
        .asString()
        .contains("permission denied for table hidden", "grant select on hidden to asker");
    assertThat(report.advice().indexes()).hasSize(1);
  }

  @Test
  @DisplayName("binds that were not seen come from rows, and a table of many is not read whole")
  void guesses() throws SQLException {
    AdviceReport report =
        ask("asker", Server.seen("select * from orders where customer = $1", 500));
    assertThat(report.notes()).anyMatch(note -> note.contains("came without binds"));
    assertThat(report.advice().indexes())
        .extracting(IndexAdvice::columns)
        .containsExactly("(customer)");
  }

  @Test
  @DisplayName("without the extension it says who has to do what")
  void missing() throws SQLException {
    String bare = DebianPostgres.database("bare");
    assertThatThrownBy(() -> DatabaseAdvice.hypothetical(bare, "", line -> {}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("create extension hypopg");
  }
}
