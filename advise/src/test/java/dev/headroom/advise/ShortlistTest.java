package dev.headroom.advise;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.loop.StatementObservation;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is left unbuilt where building everything takes too long. */
@ExtendWith(Server.class)
class ShortlistTest {

  private static String url = "";

  @BeforeAll
  static void create() throws SQLException {
    url =
        Server.database(
            "shortlist",
            // Of both columns one tells the other: together they narrow down no more than one.
            "create table car (id bigint primary key, model int not null, make int not null, sold"
                + " date not null, price int not null, pad text not null)",
            "insert into car select i, i % 300, (i % 300) / 10, date '2015-01-01' + i % 700, i % 977,"
                + " repeat('x', 50) from generate_series(1, 60000) i",
            "vacuum analyze");
  }

  /** So little time that 60,000 rows are many; the clock stands still. */
  private static Advice advise(StatementObservation... workload) throws SQLException {
    return new IndexAdvisor(
            AdviceOptions.defaults().within(Duration.ofSeconds(1)), line -> {}, () -> 0)
        .advise(url, List.of(workload));
  }

  private static List<String> given(Advice advice) {
    return advice.indexes().stream().map(index -> index.table() + " " + index.columns()).toList();
  }

  private static List<String> unbuilt(Advice advice) {
    return advice.refused().stream()
        .filter(one -> one.reason().startsWith("not built"))
        .map(Advice.Refused::index)
        .toList();
  }

  @Test
  @DisplayName(
      "what the planner expects to be much dearer is not built, and the advice is the same and"
          + " complete")
  void leftOut() throws SQLException {
    Advice advice =
        advise(
            Server.seen(
                "select * from car where model = ? and sold = ? order by id limit 5",
                500,
                "7|2015-02-01",
                "299|2015-07-07"));
    assertThat(advice.complete()).isTrue();
    assertThat(given(advice)).hasSize(1).allMatch(one -> one.startsWith("car (sold, model"));
    assertThat(unbuilt(advice)).contains("car (model)", "car (sold)");
  }

  @Test
  @DisplayName(
      "where the planner was mistaken, what it thought little of is built and measured after all")
  void reconsidered() throws SQLException {
    Advice advice =
        advise(
            Server.seen(
                "select * from car where make = ? and model = ? and price between ? and ?",
                500,
                "3|31|0|976",
                "20|207|0|976"));
    assertThat(unbuilt(advice)).doesNotContain("car (model)");
  }

  @Test
  @DisplayName(
      "an index that is imagined leads to the plan that it leads to when built, and nothing of it"
          + " stays")
  void imagined() throws SQLException {
    Query query =
        Query.of(
                List.of(
                    Server.seen(
                        "select sold from car where model = ? and sold > date '2016-01-01'",
                        500,
                        "7")))
            .get(0);
    try (Bench bench = new Bench(url, AdviceOptions.defaults());
        Connection connection = DriverManager.getConnection(url)) {
      Catalog.Tab car =
          Catalog.read(bench.connection()).tables().stream()
              .filter(table -> table.name().equals("car"))
              .findFirst()
              .orElseThrow();
      List<Candidate> candidates = new ArrayList<>();
      for (String column : List.of("sold", "price")) {
        candidates.add(
            new Candidate(
                car, List.of(Candidate.Key.of("model"), Candidate.Key.of(column)), List.of()));
      }
      bench.prepare(query);
      List<Plan> imagined;
      try (Imagined some = new Imagined(bench)) {
        for (Candidate candidate : candidates) {
          assertThat(some.add(candidate)).isTrue();
        }
        assertThat(some.plan(query, query.binds(), List.of()).get(0).text()).contains("Seq Scan");
        imagined = some.plan(query, query.binds(), candidates);
      }
      assertThat(
              Server.query(
                  connection,
                  "select count(*) from pg_class where relname like 'hr\\_%' or relname like"
                      + " 'car\\_m%'"))
          .isEqualTo("0");
      for (Candidate candidate : candidates) {
        bench.build(candidate, 10_000);
      }
      List<Plan> built =
          bench.plan(query, query.binds(), candidates.stream().map(Candidate::name).toList());
      assertThat(imagined.get(0).shape()).isEqualTo(built.get(0).shape());
      assertThat(imagined.get(0).indexes()).containsExactly(candidates.get(0).name());
    }
  }
}
