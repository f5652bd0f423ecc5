package dev.headroom.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.loop.Confidence;
import dev.headroom.loop.Evidence;
import dev.headroom.loop.Finding;
import dev.headroom.loop.FindingKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BaselineTest {

  private static final LocalDate TODAY = LocalDate.of(2026, 11, 21);

  @TempDir Path directory;

  private static Finding finding(String statement, long executions) {
    return new Finding(
        Finding.idOf(FindingKind.N_PLUS_ONE, "test A.a", statement),
        FindingKind.N_PLUS_ONE,
        "test A.a",
        statement,
        "A.lines(A.java:7)",
        0,
        Confidence.MEDIUM,
        0,
        "reads \"line\" often",
        "join it",
        new Evidence(executions, executions, 1, 1, 1, -1, -1, "", "", ""));
  }

  @Test
  @DisplayName("what an update writes is accepted from then on, until it grows or expires")
  void update() {
    Path file = directory.resolve("deeper/findings.yml");
    Finding found = finding("select 1", 10);
    assertThat(Baseline.read(file).unaccepted(List.of(found), TODAY)).hasSize(1);

    Baseline.read(file).accept(List.of(found), TODAY);

    Baseline written = Baseline.read(file);
    assertThat(written.unaccepted(List.of(found), TODAY)).isEmpty();
    assertThat(written.unaccepted(List.of(finding("select 1", 15)), TODAY)).isEmpty();
    assertThat(written.unaccepted(List.of(finding("select 1", 16)), TODAY))
        .singleElement()
        .satisfies(one -> assertThat(one.why()).contains("10 executions, now 16"));
    assertThat(written.unaccepted(List.of(found), TODAY.plusYears(1))).isEmpty();
    assertThat(written.unaccepted(List.of(found), TODAY.plusYears(1).plusDays(1)))
        .singleElement()
        .satisfies(one -> assertThat(one.why()).contains("until 2027-11-21"));
  }

  @Test
  @DisplayName("an update keeps what others accepted, with their reasons")
  void keeps() throws Exception {
    Path file = directory.resolve("findings.yml");
    Files.writeString(
        file,
        """
        accepted:
          - finding: slow-statement-00000001
            reason: "a \\"report\\", once a day"
            until: 2027-01-01
        """);
    Baseline.read(file).accept(List.of(finding("select 2", 5)), TODAY);
    assertThat(Files.readString(file))
        .contains("slow-statement-00000001", "a \\\"report\\\", once a day", "n-plus-one-");
    assertThat(Baseline.read(file).unaccepted(List.of(finding("select 2", 5)), TODAY)).isEmpty();
  }

  @Test
  @DisplayName("a wrong key, a wrong day and a missing reason are refused with their place")
  void refused() throws Exception {
    Path file = directory.resolve("findings.yml");
    Files.writeString(file, "accepted:\n  - {finding: a-1, reasn: x, until: 2027-01-01}\n");
    assertThatThrownBy(() -> Baseline.read(file)).hasMessageContaining("reason");
    Files.writeString(file, "accepted:\n  - {finding: a-1, reason: x, until: tomorrow}\n");
    assertThatThrownBy(() -> Baseline.read(file))
        .hasMessageContaining("findings.yml:2")
        .hasMessageContaining("2027-03-01");
    Files.writeString(file, "accepted:\n  - {finding: a-1, reason: ' ', until: 2027-01-01}\n");
    assertThatThrownBy(() -> Baseline.read(file))
        .hasMessageContaining("'reason' of an accepted finding");
  }

  @Test
  @DisplayName("without a file nothing is accepted")
  void noFile() {
    assertThat(
            Baseline.read(directory.resolve("none.yml"))
                .unaccepted(List.of(finding("select 1", 9)), TODAY))
        .hasSize(1);
  }
}
