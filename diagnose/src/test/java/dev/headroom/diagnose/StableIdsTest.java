package dev.headroom.diagnose;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.loop.Confidence;
import dev.headroom.loop.Finding;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Ids of findings")
class StableIdsTest {

  @Test
  @DisplayName(
      "stay the same for the same program with other literals, in another order and number: each"
          + " program of the corpus, traced again")
  void stay() throws IOException {
    Random random = new Random(5);
    int compared = 0;
    for (TracedProgram program : TracedProgram.corpus()) {
      // What is told instead of run cannot be run longer.
      int factor = program.facts.isEmpty() ? 1 + random.nextInt(3) : 1;
      List<Finding> before = named(Diagnosis.findings(Tracer.observe(program)));
      List<Finding> after =
          Diagnosis.findings(
              Tracer.observe(program.varied(factor, random), 1_000 * (1 + random.nextInt(9))));
      Set<String> ids = after.stream().map(Finding::id).collect(Collectors.toSet());
      assertThat(ids)
          .as(program.name)
          .containsAll(before.stream().map(Finding::id).collect(Collectors.toSet()));
      compared += before.size();
    }
    assertThat(compared).isGreaterThan(100);
  }

  @Test
  @DisplayName("stay when another endpoint reads a shared statement most")
  void stayWhenTheLargestChanges() {
    String program =
        """
        == settings
        run %d GET /menu own 2
          select currency from restaurant_settings where restaurant_id = ? [{r%%10}] 0.5ms rows 1
        run %d GET /orders/{id} own 2
          select currency from restaurant_settings where restaurant_id = ? [{r%%10}] 0.5ms rows 1
        """;
    Finding one = finding(String.format(program, 400, 300));
    Finding other = finding(String.format(program, 300, 400));
    assertThat(one.endpoint()).isEqualTo("GET /menu");
    assertThat(other.endpoint()).isEqualTo("GET /orders/{id}");
    assertThat(one.id()).isEqualTo(other.id());
  }

  @Test
  @DisplayName("stay when a release moves the lines of its code")
  void stayWhenLinesMove() {
    String program =
        """
        == lock
        run 500 GET /quote own 40
          select a from quote where id = ? [{r}] 2ms rows 1
        runtime | processors=4 cpu=12000ms
        blocked GET /quote | com.shop.Registry | Registry.look(Registry.java:%d) | count=800 time=9000ms
        """;
    assertThat(finding(String.format(program, 30)).id())
        .startsWith("lock-contention-")
        .isEqualTo(finding(String.format(program, 77)).id());
  }

  private static Finding finding(String program) {
    return named(Diagnosis.findings(Tracer.observe(TracedProgram.read(program).get(0)))).get(0);
  }

  private static List<Finding> named(List<Finding> findings) {
    return findings.stream().filter(f -> f.confidence() != Confidence.LOW).toList();
  }
}
