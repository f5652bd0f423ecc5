package dev.headroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.loop.Budget;
import dev.headroom.prove.BudgetFile;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class VerificationFileTest {

  private static final Path HOME = Path.of("..");
  private static final Path POS = HOME.resolve("services/pos/src/main/resources");

  @Test
  @DisplayName(
      "The point of sale's verification names its checks and budgets, and code and pages that are there [P6, D8]")
  void pointOfSale() throws Exception {
    VerificationFile file = VerificationFile.read(POS.resolve("verification.yml"));
    try (Verification verification =
        new Verification(java.net.URI.create("http://127.0.0.1:1"), "", "")) {
      assertThat(file.checks().keySet())
          .containsExactlyElementsOf(
              verification.checks().stream().map(Verification.Check::name).toList());
    }
    assertThat(file.budgets().keySet())
        .containsExactlyElementsOf(
            BudgetFile.read(POS.resolve("budgets.yml")).stream().map(Budget::id).toList());
    assertThat(file.fixes().values())
        .allSatisfy(
            made -> {
              assertThat(made.code())
                  .isNotEmpty()
                  .allSatisfy(path -> assertThat(HOME.resolve(path)).exists());
              assertThat(HOME.resolve(made.page())).exists();
            });
    assertThat(file.leaveOut()).containsExactly("new order");
  }
}
