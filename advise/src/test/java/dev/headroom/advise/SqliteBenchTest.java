package dev.headroom.advise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.Function;

class SqliteBenchTest {

  @TempDir Path folder;

  private Path orders(String... more) throws Exception {
    Path file = folder.resolve("bench.db");
    SqliteFiles.execute(file, SqliteSchemas.ORDERS);
    SqliteFiles.execute(file, List.of(more));
    return file;
  }

  private static Query query(String sql, String... samples) {
    Query query = Query.of(List.of(SqliteFiles.seen(sql, 1, samples))).get(0);
    SqliteText text = SqliteText.of(sql);
    return query.reading(new Numbered(text.text(), text.parameters()));
  }

  @Test
  @DisplayName("an index is hidden and shown again as it was, and is not lost")
  void hides() throws Exception {
    Path file = orders("create index i on orders (customer)", "analyze");
    Query query = query("select * from orders where customer = ?", "7");
    try (SqliteBench bench = new SqliteBench(SqliteFiles.url(file), file, System::nanoTime)) {
      bench.adopt("i");
      for (int round = 0; round < 3; round++) {
        assertThat(bench.plan(query, query.binds(), Set.of()).get(0).text()).contains("SCAN");
        assertThat(bench.plan(query, query.binds(), Set.of("i")).get(0).indexes()).contains("i");
      }
      Plan with = bench.run(query, query.binds().get(0), Set.of("i"), 1_000);
      Plan without = bench.run(query, query.binds().get(0), Set.of(), 1_000);
      assertThat(with.rowsReturned()).isEqualTo(without.rowsReturned()).isEqualTo(100);
      assertThat(with.steps()).isLessThan(without.steps() / 20);
      assertThat(with.work()).isLessThan(without.work());
      bench.show(Set.of("i"));
    }
    assertThat(SqliteFiles.query(file, "pragma integrity_check")).isEqualTo("ok");
  }

  @Test
  @DisplayName("a hidden partial index's statistics are not taken for the table's")
  void statistics() throws Exception {
    Path file =
        orders(
            "create index few on orders (placed) where state = 'OPEN'",
            "create index c on orders (customer)",
            "analyze");
    Query query = query("select count(*) from orders where customer >= ?", "20");
    try (SqliteBench bench = new SqliteBench(SqliteFiles.url(file), file, System::nanoTime)) {
      bench.adopt("few");
      bench.adopt("c");
      // Were the table thought to have 100 rows, reading it whole would seem cheaper.
      assertThat(bench.plan(query, query.binds(), Set.of("c")).get(0).indexes()).contains("c");
    }
  }

  /** Counts how often a statement that calls {@code noted()} is executed. */
  private static AtomicInteger executions(SqliteBench bench) throws Exception {
    AtomicInteger executions = new AtomicInteger();
    Function.create(
        bench.connection(),
        "noted",
        new Function() {
          @Override
          protected void xFunc() throws SQLException {
            result(executions.incrementAndGet());
          }
        });
    return executions;
  }

  @Test
  @DisplayName("a quick statement is executed again for its time, a slow one is not")
  void onceWhenSlow() throws Exception {
    Path file = orders();
    Query query = query("select noted() from orders where id = ?", "7");
    AtomicLong clock = new AtomicLong();
    AtomicLong step = new AtomicLong(1_000);
    try (SqliteBench bench =
        new SqliteBench(SqliteFiles.url(file), file, () -> clock.addAndGet(step.get()))) {
      AtomicInteger executions = executions(bench);
      bench.run(query, query.binds().get(0), Set.of(), 60_000);
      assertThat(executions).hasValue(2);
      step.set(400_000_000);
      bench.run(query, query.binds().get(0), Set.of(), 60_000);
      assertThat(executions).hasValue(3);
    }
  }

  @Test
  @DisplayName(
      "of a slow statement not all binds are tried, and what took long is not executed again")
  void fewBindsWhenSlow() throws Exception {
    Path file = orders();
    AtomicLong clock = new AtomicLong();
    try (SqliteBench bench =
        new SqliteBench(SqliteFiles.url(file), file, () -> clock.addAndGet(800_000_000))) {
      AtomicInteger executions = executions(bench);
      Advice advice =
          new SqliteAdvisor(
                  bench,
                  SqliteCatalog.read(bench.connection()),
                  AdviceOptions.defaults().within(Duration.ofHours(1)),
                  line -> {},
                  clock::get)
              .advise(
                  List.of(
                      SqliteFiles.seen(
                          "select noted() from orders where id = ?",
                          100,
                          "1",
                          "2",
                          "3",
                          "4",
                          "5",
                          "6",
                          "7",
                          "8",
                          "9")));
      assertThat(advice.skipped()).isEmpty();
      assertThat(executions).hasValue(1);
    }
  }

  @Test
  @DisplayName("what a statement writes is taken back; rows put in and out leave indexes right")
  void takesBack() throws Exception {
    Path file =
        orders(
            "create table log (what text)",
            "create trigger noted after insert on orders begin insert into log values ('x'); end",
            "create index c on orders (customer)",
            "analyze");
    Query query = query("delete from orders where customer = ?", "7");
    try (SqliteBench bench = new SqliteBench(SqliteFiles.url(file), file, System::nanoTime)) {
      assertThat(bench.run(query, query.binds().get(0), Set.of(), 1_000).rowsReturned())
          .isEqualTo(100);
      assertThat(bench.tables(query)).containsExactly("Orders");
      SqliteCatalog catalog = SqliteCatalog.read(bench.connection());
      Catalog.Tab table = java.util.Objects.requireNonNull(catalog.catalog().table(null, "orders"));
      Candidate candidate = new Candidate(table, List.of(Candidate.Key.of("total")), List.of());
      bench.build(candidate, 1_000);
      Writes.PerRow cost = SqliteWrites.measure(bench, candidate, System::nanoTime);
      // A row's entry is in a page of its own of the index, which a commit writes.
      assertThat(cost.buffers()).isBetween(0.8, 1.5);
      bench.show(Set.of(candidate.name()));
    }
    assertThat(SqliteFiles.query(file, "pragma integrity_check")).isEqualTo("ok");
    assertThat(SqliteFiles.query(file, "select count(*) from orders")).isEqualTo("20000");
    assertThat(SqliteFiles.query(file, "select count(*) from log")).isEqualTo("0");
    assertThat(SqliteFiles.query(file, "select count(*) from sqlite_schema where type = 'trigger'"))
        .isEqualTo("1");
  }

  @Test
  @DisplayName("a statement that takes too long is ended")
  void ends() throws Exception {
    Path file = orders();
    Query query = query("select count(*) from orders a, orders b where a.total + b.total = -1");
    try (SqliteBench bench = new SqliteBench(SqliteFiles.url(file), file, System::nanoTime)) {
      assertThatThrownBy(() -> bench.run(query, List.of(), Set.of(), 20))
          .hasMessageContaining("needs longer than 20 ms")
          .extracting("SQLState")
          .isEqualTo(Engine.TOO_LONG);
    }
  }
}
