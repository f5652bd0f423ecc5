package dev.headroom.advise;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.advise.CorpusLabels.Kind;
import dev.headroom.advise.CorpusLabels.Line;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Finds the right indexes of each schema of the corpus by trying everything: all its candidates are
 * built, and every subset of up to {@value #LARGEST} is shown to the planner, the workload executed
 * and its pages counted, those of writes with them. No code that proposes or chooses indexes takes
 * part.
 *
 * <p>A set costs its pages, and for each of its indexes half a percent of what the workload costs
 * without any: an index that saves less is not worth having. Right is a set that
 *
 * <ol>
 *   <li>costs at most a tenth more than the cheapest;
 *   <li>is not larger than need be: no other such set does as well within 2 % with half the size,
 *       or with fewer columns and no more size.
 * </ol>
 *
 * {@code -Dcorpus.write=true} writes the labels; without it those that are kept must be true.
 */
@Tag("long")
@ExtendWith(Server.class)
class ExhaustiveTest {

  private static final int LARGEST = 3;
  private static final double FEE = 0.005;
  private static final double NEARLY = 1.1;

  private static final Path KEPT = Path.of("src/test/resources/dev/headroom/advise/corpus.tsv");

  private record Built(String definition, String name, long bytes, int columns) {}

  @Test
  @DisplayName("the labels of the corpus are what measuring all subsets of its candidates says")
  void labels() throws SQLException, IOException {
    List<String> lines = new ArrayList<>();
    lines.add("schema\tkind\tpages\tKB\tindexes");
    Map<String, List<Line>> kept = CorpusLabels.read();
    List<String> wrong = new ArrayList<>();
    for (CorpusSchema schema : CorpusSchema.all().toList()) {
      Map<Set<Built>, Double> pages = pages(schema);
      Map<Set<Built>, Double> costs = costs(pages);
      List<Line> found = lines(schema, pages, costs);
      found.forEach(line -> System.out.println(line.text()));
      found.forEach(line -> lines.add(line.text()));
      wrong.addAll(wrong(costs, kept.getOrDefault(schema.name(), List.of())));
    }
    if (Boolean.getBoolean("corpus.write")) {
      Files.createDirectories(KEPT.getParent());
      Files.write(KEPT, lines);
      return;
    }
    assertThat(wrong).isEmpty();
  }

  /**
   * Labels that are no longer true. Of sets that cost the same a plan that turned decides which is
   * smaller than need be; so each has to be among the cheapest, not to be the same again.
   */
  private static List<String> wrong(Map<Set<Built>, Double> costs, List<Line> kept) {
    double least = Collections.min(costs.values());
    List<String> wrong = new ArrayList<>();
    for (Line line : kept) {
      if (line.kind() == Kind.RIGHT) {
        double cost =
            costs.entrySet().stream()
                .filter(entry -> definitions(entry.getKey()).equals(line.indexes()))
                .mapToDouble(Map.Entry::getValue)
                .findFirst()
                .orElse(Double.NaN);
        if (!(cost <= NEARLY * least)) {
          wrong.add(line.text() + ": costs " + cost + ", the best " + least);
        }
      }
    }
    if (kept.isEmpty()) {
      wrong.add("a schema has no label");
    }
    return wrong;
  }

  private static Map<Set<Built>, Double> pages(CorpusSchema schema) throws SQLException {
    String url = schema.create("exhaustive");
    List<Built> built = build(schema, url);
    Map<Set<Built>, Double> pages = new LinkedHashMap<>();
    try (HandMade made = new HandMade(url, schema.workload(), AdviceOptions.defaults())) {
      Set<String> own = made.indexes();
      built.forEach(one -> own.remove(one.name()));
      for (Set<Built> subset : subsets(built)) {
        Set<String> shown = new TreeSet<>(own);
        subset.forEach(one -> shown.add(one.name()));
        pages.put(subset, made.cost(shown).buffers());
      }
    }
    return pages;
  }

  private static Map<Set<Built>, Double> costs(Map<Set<Built>, Double> pages) {
    double found = pages.getOrDefault(Set.of(), 0.0);
    Map<Set<Built>, Double> costs = new LinkedHashMap<>();
    pages.forEach((subset, each) -> costs.put(subset, each + subset.size() * FEE * found));
    return costs;
  }

  private static List<Line> lines(
      CorpusSchema schema, Map<Set<Built>, Double> pages, Map<Set<Built>, Double> costs) {
    Set<Built> best = Collections.min(costs.keySet(), Comparator.comparingDouble(costs::get));
    List<Line> lines = new ArrayList<>();
    lines.add(line(schema, Kind.FOUND, pages.getOrDefault(Set.of(), 0.0), Set.of()));
    lines.add(line(schema, Kind.BEST, pages.get(best), best));
    for (Set<Built> subset : right(costs, NEARLY * costs.get(best))) {
      lines.add(line(schema, Kind.RIGHT, pages.get(subset), subset));
    }
    return lines;
  }

  private static List<Set<Built>> right(Map<Set<Built>, Double> costs, double limit) {
    List<Set<Built>> good = new ArrayList<>(costs.keySet());
    good.removeIf(subset -> costs.get(subset) > limit);
    List<Set<Built>> right = new ArrayList<>(good);
    right.removeIf(
        large ->
            good.stream()
                .anyMatch(
                    small ->
                        !small.equals(large)
                            && costs.get(small) <= 1.02 * costs.get(large)
                            && (bytes(small) <= bytes(large) / 2
                                || (columns(small) < columns(large)
                                    && bytes(small) <= bytes(large)))));
    return right;
  }

  private static long bytes(Set<Built> subset) {
    return subset.stream().mapToLong(Built::bytes).sum();
  }

  private static int columns(Set<Built> subset) {
    return subset.stream().mapToInt(Built::columns).sum();
  }

  private static Line line(CorpusSchema schema, Kind kind, double pages, Set<Built> subset) {
    return new Line(schema.name(), kind, pages, bytes(subset) / 1024, definitions(subset));
  }

  private static Set<String> definitions(Set<Built> subset) {
    Set<String> indexes = new TreeSet<>();
    subset.forEach(one -> indexes.add(one.definition()));
    return indexes;
  }

  private static List<Set<Built>> subsets(List<Built> built) {
    List<Set<Built>> subsets = new ArrayList<>();
    for (int mask = 0; mask < 1 << built.size(); mask++) {
      if (Integer.bitCount(mask) <= LARGEST) {
        Set<Built> subset = new LinkedHashSet<>();
        for (int i = 0; i < built.size(); i++) {
          if ((mask & 1 << i) != 0) {
            subset.add(built.get(i));
          }
        }
        subsets.add(subset);
      }
    }
    return subsets;
  }

  private static List<Built> build(CorpusSchema schema, String url) throws SQLException {
    List<Built> built = new ArrayList<>();
    Server.execute(url, "create extension if not exists pg_trgm");
    for (String definition : schema.candidates()) {
      String name = "made_" + built.size();
      Server.execute(url, "create index " + name + " on " + definition);
      try (Connection connection = ServerUrl.open(url)) {
        long bytes =
            Long.parseLong(Server.query(connection, "select pg_relation_size('" + name + "')"));
        int columns =
            Integer.parseInt(
                Server.query(
                    connection,
                    "select indnatts from pg_index where indexrelid = '" + name + "'::regclass"));
        built.add(new Built(definition, name, bytes, columns));
      }
    }
    Server.execute(url, "vacuum analyze");
    return built;
  }
}
