package dev.headroom.apps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.loop.Confidence;
import dev.headroom.loop.FindingKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TruthTest {

  @TempDir Path folder;

  private static Said said(FindingKind kind, String endpoint, String sql, Confidence confidence) {
    return new Said("", kind, endpoint, sql, "", 0.1, confidence, "");
  }

  @Test
  @DisplayName(
      "a finding is right where a line has its kind, endpoint and table; what is missed or accused"
          + " is told; LOW counts as not said")
  void judges() throws Exception {
    Path file = folder.resolve("truth.txt");
    Files.writeString(
        file,
        """
        # a comment
        must n-plus-one | GET /a/* | book
        must redundant-read | GET /b | setting
        small redundant-read | GET /b | setting
        small chatty-endpoint | GET /b | -
        may  cacheable-read | * | book, tag
        healthy | GET /c
        """);
    Truth truth = Truth.read(file);
    assertThat(truth.endpoints()).containsExactly("GET /a/*", "GET /b", "GET /c");
    Truth.Judged judged =
        truth.judge(
            List.of(
                said(FindingKind.N_PLUS_ONE, "GET /a/*", "select x from book b", Confidence.HIGH),
                said(FindingKind.REDUNDANT_READ, "GET /b", "select from setting", Confidence.LOW),
                said(FindingKind.CACHEABLE_READ, "GET /c", "select from \"TAG\"", Confidence.HIGH),
                said(FindingKind.CACHEABLE_READ, "GET /c", "select from tags", Confidence.HIGH),
                said(FindingKind.OWN_CODE, "GET /c", "", Confidence.MEDIUM)));
    assertThat(judged.named()).isEqualTo(4);
    assertThat(judged.wrong()).hasSize(2);
    assertThat(judged.accused()).hasSize(1);
    assertThat(judged.missed()).as("a small cause may be LOW, but has to be named").hasSize(2);
    assertThat(judged.missed().get(0)).contains("redundant-read", "LOW");
    assertThat(judged.missed().get(1)).contains("chatty-endpoint");
    assertThat(judged.precision()).isEqualTo(0.5);
    assertThat(judged.recall()).isEqualTo(0.5);
  }
}
