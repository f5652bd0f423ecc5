package dev.headroom.advise;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.loop.Confidence;
import dev.headroom.loop.Finding;
import dev.headroom.loop.FindingKind;
import dev.headroom.loop.StatementObservation;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Small schemas with the set of indexes that is right for them. A set may be labelled with several
 * right answers, separated by {@code |}, where measurement cannot tell them apart.
 */
@ExtendWith(Server.class)
class CorpusTest {

  record Schema(
      String name, List<String> sql, List<StatementObservation> workload, Set<String> right) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static final StringBuilder TABLE = new StringBuilder();

  private static final String ORDERS =
      "create table orders (id bigint primary key, customer bigint not null, state text not null,"
          + " placed date not null, total bigint not null, note text not null)";
  private static final String ROWS =
      "insert into orders select i, (i::bigint * 7919) % 2000, case when i % 200 = 0 then 'OPEN'"
          + " else 'CLOSED' end, date '2015-01-01' + ((i * 31) % 365), i % 977, repeat('x', 60) from"
          + " generate_series(1, 40000) i";

  static Stream<Schema> schemas() {
    return Stream.concat(plain(), CorpusKinds.schemas());
  }

  private static Stream<Schema> plain() {
    return Stream.of(
        schema(
            "equality",
            List.of(ORDERS, ROWS),
            List.of(Server.seen("select * from orders where customer = ?", 100, "7", "1999")),
            "orders (customer)"),
        schema(
            "composite",
            List.of(
                "create table t (id bigint primary key, a int not null, b int not null, x text)",
                "insert into t select i, i % 200, (i / 200) % 200, repeat('x', 50) from"
                    + " generate_series(1, 60000) i"),
            List.of(Server.seen("select x from t where a = ? and b = ?", 500, "7|9", "50|120")),
            "t (a, b)|t (b, a)"),
        schema(
            "newest first with a limit",
            List.of(ORDERS, ROWS),
            List.of(
                Server.seen(
                    "select * from orders where state = ? order by placed desc, id desc limit 10",
                    200,
                    "CLOSED",
                    "OPEN")),
            "orders (state, placed, id)"),
        schema(
            "join from the other side of a foreign key",
            List.of(
                ORDERS,
                ROWS,
                "create table line (id bigint primary key, order_id bigint not null references"
                    + " orders (id), qty int not null)",
                "insert into line select i, 1 + (i * 13) % 40000, i % 5 from generate_series(1,"
                    + " 80000) i"),
            List.of(
                Server.seen(
                    "select o.id, sum(l.qty) from orders o join line l on l.order_id = o.id where"
                        + " o.id = ? group by o.id",
                    300,
                    "5",
                    "30000")),
            "line (order_id)"),
        schema(
            "range",
            List.of(ORDERS, ROWS),
            List.of(
                Server.seen(
                    "select sum(total) from orders where placed between ? and ?",
                    50,
                    "2015-03-01|2015-03-02",
                    "2015-05-01|2015-05-03")),
            // All sets measured: 200 pages, of orders (placed) alone 13,850 (its rows are
            // scattered).
            "orders (placed) include (total)"),
        schema(
            "restaurant and a range of dates",
            List.of(
                "create table sale (id bigint primary key, restaurant int not null, day date not"
                    + " null, total int not null, pad text not null)",
                "insert into sale select i, i % 40, date '2015-01-01' + (i * 365 / 60000), i % 900,"
                    + " repeat('x', 60) from generate_series(1, 60000) i"),
            List.of(
                Server.seen(
                    "select day, sum(total) from sale where restaurant = ? and day >= ? and day <="
                        + " ? group by day order by day",
                    50,
                    "3|2015-03-01|2015-03-31",
                    "17|2015-01-01|2015-06-30")),
            // All sets measured: 275 pages, of sale (restaurant, day) alone 12,575.
            "sale (restaurant, day) include (total)"),
        schema(
            "trap: low selectivity",
            List.of(
                "create table t (id bigint primary key, kind int not null, x int not null,"
                    + " pad text not null default repeat('x', 60))",
                "insert into t select i, i % 2, i from generate_series(1, 40000) i"),
            List.of(Server.seen("select * from t where kind = ?", 100, "0", "1"))),
        schema(
            "trap: tiny table",
            List.of(
                "create table t (id bigint primary key, code text not null)",
                "insert into t select i, 'c' || i from generate_series(1, 300) i"),
            List.of(Server.seen("select * from t where code = ?", 100_000, "c7"))),
        schema(
            "trap: covered by the prefix of a unique constraint",
            List.of(
                "create table t (id bigint primary key, a int not null, b int not null, x text,"
                    + " unique (a, b))",
                "insert into t select i, i % 4000, i, repeat('x', 50) from generate_series(1,"
                    + " 40000) i"),
            List.of(Server.seen("select * from t where a = ?", 1000, "5", "3000"))),
        schema(
            "trap: writes outweigh",
            List.of(ORDERS, ROWS),
            List.of(
                Server.seen("select sum(total) from orders where placed = ?", 2, "2015-03-01"),
                Server.seen(
                    "insert into orders values (?, ?, ?, ?, ?, ?)",
                    2_000_000,
                    "900000|5|OPEN|2015-03-01|100|x"))),
        schema(
            "skew: a rare state in few rows",
            List.of(ORDERS, ROWS),
            List.of(Server.seen("select * from orders where state = 'OPEN'", 200)),
            // All sets measured: 40,600 pages either way; the partial one is 16 KB instead of 288
            // KB.
            "orders (state)|orders (state) where state = 'OPEN'"),
        schema(
            "one index for two statements",
            List.of(ORDERS, ROWS),
            List.of(
                Server.seen("select * from orders where customer = ?", 100, "7"),
                Server.seen(
                    "select * from orders where customer = ? and placed >= ? order by placed",
                    100,
                    "7|2015-11-01")),
            "orders (customer)|orders (customer, placed)"),
        schema(
            "nothing is missing, and what does not plan is set aside",
            List.of(ORDERS, ROWS),
            List.of(
                Server.seen("select * from orders where id = ?", 1_000, "5"),
                Server.seen("select * from nowhere where id = ?", 1_000, "5"),
                Server.seen("select * from orders where customer = ?", 1_000))),
        schema(
            "exists",
            List.of(
                ORDERS,
                ROWS,
                "create table flag (id bigint primary key, order_id bigint not null, k int)",
                "insert into flag select i, (i * 17) % 40000, i % 7 from generate_series(1, 40000)"
                    + " i"),
            List.of(
                Server.seen(
                    "select o.id from orders o where o.customer = ? and exists (select 1 from flag f"
                        + " where f.order_id = o.id and f.k = 3)",
                    100,
                    "7",
                    "1200")),
            // All sets measured, with the same index on flag: carrying id is 4,450 pages and 925 KB
            // either as a key or included; orders (customer) 6,300 pages.
            "orders (customer)|orders (customer, id)|orders (customer) include (id)",
            // With orders (customer): where k = 3 is 6,300 pages and 144 KB; with k as a key or
            // included 6,300 and 1,248 KB; flag (order_id) 8,200 and 896 KB.
            "flag (order_id)|flag (order_id, k)|flag (k, order_id)|flag (order_id) where k = 3"
                + "|flag (order_id) include (k)"));
  }

