package dev.headroom.diagnose;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.loop.Confidence;
import dev.headroom.loop.Finding;
import dev.headroom.loop.FindingKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("On labelled programs")
class CorpusTest {

  private static final List<String> FALSE_HIGH = new ArrayList<>();
  private static final List<String> FALSE_ANY = new ArrayList<>();
  private static final List<String> MISSED_HIGH = new ArrayList<>();
  private static final List<String> MISSED_ANY = new ArrayList<>();
  private static final List<String> WRONG_CONFIDENCE = new ArrayList<>();
  private static final List<String> HIGH_IN_TRAPS = new ArrayList<>();
  private static List<TracedProgram> programs = List.of();
  private static int highFound;
  private static int anyFound;
  private static int highThere;
  private static int anyThere;
  private static final Map<FindingKind, Tally> BY_KIND = new EnumMap<>(FindingKind.class);

  /** Findings of one kind, of medium confidence or above. */
  private static final class Tally {
    int there;
    int missed;
    int named;
    int wrong;
    int high;
    int wrongHigh;

    String row(FindingKind kind) {
      return String.format(
          Locale.ROOT,
          "| [%s](%s.md) | %d | %d | %.3f | %.3f | %d | %.3f |",
          kind.id(),
          kind.id(),
          there,
          named,
          share(named - wrong, named),
          share(there - missed, there),
          high,
          share(high - wrongHigh, high));
    }
  }

  private static Tally tally(FindingKind kind) {
    return BY_KIND.computeIfAbsent(kind, k -> new Tally());
  }

  @BeforeAll
  static void diagnoseAll() throws IOException {
    programs = TracedProgram.corpus();
    programs.forEach(CorpusTest::judge);
    System.out.printf(
        "corpus: %d programs, %d of them traps%n"
            + "  HIGH:            precision %.3f, recall %.3f (%d named, %d there)%n"
            + "  MEDIUM or above: precision %.3f, recall %.3f (%d named, %d there)%n",
        programs.size(),
        programs.stream().filter(p -> p.trap).count(),
        share(highFound - FALSE_HIGH.size(), highFound),
        share(highThere - MISSED_HIGH.size(), highThere),
        highFound,
        highThere,
        share(anyFound - FALSE_ANY.size(), anyFound),
        share(anyThere - MISSED_ANY.size(), anyThere),
        anyFound,
        anyThere);
    BY_KIND.forEach((kind, tally) -> System.out.println("  " + tally.row(kind)));
    print("named as HIGH and not labelled so", FALSE_HIGH);
    print("named and not labelled", FALSE_ANY);
    print("labelled HIGH and not named so", MISSED_HIGH);
    print("labelled and not named", MISSED_ANY);
    print("named with another confidence", WRONG_CONFIDENCE);
  }

  private static void judge(TracedProgram program) {
    List<Finding> findings =
        Diagnosis.findings(Tracer.observe(program)).stream()
            .filter(finding -> finding.confidence() != Confidence.LOW)
            .toList();
    for (Finding finding : findings) {
      String text = program.name + ": " + told(finding);
      List<TracedProgram.Label> labels =
          program.labels.stream().filter(label -> label.matches(finding)).toList();
      boolean high = finding.confidence() == Confidence.HIGH;
      anyFound++;
      highFound += high ? 1 : 0;
      tally(finding.kind()).named++;
      tally(finding.kind()).high += high ? 1 : 0;
      if (labels.isEmpty()) {
        FALSE_ANY.add(text);
        tally(finding.kind()).wrong++;
      }
      boolean highAllowed =
          labels.stream()
              .anyMatch(l -> l.confidence() == null || l.confidence() == Confidence.HIGH);
      if (high && !highAllowed) {
        FALSE_HIGH.add(text);
        tally(finding.kind()).wrongHigh++;
      }
      if (high && program.trap) {
        HIGH_IN_TRAPS.add(text);
      }
    }
    for (TracedProgram.Label label : program.labels) {
      if (label.confidence() != null) {
        expect(program, label, findings);
      }
    }
  }

