package dev.headroom.prove;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ReportHtmlTest {

  @Test
  @DisplayName("R7: a statement with a tag in it is text on the page")
  void escaped() {
    String page = ReportHtml.text(SampleReport.full());
    assertThat(page).doesNotContain("<script").contains("&lt;script&gt;");
  }

  @Test
  @DisplayName("What is not known has no empty line, and what has too few samples is named")
  void unknown() {
    String page = ReportHtml.text(SampleReport.full());
    assertThat(page).doesNotContain("from <code></code>");
    assertThat(page).contains("; as found", "too few samples for a p95: analytics, sign-in");
  }

  @Test
  @DisplayName("A report of nothing is a page that says so")
  void empty() {
    Report empty = new ReportBuilder("pos", List.of()).arm("all", "All", Set.of()).build();
    assertThat(ReportHtml.text(empty))
        .contains("pos: nothing could be compared", "none set")
        .doesNotContain("; as found");
  }
}
