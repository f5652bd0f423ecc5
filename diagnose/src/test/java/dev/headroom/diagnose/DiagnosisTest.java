package dev.headroom.diagnose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.loop.Confidence;
import dev.headroom.loop.Evidence;
import dev.headroom.loop.Finding;
import dev.headroom.loop.FindingKind;
import dev.headroom.loop.Fix;
import dev.headroom.loop.Observations;
import dev.headroom.loop.Scope;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Diagnosis")
class DiagnosisTest {

  private static final String ORDERS =
      """
      == orders
      run 100 GET /orders own 2 n=10..30 proof
        select id from orders where restaurant_id = ? [{r}] gives [{r}-{i}] 2ms rows n
        n * select sku from order_line where order_id = ? [{r}-{i}] 0.5ms rows 3
      """;

  @Test
  @DisplayName("explains an N+1 by the executions beyond the first of each request")
  void shareOfNPlusOne() {
    Finding finding = Diagnosis.findings(observed(ORDERS)).get(0);
    // 100 requests with n going round 10..30: 4 whole rounds of 420 executions, then 10..25.
    double executions = 4 * 420 + 280;
    double total = 100 * 4.0 + executions * 0.5;
    assertThat(finding.shareOfTime()).isCloseTo((executions - 100) * 0.5 / total, within(1e-9));
    assertThat(finding.savingNanosPerRequest())
        .isCloseTo((executions - 100) * 0.5e6 / 100, within(1e-3));
    assertThat(finding.evidence().executions()).isEqualTo((long) executions);
    assertThat(finding.evidence().perRequest()).isCloseTo(executions / 100, within(1e-9));
    assertThat(finding.evidence().meanNanos()).isCloseTo(5e5, within(1e-3));
    assertThat(finding.evidence().distinctBindShare()).isEqualTo(1);
    assertThat(finding.evidence().rowsReturned()).isEqualTo(3);
    assertThat(finding.evidence().rowsRead()).isEqualTo(-1);
    assertThat(finding.codeLine()).isEqualTo("Program.run(Program.java:1)");
    assertThat(finding.summary()).contains("GET /orders", "order_line", "19.6 times");
    assertThat(finding.remedy()).contains("order_line", "join", "select id from orders");
  }

  @Test
  @DisplayName("names what a fix declares as its remedy, by kind, endpoint and table")
  void matchesRemedies() {
    Fix fix =
        new Fix(
            "orders-joined",
            Scope.REQUEST,
            "orders with lines in one read",
            true,
            List.of(new Fix.Remedy(FindingKind.N_PLUS_ONE, "GET /orders", "order_line")));
    assertThat(Diagnosis.findings(observed(ORDERS))).filteredOn(fix::answers).hasSize(1);
  }

  @Test
  @DisplayName("says where a cached answer becomes stale: the writers, a time to live, its bound")
  void statesStaleness() {
    Finding finding =
        Diagnosis.findings(
                observed(
                    """
                    == catalogue
                    window 600
                    run 6000 GET /catalogue own 2
                      select id, name from product where category = ? [{r%10}] 3ms rows 50
                    run 2 PUT /products/{id} own 2
                      update product set price = ? where id = ? [{r}, {r}] 1ms rows 1
                    """))
            .get(0);
    // At most 2 + 2 sqrt(2) + 3 = 7.8 changes in 600 s, 5 % stale: 2 * 0.05 * 600 / 7.8 = 7.6 s.
    assertThat(finding.remedy())
        .contains("PUT /products/{id}")
        .contains("let entries live 7 s")
        .contains("at most 7 s old")
        .contains("at most 5 %");
    assertThat(finding.evidence().detail()).contains("2 writes to product seen in 600 s");
  }

  @Test
  @DisplayName("makes one cacheable finding of an endpoint, which names its costliest statement")
  void oneCacheableFindingAnEndpoint() {
    List<Finding> findings =
        Diagnosis.findings(
            observed(
                """
                == home
                run 600 GET /home own 3
                  select id, title from banner where place = ? [top] 1ms rows 3
                  select id, name from product where featured = ? [true] 4ms rows 12
                """));
    assertThat(findings).hasSize(1);
    assertThat(findings.get(0).statement()).contains("product");
    assertThat(findings.get(0).shareOfTime()).isCloseTo(5.0 / 8, within(1e-9));
    assertThat(findings.get(0).summary()).contains("banner, product", "in 2 statements");
  }

  @Test
  @DisplayName("obeys the thresholds it is given")
  void obeysThresholds() {
    String search = "== s\nrun 50 GET /s own 1\n select a from b where c = ? [{r}] 60ms rows 1";
    assertThat(Diagnosis.findings(observed(search))).isEmpty();
    assertThat(
            Diagnosis.findings(
                observed(search), Thresholds.DEFAULTS.withSlow(Duration.ofMillis(50))))
        .extracting(Finding::kind)
        .containsExactly(FindingKind.SLOW_STATEMENT);
  }

  @Test
  @DisplayName("finds nothing in an empty window, and in one whose requests took no time")
  void emptyWindows() {
    assertThat(Diagnosis.findings(observed("== nothing"))).isEmpty();
    Observations seen = observed(ORDERS);
    Observations timeless = new Observations(1, 0, List.of(), seen.statements(), seen.dropped());
    assertThat(Diagnosis.findings(timeless))
        .allSatisfy(f -> assertThat(f.shareOfTime()).isZero())
        .allSatisfy(f -> assertThat(f.confidence()).isEqualTo(Confidence.LOW));
  }

  @Test
  @DisplayName("is a function: the same window gives the same findings with the same ids")
  void isPure() {
    assertThat(Diagnosis.findings(observed(ORDERS)))
        .isEqualTo(Diagnosis.findings(observed(ORDERS)))
        .extracting(Finding::id)
        .allMatch(id -> id.matches("[a-z-]+-[0-9a-f]{8}"));
  }

  @Test
  @DisplayName("ranks by share of time, then confidence, and keeps the stronger of two equal ids")
  void ranks() {
    Finding small = finding("a", 0.1, Confidence.HIGH);
    Finding large = finding("b", 0.5, Confidence.LOW);
    Finding sure = finding("c", 0.1, Confidence.MEDIUM);
    Finding surer = finding("b", 0.2, Confidence.HIGH);
    assertThat(Diagnosis.ranked(List.of(small, sure, large))).containsExactly(large, small, sure);
    assertThat(Diagnosis.ranked(List.of(large, surer, small))).containsExactly(surer, small);
    assertThat(Diagnosis.ranked(List.of())).isEmpty();
    assertThat(Diagnosis.ranked(List.of(finding("d", 0.004, Confidence.HIGH))))
        .containsExactly(finding("d", 0.004, Confidence.MEDIUM));
  }

  private static Observations observed(String program) {
    return Tracer.observe(TracedProgram.read(program).get(0));
  }

  private static Finding finding(String id, double share, Confidence confidence) {
    Evidence none = new Evidence(1, 1, 1, 1, 1, 1, 1, "", "", "");
    return new Finding(
        id, FindingKind.MISSING_INDEX, "GET /", "", "", share, confidence, 0, "", "", none);
  }
}
