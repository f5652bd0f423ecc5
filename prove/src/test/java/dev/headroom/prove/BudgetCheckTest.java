package dev.headroom.prove;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.loop.Budget;
import dev.headroom.loop.Budget.Measure;
import dev.headroom.prove.BudgetCheck.State;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class BudgetCheckTest {

  private final Report report = SampleReport.full();
  private final ReportArm all = report.arm("all").orElseThrow();

  @Test
  @DisplayName("A limit equal to the measurement holds, one a little below does not")
  void inclusive() {
    double p95 = all.group("menu").orElseThrow().p95Ms();
    assertThat(check("menu", Measure.P95_MS, p95).state()).isEqualTo(State.PASS);
    assertThat(check("menu", Measure.P95_MS, p95 - 0.001).state()).isEqualTo(State.FAIL);
    assertThat(check("menu", Measure.P95_MS, p95).measured()).isEqualTo(p95);
  }

  @Test
  @DisplayName("P2: a hit rate is a minimum")
  void hitRate() {
    assertThat(all.hitRate()).isBetween(0.9, 0.96);
    assertThat(check("*", Measure.HIT_RATE, 0.85).state()).isEqualTo(State.PASS);
    assertThat(check("*", Measure.HIT_RATE, 0.99).state()).isEqualTo(State.FAIL);
    assertThat(check("menu", Measure.HIT_RATE, 0.5).reason()).contains("endpoint: \"*\"");
  }

  @Test
  @DisplayName(
      "A rate is of a group and a minimum; CPU is of all requests, memory of a proof not known")
  void rateCpuMemory() {
    double rate = check("menu", Measure.RATE, 0).measured();
    ReportArm.Group menu = all.group("menu").orElseThrow();
    assertThat(rate)
        .isEqualTo((menu.count() - menu.failed()) / (all.blocks() * report.load().blockSeconds()));
    assertThat(check("menu", Measure.RATE, rate).state()).isEqualTo(State.PASS);
    assertThat(check("menu", Measure.RATE, rate * 1.01).state()).isEqualTo(State.FAIL);
    assertThat(check("*", Measure.CPU_SHARE, 1).measured()).isPositive();
    assertThat(check("menu", Measure.CPU_SHARE, 1).reason()).contains("endpoint: \"*\"");
    BudgetCheck memory = check("*", Measure.MEMORY_MB, 500);
    assertThat(memory.state()).isEqualTo(State.NOT_JUDGED);
    assertThat(memory.reason()).contains("no memory: headroom load --pid");
    assertThat(memory.orJudgedBy("headroom verify shop").reason())
        .isEqualTo(memory.reason() + "; headroom verify shop judges it");
    BudgetCheck judged = check("menu", Measure.RATE, rate);
    assertThat(judged.orJudgedBy("headroom verify shop")).isEqualTo(judged);
  }

  @Test
  @DisplayName(
      "Of a load without its process, CPU and memory are not judged and say what is missing")
  void withoutProcess() {
    BudgetCheck.Beside beside =
        new BudgetCheck.Beside(java.util.Map.of("*", 9.0), -1, -1, "say --pid");
    List<BudgetCheck> checks =
        BudgetCheck.of(
            List.of(
                new Budget("c", "*", Measure.CPU_SHARE, 0.7),
                new Budget("m", "*", Measure.MEMORY_MB, 500),
                new Budget("r", "*", Measure.RATE, 9),
                new Budget("h", "*", Measure.HIT_RATE, 0.8)),
            List.of(),
            LoadFigures.arm(List.of(LoadRunTest.group())),
            beside);
    assertThat(checks)
        .extracting(BudgetCheck::state)
        .containsExactly(State.NOT_JUDGED, State.NOT_JUDGED, State.PASS, State.NOT_JUDGED);
    assertThat(checks.get(0).reason()).isEqualTo("say --pid");
    assertThat(checks.get(3).reason()).contains("no cache look-up was seen");
  }

  @Test
  @DisplayName("An endpoint's template means the group that asks it")
  void endpoint() {
    BudgetCheck check = check("GET /api/v1/restaurants/{restaurantId}/menu", Measure.P50_MS, 1_000);
    assertThat(check.state()).isEqualTo(State.PASS);
    assertThat(check.measured()).isEqualTo(all.group("menu").orElseThrow().p50Ms());
    assertThat(check.byArm()).containsOnlyKeys("as-found", "baseline", "all");
  }

  @Test
  @DisplayName("Too few samples or an unknown group is not judged, with the reason")
  void notJudged() {
    BudgetCheck p99 = check("sign-in", Measure.P99_MS, 500);
    assertThat(p99.state()).isEqualTo(State.NOT_JUDGED);
    assertThat(p99.reason()).isEqualTo("175 samples; p99 needs 1000");
    assertThat(check("menus", Measure.P95_MS, 5).reason()).contains("did you mean menu?");
  }

  @Test
  @DisplayName("Exit code: 1 for one failure or when none could be judged, else 0")
  void exitCode() {
    BudgetCheck pass = check("*", Measure.MEAN_MS, 10_000);
    BudgetCheck fail = check("*", Measure.MEAN_MS, 0);
    BudgetCheck unknown = check("sign-in", Measure.P99_MS, 500);
    assertThat(BudgetCheck.exitCode(List.of(pass, unknown))).isZero();
    assertThat(BudgetCheck.exitCode(List.of(pass, fail))).isEqualTo(1);
    assertThat(BudgetCheck.exitCode(List.of(unknown))).isEqualTo(1);
    assertThat(BudgetCheck.exitCode(List.of())).isZero();
  }

  @Test
  @DisplayName("Arms that answer differently end the run with 1, whatever the budgets say")
  void integrity() {
    Report different =
        SampleReport.builder()
            .budgets(List.of(), "all")
            .integrity(
                1,
                List.of(
                    new Report.Integrity.Difference("GET /menu", "as-found, all", "body differs")))
            .build();
    assertThat(different.exitCode()).isEqualTo(1);
    assertThat(SampleReport.builder().budgets(List.of(), "all").build().exitCode()).isZero();
  }

  private BudgetCheck check(String endpoint, Measure measure, double limit) {
    return BudgetCheck.of(
            List.of(new Budget("b", endpoint, measure, limit)), report.load(), report.arms(), "all")
        .get(0);
  }
}
