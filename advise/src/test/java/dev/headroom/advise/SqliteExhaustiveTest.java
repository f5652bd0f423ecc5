package dev.headroom.advise;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.loop.StatementObservation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteExhaustiveTest {

  private static final List<String> COLUMNS = List.of("customer", "state", "placed", "total");
  private static final int MOST = 3;

  private static final List<StatementObservation> WORKLOAD =
      List.of(
          SqliteFiles.seen("select * from orders where customer = ?", 100, "7", "150"),
          SqliteFiles.seen(
              "select * from orders where state = ? and customer = ?", 100, "OPEN|7", "CLOSED|8"),
          SqliteFiles.seen(
              "select * from orders where state = ? order by placed desc limit 10", 200, "OPEN"),
          SqliteFiles.seen("select sum(total) from orders where placed = ?", 30, "2015-03-01"));

  @Test
  @DisplayName(
      "the advised set costs at most 1.1 times the best of all sets of up to three indexes over up"
          + " to two columns, found by trying every one")
  void best(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("e.db");
    SqliteFiles.execute(file, SqliteSchemas.ORDERS);
    Path other = Files.copy(file, folder.resolve("f.db"));
    Advice advice;
    try (SqliteAdvice sqlite = SqliteAdvice.of(SqliteFiles.url(file), line -> {})) {
      advice =
          sqlite
              .advise(new Workload(WORKLOAD, List.of()), AdviceOptions.defaults(), false)
              .advice();
    }
    try (SqliteBench bench = new SqliteBench(SqliteFiles.url(other), other, System::nanoTime)) {
      Map<String, String> indexes = new LinkedHashMap<>();
      for (String first : COLUMNS) {
        indexes.put("i_" + first, first);
        for (String second : COLUMNS) {
          if (!first.equals(second)) {
            indexes.put("i_" + first + "_" + second, first + ", " + second);
          }
        }
      }
      for (var index : indexes.entrySet()) {
        bench.execute("create index " + index.getKey() + " on orders (" + index.getValue() + ")");
      }
      bench.execute("analyze");
      for (String index : indexes.keySet()) {
        bench.adopt(index);
      }
      Costs costs = new Costs(bench, AdviceOptions.defaults());
      List<Query> queries = new ArrayList<>();
      for (Query query : Query.of(WORKLOAD)) {
        SqliteText text = SqliteText.of(query.main().sql());
        Query reading = query.reading(new Numbered(text.text(), text.parameters()));
        costs.admit(reading, Set.of());
        queries.add(reading);
      }
      double least = Double.MAX_VALUE;
      for (Set<String> choice : subsets(List.copyOf(indexes.keySet()))) {
        least = Math.min(least, work(costs, queries, choice));
      }
      Set<String> advised = new TreeSet<>();
      for (IndexAdvice index : advice.indexes()) {
        bench.execute(index.ddl(), "analyze " + index.name());
        bench.adopt(index.name());
        advised.add(index.name());
      }
      assertThat(advised).hasSizeLessThanOrEqualTo(MOST);
      assertThat(work(costs, queries, advised)).isLessThanOrEqualTo(1.1 * least);
      assertThat(work(costs, queries, advised)).isLessThan(work(costs, queries, Set.of()) / 3);
    }
  }

  private static double work(Costs costs, List<Query> queries, Set<String> choice)
      throws Exception {
    double sum = 0;
    for (Query query : queries) {
      sum += query.executions() * costs.under(query, choice).work();
    }
    return sum;
  }

  private static List<Set<String>> subsets(List<String> names) {
    List<Set<String>> all = new ArrayList<>();
    all.add(Set.of());
    for (int from = 0, size = 0; size < MOST; size++) {
      int to = all.size();
      for (int i = from; i < to; i++) {
        for (String name : names) {
          Set<String> one = all.get(i);
          if (one.stream().allMatch(have -> have.compareTo(name) < 0)) {
            Set<String> more = new TreeSet<>(one);
            more.add(name);
            all.add(more);
          }
        }
      }
      from = to;
    }
    return all;
  }
}
