package dev.headroom.services.pos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.loop.Confidence;
import dev.headroom.loop.EndpointObservation;
import dev.headroom.loop.Evidence;
import dev.headroom.loop.Finding;
import dev.headroom.loop.FindingKind;
import dev.headroom.loop.Fix;
import dev.headroom.loop.Observations;
import dev.headroom.loop.Scope;
import dev.headroom.loop.StatementObservation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.mock.env.MockEnvironment;

/** Figures, alerts and recommendations from given observations. */
class PerformanceReportTest {

  private static final String SQL = "select * from orders where id = ?";

  private static EndpointObservation endpoint(
      String name, long requests, long errors, long meanMillis, long p95Millis) {
    long ms = 1_000_000;
    return new EndpointObservation(
        name,
        requests,
        errors,
        requests * meanMillis * ms,
        0,
        0,
        0,
        requests * 3,
        0,
        0,
        0,
        meanMillis * ms,
        p95Millis * ms,
        p95Millis * ms,
        p95Millis * ms);
  }

  private static StatementObservation statement(
      String endpoint, String sql, long count, long totalMillis, long maxMillis, long slow) {
    long ms = 1_000_000;
    return new StatementObservation(
        endpoint,
        sql,
        "",
        "",
        count,
        count,
        totalMillis * ms,
        ms,
        maxMillis * ms,
        0,
        0,
        0,
        0,
        0,
        0,
        1,
        1,
        1,
        -1,
        "",
        Double.NaN,
        slow,
        List.of());
  }

  private static Observations seen(
      List<EndpointObservation> endpoints, List<StatementObservation> statements) {
    return new Observations(
        1, 60_000_000_000L, endpoints, statements, new Observations.Dropped(0, 0, 0));
  }

  @Test
  @DisplayName(
      "P1: patterns are summed over endpoints, the 20 with most time are listed, slow ones counted")
  void patterns() {
    List<StatementObservation> statements = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      statements.add(statement("GET /a", "select " + "x".repeat(i + 1), 1, i, i, 0));
    }
    statements.add(statement("GET /b", SQL, 3, 300, 200, 1));
    statements.add(statement("GET /a", SQL, 1, 100, 100, 1));
    var database = PerformanceReport.database(seen(List.of(), statements), List.of(), 100);

    assertThat(database.patterns()).isEqualTo(31);
    assertThat(database.executions()).isEqualTo(34);
    assertThat(database.slow()).isEqualTo(2);
    assertThat(database.top()).hasSize(20);
    var first = database.top().getFirst();
    assertThat(first.statement()).isEqualTo(SQL);
    assertThat(first.endpoints()).containsExactly("GET /a", "GET /b");
    assertThat(first.count()).isEqualTo(4);
    assertThat(first.totalMillis()).isEqualTo(400);
    assertThat(first.averageMillis()).isEqualTo(100);
    assertThat(first.minMillis()).isEqualTo(1);
    assertThat(first.maxMillis()).isEqualTo(200);
  }

  @Test
  @DisplayName(
      "P5: more than 10 slow statements are critical; below 50 % of hits or above 500 ms on average"
          + " is a warning; at the thresholds there is no alert")
  void alerts() {
    var endpoints =
        PerformanceReport.endpoints(
            seen(
                List.of(
                    endpoint("GET /at", 10, 0, 500, 500), endpoint("GET /above", 10, 0, 501, 600)),
                List.of()));
    var caches =
        PerformanceReport.caches(
                List.of(
                    new PerformanceSource.CacheCounts("at", 50, 50),
                    new PerformanceSource.CacheCounts("below", 49, 51),
                    new PerformanceSource.CacheCounts("young", 0, 19)))
            .namespaces();
    assertThat(PerformanceAlert.of(10, endpoints, caches))
        .extracting(a -> a.level() + " " + a.what() + " " + a.subject())
        .containsExactly("WARNING average-time GET /above", "WARNING hit-rate below");
    assertThat(PerformanceAlert.of(11, List.of(), List.of()))
        .extracting(PerformanceAlert::level)
        .containsExactly(PerformanceAlert.Level.CRITICAL);
  }

  @Test
  @DisplayName(
      "P5: recommendations come from findings with the fixes that are off, from hit rates,"
          + " percentiles and error rates")
  void recommendations() {
    Finding finding =
        new Finding(
            "cacheable-read-1",
            FindingKind.CACHEABLE_READ,
            "GET /menu",
            SQL,
            "",
            0.4,
            Confidence.HIGH,
            1,
            "the same again and again",
            "keep it",
            new Evidence(1, 1, 1, 1, 0, -1, -1, "", "", ""));
    Fix menu =
        new Fix(
            "menu-cache",
            Scope.REQUEST,
            "",
            false,
            List.of(new Fix.Remedy(FindingKind.CACHEABLE_READ, "GET /menu", "*")));
    Fix other = new Fix("other", Scope.REQUEST, "", false, List.of());
    var endpoints =
        PerformanceReport.endpoints(
            seen(List.of(endpoint("GET /bad", 100, 2, 100, 501)), List.of()));
    var caches =
        PerformanceReport.caches(List.of(new PerformanceSource.CacheCounts("cold", 1, 99)))
            .namespaces();
    assertThat(PerformanceAdvice.of(List.of(finding), List.of(menu, other), endpoints, caches))
        .extracting(a -> a.kind() + " " + a.subject() + " " + a.fixes())
        .containsExactly(
            "cacheable-read GET /menu [menu-cache]",
            "hit-rate cold []",
            "percentile GET /bad []",
            "error-rate GET /bad []");
  }

  @Test
  @DisplayName("what came since the last look is the difference, or all of a new window")
  void differences() {
    var first =
        PerformanceCounts.of(
            seen(
                List.of(endpoint("GET /a", 10, 1, 2, 2)),
                List.of(statement("GET /a", SQL, 30, 300, 20, 2))));
    var second =
        PerformanceCounts.of(
            seen(
                List.of(endpoint("GET /a", 15, 1, 2, 2)),
                List.of(statement("GET /a", SQL, 45, 450, 20, 5))));
    assertThat(second.since(first))
        .isEqualTo(new PerformanceCounts(5, 0, 10_000, 15, 3, Map.of(SQL, 3L)));
    assertThat(first.since(second)).as("a new window has begun").isEqualTo(first);
    assertThat(first.plus(second.since(first))).isEqualTo(second);
  }

  @Test
  @DisplayName(
      "P1: ENVIRONMENT chooses the threshold, what is set by itself wins, another name is refused")
  void environment() {
    assertThat(threshold(new MockEnvironment())).isEqualTo("100ms");
    assertThat(threshold(new MockEnvironment().withProperty("ENVIRONMENT", "production")))
        .isEqualTo("500ms");
    assertThat(
            threshold(
                new MockEnvironment()
                    .withProperty("ENVIRONMENT", "production")
                    .withProperty(PerformanceEnvironment.THRESHOLD, "7ms")))
        .isEqualTo("7ms");
    assertThatThrownBy(
            () -> threshold(new MockEnvironment().withProperty("ENVIRONMENT", "produktion")))
        .hasMessageContaining("did you mean production?");
  }

  private static String threshold(MockEnvironment environment) {
    new PerformanceEnvironment().postProcessEnvironment(environment, new SpringApplication());
    return environment.getProperty(PerformanceEnvironment.THRESHOLD);
  }
}
