package dev.headroom.diagnose;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.diagnose.Recommendation.Severity;
import dev.headroom.loop.EndpointObservation;
import dev.headroom.loop.Finding;
import dev.headroom.loop.Observations;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Recommendations")
class RecommendationsTest {

  private static final long MS = 1_000_000;

  @Test
  @DisplayName(
      "P5: above 10 slow statements it is critical, and the worst is named; at 10 it is not")
  void slowStatements() {
    assertThat(of(slow(10))).extracting(Recommendation::severity).doesNotContain(Severity.CRITICAL);
    Recommendation first = of(slow(11)).get(0);
    assertThat(first.severity()).isEqualTo(Severity.CRITICAL);
    assertThat(first.text()).startsWith("11 slow statements");
    assertThat(first.findingId()).startsWith("slow-statement-");
  }

  @Test
  @DisplayName("P5: above 500 ms on average it is a warning; at 500 ms it is not")
  void average() {
    assertThat(of(endpoints(endpoint("GET /at", 100, 0, 500, 500, 0, 0)))).isEmpty();
    assertThat(of(endpoints(endpoint("GET /above", 100, 0, 501, 500, 0, 0))))
        .extracting(r -> r.severity() + " " + r.text())
        .containsExactly("WARNING GET /above takes 501 ms on average, more than 500 ms.");
  }

  @Test
  @DisplayName("P5: below half of the look-ups it is a warning; a cache just begun is none")
  void hitRate() {
    assertThat(of(endpoints(endpoint("GET /at", 100, 0, 1, 1, 50, 50)))).isEmpty();
    assertThat(of(endpoints(endpoint("GET /young", 100, 0, 1, 1, 0, 19)))).isEmpty();
    assertThat(of(endpoints(endpoint("GET /below", 100, 0, 1, 1, 49, 51))))
        .extracting(Recommendation::severity)
        .containsExactly(Severity.WARNING);
  }

  @Test
  @DisplayName("P5: percentiles above 500 ms and more than 1 % of errors are to be looked into")
  void percentilesAndErrors() {
    assertThat(of(endpoints(endpoint("GET /bad", 100, 2, 100, 501, 0, 0))))
        .extracting(Recommendation::text)
        .satisfiesExactly(
            p95 -> assertThat(p95).contains("takes longer than 501 ms"),
            errors -> assertThat(errors).contains("2 of 100 requests", "2.0 %"));
    assertThat(of(endpoints(endpoint("GET /good", 100, 1, 100, 500, 0, 0)))).isEmpty();
  }

  @Test
  @DisplayName("P5: query patterns are findings, each with its remedy; alerts come first")
  void patterns() {
    Observations seen =
        Tracer.observe(
            TracedProgram.read(
                    """
                    == orders
                    run 100 GET /orders own 2 n=10..30 proof
                      select id from orders where restaurant_id = ? [{r}] gives [{r}-{i}] 2ms rows n
                      n * select sku from order_line where order_id = ? [{r}-{i}] 60ms rows 3
                    """)
                .get(0));
    List<Finding> findings = Diagnosis.findings(seen);
    List<Recommendation> all = Recommendations.of(seen);
    assertThat(all.get(0).severity()).isEqualTo(Severity.WARNING);
    assertThat(all.get(0).findingId()).isEqualTo(findings.get(0).id());
    assertThat(all)
        .anySatisfy(
            r -> {
              assertThat(r.severity()).isEqualTo(Severity.ADVICE);
              assertThat(r.findingId()).startsWith("n-plus-one-");
              assertThat(r.text()).contains("order_line", "join");
            });
  }

  @Test
  @DisplayName("take other thresholds")
  void thresholds() {
    Observations seen = endpoints(endpoint("GET /a", 100, 0, 300, 300, 0, 0));
    assertThat(Recommendations.of(seen, List.of(), Thresholds.of(Map.of("alert-average", "200ms"))))
        .hasSize(1);
  }

  private static List<Recommendation> of(Observations seen) {
    return Recommendations.of(seen);
  }

  private static Observations slow(int executions) {
    return Tracer.observe(
        TracedProgram.read(
                """
                == report
                run %d GET /report own 5
                  select a from sale where year = ? [{r}] 400ms rows 10
                """
                    .formatted(executions))
            .get(0));
  }

  private static Observations endpoints(EndpointObservation... endpoints) {
    return new Observations(
        Observations.VERSION,
        60_000 * MS,
        List.of(endpoints),
        List.of(),
        new Observations.Dropped(0, 0, 0));
  }

  private static EndpointObservation endpoint(
      String name, long requests, long errors, long meanMs, long p95Ms, long hits, long misses) {
    return new EndpointObservation(
        name,
        requests,
        errors,
        requests * meanMs * MS,
        requests * meanMs * MS,
        0,
        0,
        requests * 3,
        hits,
        misses,
        0,
        meanMs * MS,
        p95Ms * MS,
        p95Ms * MS,
        p95Ms * MS);
  }
}
