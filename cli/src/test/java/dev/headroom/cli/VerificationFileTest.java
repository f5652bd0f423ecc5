package dev.headroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.loop.Budget;
import dev.headroom.prove.BudgetFile;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VerificationFileTest {

  private static final Path HOME = Path.of("..");

  @ParameterizedTest
  @CsvSource({"pos, new order", "wellbeing, events", "automations, configure/run"})
  @DisplayName(
      "A service's verification names its checks and budgets, and code and pages that are there [P6, D8]")
  void namesWhatIsThere(String service, String writes) throws Exception {
    Path resources = HOME.resolve("services").resolve(service).resolve("src/main/resources");
    VerificationFile file = VerificationFile.read(resources.resolve("verification.yml"));
    try (Verification verification =
        Verification.of(service, java.net.URI.create("http://127.0.0.1:1"), "", "")) {
      assertThat(file.checks().keySet())
          .containsExactlyElementsOf(
              Stream.concat(verification.checks().stream(), verification.afterLoad().stream())
                  .map(Verification.Check::name)
                  .toList());
    }
    assertThat(file.budgets().keySet())
        .containsExactlyElementsOf(
            BudgetFile.read(resources.resolve("budgets.yml")).stream().map(Budget::id).toList());
    assertThat(file.fixes().values())
        .allSatisfy(
            made -> {
              assertThat(made.code())
                  .isNotEmpty()
                  .allSatisfy(path -> assertThat(HOME.resolve(path)).exists());
              assertThat(HOME.resolve(made.page())).exists();
            });
    assertThat(file.leaveOut()).containsExactly(writes.split("/"));
  }
}
