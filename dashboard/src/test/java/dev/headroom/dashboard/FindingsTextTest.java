package dev.headroom.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.loop.Confidence;
import dev.headroom.loop.Evidence;
import dev.headroom.loop.Finding;
import dev.headroom.loop.FindingKind;
import dev.headroom.loop.Observations;
import dev.headroom.loop.RuntimeObservation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class FindingsTextTest {

  @Test
  @DisplayName("P1: the text says what was seen, what is slow, where, what to do and what it saves")
  void whole() {
    String text = FindingsText.of(Sample.observations(), Sample.findings());

    assertThat(text)
        .startsWith("Headroom: 2 findings explain 74 % of the time of 7,420 requests\n")
        .contains("Window 2 min 03 s, 7,420 requests of 4 endpoints, 211,220 statements, 3 errors")
        .contains("database 82 % of the")
        .contains("high confidence, 47.8 % of the time")
        .contains("    from   OrderService.items(OrderService.java:42)")
        .contains("    do     Read the items of all orders at once")
        .contains("    saves  29.4 ms a request of GET /api/v1/orders")
        .contains("      | +  @BatchSize(size = 50)")
        .contains("12 executions of statements beyond observe.max-statements")
        .contains("observe.plans")
        .contains("    sql    select ");
    assertThat(text.indexOf("n-plus-one-")).isLessThan(text.indexOf("slow-statement-"));
    assertThat(text).doesNotContain("from   -");
  }

  @Test
  @DisplayName("A time that two findings explain counts once")
  void overlap() {
    List<Finding> twice = new ArrayList<>(Sample.findings());
    Finding first = twice.get(0);
    twice.add(
        new Finding(
            "missing-index-00000000",
            FindingKind.MISSING_INDEX,
            first.endpoint(),
            first.statement(),
            "",
            0.3,
            Confidence.LOW,
            0,
            "s",
            "r",
            first.evidence()));

    assertThat(FindingsText.of(Sample.observations(), twice)).contains("3 findings explain 74 %");
  }

  @Test
  @DisplayName("No line is wider than 100 columns, and nothing observed controls the terminal")
  void width() {
    String bad = "\u001b[31mred\u001b[0m \r\n\t" + "x".repeat(300) + " \u202e" + "word ".repeat(99);
    for (String text :
        List.of(
            FindingsText.of(Sample.with(t -> t + bad), Sample.findings(t -> t + bad)),
            FindingsText.brief(
                Sample.with(t -> t + bad), Sample.findings(t -> t + bad), List.of(bad)),
            FindingsText.of(Sample.with(t -> t + bad), Sample.findings(t -> t + bad), List.of(bad)),
            FindingsText.of(Sample.observations(), Sample.findings()))) {
      assertThat(text.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100));
      assertThat(text.replace("\n", "")).doesNotContainPattern("[\\p{Cntrl}\\p{Cf}]");
    }
  }

  @Test
  @DisplayName("The short form has at most 28 lines, and says how many findings it leaves out")
  void brief() {
    List<Finding> many = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      many.addAll(Sample.findings());
    }

    String text =
        FindingsText.brief(
            Sample.observations(), many, Collections.nCopies(9, "An acceptance has ended."));

    assertThat(text.lines().count()).isLessThanOrEqualTo(28);
    assertThat(text)
        .contains("75 more findings")
        .contains("OrderService.java:42")
        .contains("has ended");
  }

  @Test
  @DisplayName("Where nothing was seen it says so, and why")
  void nothing() {
    assertThat(FindingsText.of(Sample.empty(), List.of()))
        .startsWith("Headroom: Nothing has been observed yet\n")
        .contains("no servlet container has served a request")
        .contains("nothing was executed through JDBC")
        .contains("No profile: the process was not looked at.");
  }

  @Test
  @DisplayName(
      "Statements without requests are statements of a process whose endpoints are unknown")
  void background() {
    Observations seen = Sample.observations();
    Observations background =
        new Observations(
            seen.version(),
            seen.windowNanos(),
            List.of(),
            seen.statements(),
            seen.pools(),
            List.of(),
            RuntimeObservation.UNKNOWN,
            seen.dropped());
    Finding none =
        new Finding(
            "gc-pressure-00000000",
            FindingKind.GC_PRESSURE,
            "(background)",
            "",
            "",
            0,
            Confidence.HIGH,
            0,
            "The heap is nearly full.",
            "Raise -Xmx.",
            new Evidence(-1, -1, -1, -1, -1, -1, -1, "", "", ""));

    assertThat(FindingsText.of(background, List.of(none)))
        .startsWith("Headroom: 1 finding in 211,220 statements\n")
        .contains("No endpoint was seen")
        .contains("high confidence\n")
        .doesNotContain("of the time");
  }
}