  private static void expect(
      TracedProgram program, TracedProgram.Label label, List<Finding> findings) {
    List<Finding> named = findings.stream().filter(f -> label.matches(f)).toList();
    anyThere++;
    tally(label.kind()).there++;
    highThere += label.confidence() == Confidence.HIGH ? 1 : 0;
    if (named.isEmpty()) {
      MISSED_ANY.add(program.name + ": " + label);
      tally(label.kind()).missed++;
    }
    boolean exact = named.stream().anyMatch(f -> f.confidence() == label.confidence());
    if (!exact && label.confidence() == Confidence.HIGH) {
      MISSED_HIGH.add(program.name + ": " + label);
    }
    if (!exact && !named.isEmpty()) {
      WRONG_CONFIDENCE.add(program.name + ": " + label);
    }
  }

  private static String told(Finding finding) {
    return finding.confidence()
        + " "
        + finding.kind().id()
        + " "
        + finding.endpoint()
        + " "
        + finding.statement();
  }

  private static double share(int part, int all) {
    return all == 0 ? 1 : (double) part / all;
  }

  private static void print(String what, List<String> items) {
    items.forEach(item -> System.out.println("  " + what + ": " + item));
  }

  @Test
  @DisplayName("there are at least 60 programs, and half of them are traps")
  void isLargeEnough() {
    assertThat(programs).hasSizeGreaterThanOrEqualTo(60);
    assertThat(programs.stream().filter(p -> p.trap).count() * 2)
        .isGreaterThanOrEqualTo(programs.size());
  }

  @Test
  @DisplayName("no trap brings a finding of high confidence")
  void noTrapIsAccused() {
    assertThat(HIGH_IN_TRAPS).isEmpty();
  }

  @Test
  @DisplayName("what is named with high confidence is there, and all of it is named")
  void highIsExact() {
    assertThat(FALSE_HIGH).isEmpty();
    assertThat(MISSED_HIGH).isEmpty();
  }

  @Test
  @DisplayName("what is named at all is there in at least 97 of 100 cases, and 97 of 100 are named")
  void namedIsThere() {
    assertThat(share(anyFound - FALSE_ANY.size(), anyFound)).isGreaterThanOrEqualTo(0.97);
    assertThat(share(anyThere - MISSED_ANY.size(), anyThere)).isGreaterThanOrEqualTo(0.97);
  }

  @Test
  @DisplayName("the confidence is the one that the label states")
  void confidenceIsAsLabelled() {
    assertThat(WRONG_CONFIDENCE).isEmpty();
  }

  @Test
  @DisplayName("each kind that observations can tell has programs, and traps that look like it")
  void everyKindIsTried() {
    Set<FindingKind> kinds = EnumSet.allOf(FindingKind.class);
    // Told by index advice from the database, not from observations.
    kinds.removeAll(
        EnumSet.of(
            FindingKind.MISSING_INDEX, FindingKind.UNUSED_INDEX, FindingKind.DUPLICATE_INDEX));
    assertThat(BY_KIND.keySet()).isEqualTo(kinds);
    BY_KIND.forEach((kind, tally) -> assertThat(tally.there).as(kind.id()).isGreaterThan(2));
  }

  @Test
  @DisplayName("precision and recall by kind stand in docs/findings/README.md as they are")
  void documented() throws IOException {
    String documented = Files.readString(Path.of("..", "docs", "findings", "README.md"));
    StringBuilder table = new StringBuilder();
    BY_KIND.forEach((kind, tally) -> table.append(tally.row(kind)).append('\n'));
    assertThat(documented)
        .as("put this table into docs/findings/README.md")
        .contains(table)
        .contains(
            programs.size()
                + " programs, "
                + programs.stream().filter(p -> p.trap).count()
                + " of them traps");
  }
}
