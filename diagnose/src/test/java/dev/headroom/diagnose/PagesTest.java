package dev.headroom.diagnose;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.loop.FindingKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("The documentation of")
class PagesTest {

  private static final Path FINDINGS = Path.of("..", "docs", "findings");

  @ParameterizedTest(name = "{0}")
  @DisplayName(
      "each kind of finding says what it means, how it is detected, when it is wrong, what to do")
  @EnumSource
  void eachKindHasItsPage(FindingKind kind) throws IOException {
    String page = Files.readString(FINDINGS.resolve(kind.id() + ".md"));
    assertThat(page)
        .contains("(`" + kind.id() + "`)")
        .contains("## How it is detected")
        .contains("## When it is wrong")
        .contains("## How to fix it")
        .contains("MEDIUM")
        .contains("```");
    assertThat(Files.readString(FINDINGS.resolve("README.md")))
        .contains("| [" + kind.id() + "](" + kind.id() + ".md) |");
  }
}
