package dev.headroom.traces;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.diagnose.Diagnosis;
import dev.headroom.loop.Confidence;
import dev.headroom.loop.Finding;
import dev.headroom.loop.FindingKind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Traces with truth written by hand, and two recorded from the OpenTelemetry Java agent. */
class CorpusTest {

  static final Path FOLDER = Path.of("src/test/resources/otlp");

  /** A line of the truth. */
  record Truth(String file, String kind, String endpoint, String table) {}

  static List<Truth> truth() throws IOException {
    return Files.readAllLines(FOLDER.resolve("truth.txt")).stream()
        .filter(line -> !line.isBlank() && !line.startsWith("#"))
        .map(line -> line.split("\\s*\\|\\s*", -1))
        .map(
            part ->
                part.length == 2
                    ? new Truth(part[0], "", "", "")
                    : new Truth(part[0], part[1], part[2], part[3]))
        .toList();
  }

  static Stream<String> files() throws IOException {
    return truth().stream().map(Truth::file).distinct();
  }

  @Test
  @DisplayName("every file of the corpus has a truth")
  void everyFile() throws IOException {
    try (Stream<Path> all = Files.list(FOLDER)) {
      assertThat(all.map(f -> f.getFileName().toString()).filter(f -> !f.equals("truth.txt")))
          .containsExactlyInAnyOrderElementsOf(files().toList());
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  @DisplayName(
      "what traces show is named, and nothing else is named with medium or high confidence")
  void named(String file) throws IOException {
    List<Finding> findings = findings(read(file));
    Set<String> wanted =
        truth().stream()
            .filter(t -> t.file().equals(file) && !t.kind().isEmpty())
            .map(t -> t.kind() + " | " + t.endpoint() + " | " + t.table())
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> named =
        findings.stream()
            .filter(f -> f.confidence() != Confidence.LOW)
            .map(f -> f.kind().id() + " | " + f.endpoint() + " | " + table(f, wanted))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(named).isEqualTo(wanted);
  }

  /** The table that the truth names for this endpoint if the statement has it, else the text. */
  private static String table(Finding finding, Set<String> wanted) {
    return wanted.stream()
        .filter(line -> line.startsWith(finding.kind().id() + " | " + finding.endpoint() + " | "))
        .map(line -> line.substring(line.lastIndexOf(' ') + 1))
        .filter(
            t -> Pattern.compile("(from|join) " + t + "\\b").matcher(finding.statement()).find())
        .findFirst()
        .orElse(finding.statement());
  }

  @Test
  @DisplayName("without binds an N+1 is a candidate, and its sentence says what cannot be told")
  void candidates() throws IOException {
    TracedWindow window = read("n-plus-one-jpa.json");
    assertThat(window.withoutBinds())
        .contains(
            new TracedWindow.Ran(
                "GET /api/orders", "select c1_0.id, c1_0.name from customer c1_0 where c1_0.id=?"));
    assertThat(findings(window))
        .singleElement()
        .satisfies(
            f -> {
              assertThat(f.kind()).isEqualTo(FindingKind.N_PLUS_ONE);
              assertThat(f.confidence()).isEqualTo(Confidence.MEDIUM);
              assertThat(f.summary()).contains("with other keys or with the same");
              assertThat(f.evidence().detail()).contains("The binds are not in the traces");
              assertThat(f.evidence().distinctBindShare()).isEqualTo(-1);
              assertThat(f.codeLine()).isEqualTo("OrderController.list");
            });
    assertThat(window.notes())
        .anySatisfy(n -> assertThat(n).contains("it cannot be told whether", "capture-query-para"));
    assertThat(read("redundant-literals.json").notes())
        .noneSatisfy(n -> assertThat(n).contains("it cannot be told whether"));
  }

  static List<Finding> findings(TracedWindow window) {
    return Diagnosis.ranked(window.qualified(Diagnosis.findings(window.observations())));
  }

  static TracedWindow read(String file) throws IOException {
    Traces traces = new Traces(TraceOptions.DEFAULTS);
    try (InputStream in = Files.newInputStream(FOLDER.resolve(file))) {
      traces.read(in, file);
    }
    return traces.window();
  }
}
