package dev.headroom.prove;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ConsoleReportTest {

  private final Report report = SampleReport.full();

  @Test
  @DisplayName("The screen fits 100 columns and 60 lines, and is ASCII without colour when told so")
  void fits() {
    String text = ConsoleReport.text(report, false, false);
    assertThat(text.lines()).hasSizeLessThan(60).allMatch(line -> line.length() <= 100);
    assertThat(text).matches("(?s)[\\n\\x20-\\x7e]*");
  }

  @Test
  @DisplayName("It shows the ratio, the causes, each fix and each budget that the report holds")
  void shows() {
    String text = ConsoleReport.text(report, false, false);
    double factor =
        1
            / report
                .comparison("as-found", "all")
                .orElseThrow()
                .line("*", "cpu-per-request")
                .orElseThrow()
                .proof()
                .effect()
                .ratio();
    assertThat(text)
        .contains(String.format(java.util.Locale.ROOT, "%.1fx less CPU per request", factor))
        .contains("missing-index", "menu-joined", "P2-menu", "7 of 8 rounds count")
        .contains("175 samples; p99 needs 1000")
        .contains(SampleReport.STEAL);
  }

  @Test
  @DisplayName("Colour appears only when told")
  void colour() {
    assertThat(ConsoleReport.text(report, true, true)).contains("\u001b[");
    assertThat(ConsoleReport.text(report, false, true)).doesNotContain("\u001b");
  }

  @Test
  @DisplayName("A report of nothing is a screen that says so")
  void empty() {
    Report empty = new ReportBuilder("pos", List.of()).arm("all", "All", Set.of()).build();
    assertThat(ConsoleReport.text(empty, false, false)).contains("nothing could be compared");
  }
}
