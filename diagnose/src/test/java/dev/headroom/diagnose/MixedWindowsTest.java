package dev.headroom.diagnose;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.loop.Confidence;
import dev.headroom.loop.Finding;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("With many programs in one window")
class MixedWindowsTest {

  private static final int WINDOWS = 100;
  private static final int PROGRAMS = 12;

  @Test
  @DisplayName(
      "nothing is named that is in none of them, and what repeats within a request or is slow is"
          + " named all the same: 100 seeded windows of 12 programs")
  void programsDoNotMakeEachOtherGuilty() throws IOException {
    Random random = new Random(11);
    List<TracedProgram> corpus = new ArrayList<>(TracedProgram.corpus());
    corpus.removeIf(TracedProgram::ofProcess);
    List<String> wrong = new ArrayList<>();
    List<String> missed = new ArrayList<>();
    int named = 0;
    int there = 0;
    for (int i = 0; i < WINDOWS; i++) {
      Collections.shuffle(corpus, random);
      TracedProgram mixed = TracedProgram.merged(corpus.subList(0, PROGRAMS));
      List<Finding> findings =
          Diagnosis.findings(Tracer.observe(mixed)).stream()
              .filter(f -> f.confidence() != Confidence.LOW)
              .toList();
      for (Finding finding : findings) {
        named++;
        if (mixed.labels.stream().noneMatch(label -> label.matches(finding))) {
          wrong.add(finding.confidence() + " " + finding.endpoint() + " " + finding.statement());
        }
      }
      for (TracedProgram.Label label : mixed.labels) {
        if (label.confidence() == Confidence.HIGH) {
          there++;
          if (findings.stream().noneMatch(label::matches)) {
            missed.add(label.toString());
          }
        }
      }
    }
    System.out.printf(
        "mixed: %d windows, precision %.3f (%d named), recall of HIGH %.3f (%d there)%n",
        WINDOWS,
        1 - (double) wrong.size() / named,
        named,
        1 - (double) missed.size() / there,
        there);
    wrong.stream().distinct().forEach(line -> System.out.println("  named, not there: " + line));
    missed.stream().distinct().forEach(line -> System.out.println("  there, not named: " + line));
    assertThat(wrong).isEmpty();
    assertThat(missed).hasSizeLessThan(there / 20);
  }
}
