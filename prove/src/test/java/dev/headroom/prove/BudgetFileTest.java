package dev.headroom.prove;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.loop.Budget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BudgetFileTest {

  @TempDir Path folder;

  @Test
  @DisplayName("the point of sale's budgets are read, and every P goal with a figure is among them")
  void posBudgets() {
    assertThat(BudgetFile.read(Path.of("../services/pos/src/main/resources/budgets.yml")))
        .extracting(Budget::id)
        .contains("P2-menu", "P2-hits", "P3-errors", "P5-average", "P5-orders");
  }

  @Test
  @DisplayName("an unknown key is refused with its place and the nearest valid key")
  void unknownKey() {
    refused(
        "budgets:\n- {id: a, endpoint: x, mesure: p95-ms, limit: 1}",
        "budgets.yml:2:",
        "did you mean measure");
    refused("budget:\n- {}", "unknown key of the budgets 'budget'", "did you mean budgets");
  }

  @Test
  @DisplayName(
      "an unknown measure, a missing key, a limit that is no number and a doubled id are refused")
  void badValues() {
    refused(
        "budgets:\n- {id: a, endpoint: x, measure: p96-ms, limit: 1}",
        "unknown 'measure' of a budget 'p96-ms'",
        "p95-ms");
    refused("budgets:\n- {id: a, endpoint: x, limit: 1}", "a budget needs 'measure'");
    refused(
        "budgets:\n- {id: a, endpoint: x, measure: p95-ms, limit: soon}",
        "must be a number",
        "soon");
    refused("budgets:\n- {id: a, endpoint: x, measure: p95-ms, limit: -1}", "at least 0");
    String one = "- {id: a, endpoint: x, measure: p95-ms, limit: 1}\n";
    refused("budgets:\n" + one + one, "two budgets are called 'a'");
    refused("budgets: 3", "must be a list");
    refused("a: [", "is not YAML");
  }

  private void refused(String yaml, String... parts) {
    try {
      Path file = Files.writeString(folder.resolve("budgets.yml"), yaml);
      assertThatThrownBy(() -> BudgetFile.read(file))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContainingAll(parts);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
