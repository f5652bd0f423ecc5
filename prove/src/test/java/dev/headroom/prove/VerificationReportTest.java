package dev.headroom.prove;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.loop.Budget;
import dev.headroom.prove.VerificationReport.Check;
import dev.headroom.prove.VerificationReport.Fix;
import dev.headroom.prove.VerificationReport.Readiness;
import dev.headroom.prove.VerificationReport.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class VerificationReportTest {

  private static final Report PROOF = SampleReport.full();

  private static Target check(String name, boolean holds, String... fixes) {
    return Target.of(new Check(name, holds, 1, "came <b>"), "P6", "must be", List.of(fixes));
  }

  private static Target budget(double limit, double measured, BudgetCheck.State state) {
    Budget budget = new Budget("P5-menu", "menu", Budget.Measure.P95_MS, limit);
    return Target.of(
        new BudgetCheck(
            budget, state, measured, state == BudgetCheck.State.NOT_JUDGED ? "why" : "", Map.of()),
        "P5",
        List.of("menu-cache"));
  }

  private static Fix fix(String id, boolean on) {
    return new Fix(
        id,
        "a title",
        on,
        "how",
        List.of("A.java"),
        List.of("a.b"),
        "docs/a.md",
        VerificationReport.impacts(PROOF, id));
  }

  @Test
  @DisplayName(
      "Ready is who holds every target with its fixes on; what was not judged does not pass")
  void ready() {
    List<Fix> fixes = List.of(fix("menu-cache", true), fix("unasked", false));
    List<Target> held = List.of(check("health", true), budget(50, 49, BudgetCheck.State.PASS));
    Readiness readiness = Readiness.of(held, fixes, Optional.empty(), "pos");
    assertThat(readiness.ready()).isTrue();
    assertThat(readiness.health()).isEqualTo(100);
    assertThat(readiness.worst()).isEmpty();
    assertThat(readiness.reservations())
        .containsExactly("no proof was given: what the fixes bring is not shown here");
    List<Target> unknown =
        List.of(check("health", true), budget(50, -1, BudgetCheck.State.NOT_JUDGED));
    assertThat(Readiness.of(unknown, fixes, Optional.empty(), "pos").reasons())
        .containsExactly("not judged, why: P5-menu");
  }

  @Test
  @DisplayName(
      "Each missed target and each fix that is off is a reason; the worst is named, and one that is missed altogether leaves no health")
  void notReady() {
    List<Target> targets =
        new ArrayList<>(
            List.of(
                check("health", true),
                check("menu", true, "menu-cache"),
                budget(50, 100, BudgetCheck.State.FAIL)));
    Readiness readiness =
        Readiness.of(targets, List.of(fix("menu-cache", false)), Optional.empty(), "pos");
    assertThat(readiness.ready()).isFalse();
    assertThat(readiness.reasons())
        .containsExactly(
            "P5-menu: menu: p95 at most 50.0 ms, but: 100 ms",
            "menu-cache is off, on which menu, P5-menu rests");
    assertThat(readiness.worst()).isEqualTo("P5-menu");
    // The geometric mean of 1, 1 and a half.
    assertThat(readiness.health()).isBetween(79.3, 79.4);
    targets.add(check("sign-in", false));
    assertThat(Readiness.of(targets, List.of(), Optional.empty(), "pos").health()).isZero();
  }

  @Test
  @DisplayName("What a proof measured is told as what a figure is without the fix")
  void impact() {
    Attribution.Part part = PROOF.attribution().parts().get(0);
    VerificationReport.Impact impact = VerificationReport.impacts(PROOF, part.fix()).get(0);
    assertThat(impact.ratio() * part.effect().ratio()).isBetween(0.999, 1.001);
    assertThat(impact.low()).isLessThan(impact.ratio());
    assertThat(impact.high()).isGreaterThan(impact.ratio());
    assertThatThrownBy(() -> Readiness.of(List.of(), List.of(), Optional.of(PROOF), "another"))
        .hasMessageContaining("not of 'another'");
  }

  @Test
  @DisplayName(
      "A capacity is judged against that of the service as found; one that was not measured is not judged")
  void capacity() {
    double times =
        PROOF.arm(PROOF.judgedArm()).orElseThrow().capacityPerSecond()
            / PROOF.arm("as-found").orElseThrow().capacityPerSecond();
    Target held = Target.capacity(PROOF, "throughput", "W5", Math.floor(times));
    assertThat(held.state()).isEqualTo(BudgetCheck.State.PASS);
    assertThat(held.score()).isEqualTo(1);
    assertThat(held.measured()).startsWith(String.format(Locale.ROOT, "%.1f times: ", times));
    Target missed = Target.capacity(PROOF, "throughput", "W5", 2 * times);
    assertThat(missed.state()).isEqualTo(BudgetCheck.State.FAIL);
    assertThat(missed.score()).isBetween(0.499, 0.501);
    Report.Machine machine = PROOF.machine();
    Report without =
        new Report(
            1,
            "wellbeing",
            "",
            "",
            1,
            machine,
            PROOF.load(),
            "all",
            List.of(),
            List.of(),
            PROOF.attribution(),
            List.of(),
            List.of(),
            List.of(),
            PROOF.integrity(),
            List.of(),
            List.of(),
            List.of());
    Target unknown = Target.capacity(without, "throughput", "W5", 3);
    assertThat(unknown.state()).isEqualTo(BudgetCheck.State.NOT_JUDGED);
    assertThat(unknown.score()).isNegative();
    assertThat(unknown.reason()).contains("did not measure");
  }

  @Test
  @DisplayName(
      "The page has verdict, targets, fixes with code and impact; what came from the service is text")
  void page() {
    assertThat(sample())
        .contains("Not ready: ", "menu: must be, but: came &lt;b&gt;", "1 of 2 targets hold")
        .contains("<code>A.java</code>", "<code>docs/a.md</code>", "without it")
        .contains("2026-11-26 12:00:00 UTC")
        .doesNotContain("came <b>", "<script");
  }

  /** A page that is not ready, with a fix and what a proof says of it. */
  static String sample() {
    String id = PROOF.attribution().parts().get(0).fix();
    List<Target> targets = List.of(check("health", true, id), check("menu", false));
    List<Fix> fixes = List.of(fix(id, true));
    return VerificationHtml.text(
        new VerificationReport(
            1,
            "verify",
            "pos",
            "http://127.0.0.1:1",
            "2026-11-26T12:00:00.123Z",
            "headroom verify pos",
            Report.Machine.here(),
            false,
            List.of(),
            "15 users",
            targets,
            fixes,
            "the proof",
            Readiness.of(targets, fixes, Optional.of(PROOF), PROOF.service())));
  }
}
