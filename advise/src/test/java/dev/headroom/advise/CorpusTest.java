package dev.headroom.advise;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.advise.CorpusLabels.Kind;
import dev.headroom.advise.CorpusLabels.Line;
import dev.headroom.loop.Confidence;
import dev.headroom.loop.Finding;
import dev.headroom.loop.FindingKind;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Advice on labelled schemas; see {@link ExhaustiveTest} for what is right and how it is known. */
@ExtendWith(Server.class)
class CorpusTest {

  private static final Map<String, List<Line>> LABELS = CorpusLabels.read();
  private static final Map<List<String>, String> DATABASES = new HashMap<>();
  private static final StringBuilder TABLE = new StringBuilder();
  private static final Comparator<Set<String>> BY_SIZE = Comparator.comparingInt(Set::size);
  private static int given;
  private static int wanted;
  private static int common;

  static Stream<CorpusSchema> schemas() {
    String only = System.getProperty("corpus.only", "");
    return CorpusSchema.all().filter(schema -> schema.name().contains(only));
  }

  @Test
  @DisplayName("every schema of the corpus is labelled, and there are at least 40")
  void labelled() {
    Set<String> names = schemas().map(CorpusSchema::name).collect(Collectors.toSet());
    assertThat(LABELS.keySet()).isEqualTo(names);
    assertThat(names).hasSizeGreaterThanOrEqualTo(40);
    assertThat(LABELS.values()).allMatch(lines -> !right(lines).isEmpty());
  }

  /** Half of them in every build. */
  static List<CorpusSchema> everySecond() {
    return everySecond(0);
  }

  static List<CorpusSchema> theOthers() {
    return everySecond(1);
  }

  private static List<CorpusSchema> everySecond(int from) {
    List<CorpusSchema> all = schemas().toList();
    return IntStream.range(0, all.size()).filter(i -> i % 2 == from).mapToObj(all::get).toList();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("everySecond")
  @DisplayName(
      "S9: advice on a labelled schema costs what the best of all sets does, with no more indexes")
  void every(CorpusSchema schema) throws SQLException {
    right(schema);
  }

  @Tag("long")
  @ParameterizedTest(name = "{0}")
  @MethodSource("theOthers")
  @DisplayName("S9: the same holds for the other half of the schemas")
  void others(CorpusSchema schema) throws SQLException {
    right(schema);
  }

  private static void right(CorpusSchema schema) throws SQLException {
    String url = database(schema);
    Advice advice =
        new IndexAdvisor(AdviceOptions.defaults().within(Duration.ofSeconds(15)), line -> {})
            .advise(url, schema.workload());
    Set<String> advised = new TreeSet<>();
    advice.indexes().forEach(index -> advised.add(index.table() + " " + index.columns()));
    note(schema, advised, advice);

    List<Set<String>> right = right(LABELS.get(schema.name()));
    if (!right.contains(advised)) {
      Print.advice(advice);
    }
    assertThat(advice.complete()).isTrue();
    // Between sets that cost the same, the clock decides: no more indexes, and the pages below.
    assertThat(advised).hasSizeLessThanOrEqualTo(Collections.max(right, BY_SIZE).size());
    double best = pages(schema, Kind.BEST);
    double found = pages(schema, Kind.FOUND);
    assertThat(advice.after().buffers())
        .isLessThanOrEqualTo(1.1 * best + advised.size() * 0.005 * found + 1);
    for (Finding finding : advice.findings(0)) {
      assertThat(finding.kind()).isEqualTo(FindingKind.MISSING_INDEX);
      assertThat(finding.confidence()).isGreaterThanOrEqualTo(Confidence.MEDIUM);
      assertThat(finding.shareOfTime()).isGreaterThan(0.01);
      assertThat(finding.evidence().rowsRead())
          .isGreaterThanOrEqualTo(finding.evidence().rowsReturned());
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

  /**
   * One for all schemas of the same data: what was tried on it is hidden, and dropped next time.
   */
  private static String database(CorpusSchema schema) throws SQLException {
    String url = DATABASES.get(schema.sql());
    if (url == null) {
      url = schema.create("corpus_" + DATABASES.size());
      DATABASES.put(schema.sql(), url);
    }
    return url;
  }

  private static List<Set<String>> right(List<Line> lines) {
    return lines.stream().filter(line -> line.kind() == Kind.RIGHT).map(Line::indexes).toList();
  }

  private static double pages(CorpusSchema schema, Kind kind) {
    return LABELS.get(schema.name()).stream()
        .filter(line -> line.kind() == kind)
        .mapToDouble(Line::pages)
        .findFirst()
        .orElseThrow();
  }

  /** Precision and recall count against the nearest of the right sets. */
  private static void note(CorpusSchema schema, Set<String> advised, Advice advice) {
    Set<String> nearest = Set.of();
    int most = -1;
    for (Set<String> right : right(LABELS.get(schema.name()))) {
      int equal = (int) right.stream().filter(advised::contains).count();
      if (equal > most) {
        most = equal;
        nearest = right;
      }
    }
    given += advised.size();
    wanted += nearest.size();
    common += Math.max(0, most);
    TABLE.append(
        String.format(
            "%-62s %-5s pages %9.0f -> %7.0f, best %7.0f  %4.1f s  %s%n",
            schema.name(),
            nearest.equals(advised) ? "right" : "WRONG",
            advice.before().buffers(),
            advice.after().buffers(),
            pages(schema, Kind.BEST),
            advice.elapsedNanos() / 1e9,
            advised));
  }

  @AfterAll
  static void print() {
    System.out.print(TABLE);
    System.out.printf(
        "corpus: precision %.3f (%d of %d advised indexes are right), recall %.3f (of %d)%n",
        given == 0 ? 1.0 : (double) common / given,
        common,
        given,
        wanted == 0 ? 1.0 : (double) common / wanted,
        wanted);
  }
}
