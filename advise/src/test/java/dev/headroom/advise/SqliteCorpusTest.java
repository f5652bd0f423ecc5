package dev.headroom.advise;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.loop.Finding;
import dev.headroom.loop.FindingKind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SqliteCorpusTest {

  private static final StringBuilder TABLE = new StringBuilder();

  /** Half of them in every build, and those whose refusals are looked at. */
  static Stream<SqliteSchemas.Schema> everySecond() {
    return part(true);
  }

  static Stream<SqliteSchemas.Schema> theOthers() {
    return part(false);
  }

  private static Stream<SqliteSchemas.Schema> part(boolean first) {
    List<SqliteSchemas.Schema> all = SqliteSchemas.all().toList();
    return IntStream.range(0, all.size())
        .filter(i -> first == (i % 2 == 0 || refusing(all.get(i).name())))
        .mapToObj(all::get);
  }

  private static boolean refusing(String name) {
    return name.startsWith("nothing") || name.contains("open beginning") || name.contains("A1");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("everySecond")
  @DisplayName(
      "A1, D3: advice on a labelled SQLite schema is the labelled set, no more and no less")
  void every(SqliteSchemas.Schema schema, @TempDir Path folder) throws Exception {
    right(schema, folder);
  }

  @Tag("long")
  @ParameterizedTest(name = "{0}")
  @MethodSource("theOthers")
  @DisplayName("A1, D3: the same holds for the other half of the schemas")
  void others(SqliteSchemas.Schema schema, @TempDir Path folder) throws Exception {
    right(schema, folder);
  }

  private static void right(SqliteSchemas.Schema schema, Path folder) throws Exception {
    Path file = folder.resolve("corpus.db");
    SqliteFiles.execute(file, schema.sql());
    AdviceReport report;
    try (SqliteAdvice advice = SqliteAdvice.of(SqliteFiles.url(file), line -> {})) {
      report =
          advice.advise(
              new Workload(schema.workload(), List.of()),
              AdviceOptions.defaults().within(Duration.ofSeconds(60)),
              false);
    }
    Advice advice = report.advice();
    Set<String> given =
        advice.indexes().stream()
            .map(index -> index.table() + " " + index.columns())
            .collect(Collectors.toSet());
    TABLE.append(
        String.format(
            Locale.ROOT,
            "%-62s %-60s pages %8.0f -> %6.0f  %4.1f s%n",
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
    for (IndexAdvice index : advice.indexes()) {
      assertThat(index.ddl()).startsWith("create index if not exists hr_");
      assertThat(index.sizeBytes()).isPositive();
      StatementEffect.Sample typical = index.helped().get(0).typical();
      assertThat(typical.after().steps()).isLessThan(typical.before().steps());
      assertThat(typical.after().plan()).contains(index.name());
    }
    for (Finding finding : advice.findings(0)) {
      assertThat(finding.kind()).isEqualTo(FindingKind.MISSING_INDEX);
      assertThat(finding.summary()).contains(" steps to return ");
      assertThat(finding.remedy()).startsWith("create index if not exists hr_");
      assertThat(finding.evidence().planAfter()).contains("hr_").doesNotContain("2015-");
    }
    if (schema.name().startsWith("nothing")) {
      assertThat(advice.skipped())
          .extracting(Advice.Skipped::reason)
          .anyMatch(reason -> reason.contains("nowhere"))
          .anyMatch(reason -> reason.contains("no binds"));
    }
    if (schema.name().contains("open beginning")) {
      assertThat(advice.refused())
          .extracting(Advice.Refused::reason)
          .anyMatch(reason -> reason.contains("FTS5") && reason.contains("trigram"));
    }
    if (schema.name().contains("A1")) {
      assertThat(advice.refused())
          .filteredOn(refused -> refused.index().matches("users \\(is_(active|verified)\\)"))
          .hasSize(2)
          .extracting(Advice.Refused::reason)
          .allMatch(reason -> reason.contains("alone it takes the work of all statements to"));
    }
  }

  @AfterAll
  static void print() {
    System.out.print(TABLE);
  }
}