  static Schema schema(
      String name, List<String> sql, List<StatementObservation> workload, String... right) {
    return new Schema(name, sql, workload, Set.of(right));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("schemas")
  @DisplayName("advice on a labelled schema is the labelled set, no more and no less")
  void right(Schema schema) throws SQLException {
    String url = Server.database("corpus", schema.sql().toArray(String[]::new));
    Server.execute(url, "analyze");
    Advice advice =
        new IndexAdvisor(AdviceOptions.defaults().within(Duration.ofSeconds(15)), line -> {})
            .advise(url, schema.workload());
    Set<String> given =
        advice.indexes().stream()
            .map(index -> index.table() + " " + index.columns())
            .collect(Collectors.toSet());
    TABLE.append(
        String.format(
            "%-55s %-60s pages %9.0f -> %7.0f  %4.1f s%n",
            schema.name(),
            given,
            advice.before().buffers(),
            advice.after().buffers(),
            advice.elapsedNanos() / 1e9));

    assertThat(given).hasSameSizeAs(schema.right());
    for (String right : schema.right()) {
      assertThat(given).containsAnyOf(right.split("\\|(?=\\w+ )"));
    }
    assertThat(advice.complete()).isTrue();
    for (Finding finding : advice.findings(0)) {
      assertThat(finding.kind()).isEqualTo(FindingKind.MISSING_INDEX);
      assertThat(finding.confidence()).isGreaterThanOrEqualTo(Confidence.MEDIUM);
      assertThat(finding.shareOfTime()).isGreaterThan(0.1);
      assertThat(finding.evidence().rowsRead()).isGreaterThan(finding.evidence().rowsReturned());
      assertThat(finding.evidence().planAfter()).contains("hr_").doesNotContain("2015-");
      assertThat(finding.remedy()).startsWith("create index concurrently if not exists hr_");
    }
    if (schema.name().startsWith("nothing")) {
      assertThat(advice.skipped())
          .extracting(Advice.Skipped::reason)
          .anyMatch(reason -> reason.contains("nowhere"))
          .anyMatch(reason -> reason.contains("no binds"));
    }
  }

  @AfterAll
  static void print() {
    System.out.print(TABLE);
  }
}
