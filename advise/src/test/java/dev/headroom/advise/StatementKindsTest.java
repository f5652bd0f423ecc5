package dev.headroom.advise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.loop.StatementObservation;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Statements of the kinds that a reader of conditions easily overlooks. */
@ExtendWith(Server.class)
class StatementKindsTest {

  private static final String[] JOBS = {
    "create table job (scheduler text, name text, state text not null, at bigint not null, about"
        + " text not null, primary key (scheduler, name))",
    "insert into job select 'main', 'job' || i, case when i % 500 = 0 then 'DUE' else 'DONE' end,"
        + " (i::bigint * 7919) % 20011, '{\"a\":' || i % 300 || '}' from generate_series(1, 20000)"
        + " i",
    "create table archive (like job)",
    "vacuum analyze"
  };

  private static Advice advice(StatementObservation... workload) throws SQLException {
    String url = Server.database("kinds", JOBS);
    return new IndexAdvisor(AdviceOptions.defaults(), line -> {}).advise(url, List.of(workload));
  }

  private static List<String> columns(Advice advice) {
    return advice.indexes().stream().map(IndexAdvice::columns).toList();
  }

  @Test
  @DisplayName("a column whose only value is asked for stands in no index and takes no place")
  void idle() throws SQLException {
    Advice advice =
        advice(
            Server.seen(
                "select * from job where scheduler = 'main' and state = ? order by at limit 5",
                500,
                "DUE"),
            Server.seen(
                "select * from job where scheduler = ? and at = ?", 500, "main|77", "main|78"));

    assertThat(columns(advice)).isNotEmpty().noneMatch(columns -> columns.contains("scheduler"));
    assertThat(advice.refused()).noneMatch(refused -> refused.index().contains("scheduler"));
  }

  @Test
  @DisplayName("one of a few states limits an index to its rows; one of many values is an example")
  void examples() throws SQLException {
    assertThat(columns(advice(Server.seen("select * from job where at = 77", 500))))
        .containsExactly("(at)");
    assertThat(
            columns(
                advice(
                    Server.seen("select * from job where state = 'DUE' order by at limit 5", 500))))
        .containsExactly("(at) where state = 'DUE'");
  }

  @Test
  @DisplayName("another value of such a column is found by an index")
  void absent() throws SQLException {
    assertThat(columns(advice(Server.seen("select about from job where state = ?", 500, "LOST"))))
        .isNotEmpty();
    String url = Server.database("kinds", JOBS);
    Server.execute(url, "update job set state = 'DONE'", "vacuum analyze");
    Advice advice =
        new IndexAdvisor(AdviceOptions.defaults(), line -> {})
            .advise(url, List.of(Server.seen("select about from job where state = ?", 500, "DUE")));
    assertThat(columns(advice)).containsExactly("(state)");
  }

  @Test
  @DisplayName("what INSERT reads by its SELECT is measured, and an index advised for it")
  void insertSelect() throws SQLException {
    Advice advice =
        advice(Server.seen("insert into archive select * from job where at = ?", 500, "77", "78"));
    assertThat(columns(advice)).containsExactly("(at)");
    try (Connection connection = ServerUrl.open(Server.url("kinds"))) {
      assertThat(Server.query(connection, "select count(*) from archive")).isEqualTo("0");
    }
  }

  @Test
  @DisplayName("a statement that does not parse is measured with the indexes chosen for others")
  void unread() throws SQLException {
    String strange = "select name from job where at = ? and about is json object";
    Catalog catalog = Catalog.of(List.of());
    assertThatThrownBy(() -> Accesses.of(Numbered.of(strange).text(), catalog)).isNotNull();

    Advice advice =
        advice(
            Server.seen("select about from job where at = ?", 500, "77", "78"),
            Server.seen(strange, 400, "77", "78"));
    assertThat(columns(advice)).containsExactly("(at)");
    assertThat(advice.indexes().get(0).helped())
        .extracting(effect -> effect.statement().sql())
        .contains(strange);
  }

  @Test
  @DisplayName("what a view reads beside the tables that the reader finds in it counts as well")
  void countedInView() throws SQLException {
    String url = Server.database("kinds", JOBS);
    Server.execute(
        url,
        "create view numbers as with each as (select state, count(*) n from job group by state)"
            + " select (select n from each where state = 'DUE') due, (select count(*) from archive"
            + " where at = 7) old");
    Advice advice =
        new IndexAdvisor(AdviceOptions.defaults(), line -> {})
            .advise(
                url,
                List.of(
                    Server.seen(
                        "select about from job where state = ? order by at limit 5", 100, "DUE"),
                    Server.seen("select * from numbers", 500)));
    assertThat(advice.indexes())
        .flatExtracting(IndexAdvice::helped)
        .extracting(effect -> effect.statement().sql())
        .contains("select * from numbers");
  }

  @Test
  @DisplayName("a table of a few dozen pages that is asked often enough gets its index")
  void smallTable() throws SQLException {
    String url =
        Server.database(
            "kinds",
            "create table choice (id bigint primary key, item bigint not null, name text not null)",
            "insert into choice select i, i / 2, 'Choice ' || i from generate_series(1, 3840) i",
            "vacuum analyze");
    try (Connection connection = ServerUrl.open(url)) {
      assertThat(
              Server.query(
                  connection, "select relpages < 32 from pg_class where relname = 'choice'"))
          .isEqualTo("t");
    }
    Advice advice =
        new IndexAdvisor(AdviceOptions.defaults(), line -> {})
            .advise(
                url,
                List.of(Server.seen("select * from choice where item = ?", 3_840, "7", "900")));
    assertThat(columns(advice)).containsExactly("(item)");
  }

  @Test
  @DisplayName("a plan names its tables, quoted ones and those behind indexes too")
  void relations() {
    assertThat(
            Plan.relations(
                """
                Nested Loop  (cost=1..2 rows=1 width=4)
                  ->  Bitmap Heap Scan on "Big Table" b  (cost=1..2 rows=1 width=4)
                        ->  Bitmap Index Scan on some_index  (cost=1..2 rows=1 width=4)
                  ->  Index Only Scan Backward using "An Index" on part_1  (cost=1..2 rows=1 width=4)
                  ->  Seq Scan on plain p  (cost=1..2 rows=1 width=4)
                """))
        .containsExactlyInAnyOrder("Big Table", "part_1", "plain");
  }
}
