package dev.headroom.diagnose;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.loop.Finding;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What a release brought")
class FindingsDiffTest {

  @Test
  @DisplayName("is what appeared and what is gone, the largest first")
  void appearedAndGone() {
    Finding stays = Findings.of("a", 0.2);
    Finding small = Findings.of("b", 0.1);
    Finding large = Findings.of("c", 0.3);
    FindingsDiff diff = FindingsDiff.of(List.of(small, stays, large), List.of(stays));
    assertThat(diff.gone()).containsExactly(large, small);
    assertThat(diff.appeared()).isEmpty();
    assertThat(diff.same()).containsExactly(new FindingsDiff.Change(stays, stays));
    assertThat(FindingsDiff.of(List.of(stays), List.of(small, stays, large)).appeared())
        .containsExactly(large, small);
  }

  @Test
  @DisplayName("is worse by what a request pays, half as much again and a tenth of a millisecond")
  void worseByCost() {
    assertThat(diff(Findings.of("a", 0.2, 10, 4e6), Findings.of("a", 0.2, 10, 7e6)).worse())
        .hasSize(1);
    assertThat(diff(Findings.of("a", 0.2, 10, 7e6), Findings.of("a", 0.2, 10, 4e6)).better())
        .hasSize(1);
    assertThat(diff(Findings.of("a", 0.2, 10, 4e6), Findings.of("a", 0.2, 10, 5e6)).same())
        .hasSize(1);
    assertThat(diff(Findings.of("a", 0.2, 10, 4e4), Findings.of("a", 0.2, 10, 9e4)).same())
        .hasSize(1);
  }

  @Test
  @DisplayName("is worse by how often a request repeats it, on a quicker machine too")
  void worseByCount() {
    assertThat(diff(Findings.of("a", 0.2, 10, 4e6), Findings.of("a", 0.2, 25, 5e6)).worse())
        .hasSize(1);
  }

  @Test
  @DisplayName("is not worse for a larger share alone: something else may have been fixed")
  void shareAloneSaysNothing() {
    assertThat(diff(Findings.of("a", 0.1, 10, 4e6), Findings.of("a", 0.6, 10, 4e6)).same())
        .hasSize(1);
    assertThat(diff(Findings.of("a", 0.1), Findings.of("a", 0.6)).worse())
        .as("where neither cost nor count is known the share is all there is")
        .hasSize(1);
  }

  private static FindingsDiff diff(Finding before, Finding after) {
    return FindingsDiff.of(List.of(before), List.of(after));
  }
}
