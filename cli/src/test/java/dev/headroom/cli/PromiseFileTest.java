package dev.headroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.loop.Confidence;
import dev.headroom.loop.Evidence;
import dev.headroom.loop.Finding;
import dev.headroom.loop.FindingKind;
import dev.headroom.prove.Report;
import dev.headroom.prove.ReportBuilder;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("What findings promised and fixes brought")
class PromiseFileTest {

  @TempDir Path folder;

  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final PrintStream err = new PrintStream(said, true, StandardCharsets.UTF_8);

  private static Report.Cause cause(String id, double expected, double measured, String basis) {
    Finding finding =
        new Finding(
            id,
            FindingKind.N_PLUS_ONE,
            "GET /a",
            "select ?",
            "",
            0.1,
            Confidence.HIGH,
            expected * 1e6,
            "summary",
            "remedy",
            new Evidence(1, 1, 1, 1, 1, -1, -1, "", "", ""),
            "");
    return new Report.Cause(finding, List.of("f"), "a", expected, measured, 0, 0, basis);
  }

  private static Report report(Report.Cause... causes) {
    Report empty = new ReportBuilder("pos", List.of()).arm("all", "All", Set.of()).build();
    return new Report(
        empty.version(),
        empty.service(),
        empty.startedAt(),
        empty.command(),
        empty.seed(),
        empty.machine(),
        empty.load(),
        empty.judgedArm(),
        empty.arms(),
        empty.comparisons(),
        empty.attribution(),
        List.of(causes),
        List.of(),
        empty.budgets(),
        empty.integrity(),
        empty.invalid(),
        empty.timeline(),
        empty.blocks());
  }

  @Test
  @DisplayName("are kept over proofs, one entry a finding, and a rule that over-promises is told")
  void kept() {
    List<Report.Cause> causes = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      causes.add(cause("n-" + i, 10, 3, Report.Cause.ALONE));
    }
    causes.add(cause("n-9", 10, 10, "all fixes together"));
    List<Report.Promise> first =
        PromiseFile.add(folder, report(causes.toArray(Report.Cause[]::new)), err);
    assertThat(first).containsExactly(new Report.Promise("n-plus-one", 4, 0.3, false));

    List<Report.Promise> second =
        PromiseFile.add(
            folder,
            report(
                cause("n-0", 10, 4, Report.Cause.ALONE), cause("n-4", 10, 3, Report.Cause.ALONE)),
            err);
    assertThat(second).containsExactly(new Report.Promise("n-plus-one", 5, 0.3, true));
    assertThat(said.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  @Test
  @DisplayName("do not fail a proof when their file is broken, and the file is left as it is")
  void broken() throws Exception {
    Path file = folder.resolve(PromiseFile.NAME);
    Files.writeString(file, "[{\"service\": 1");
    assertThat(PromiseFile.add(folder, report(cause("n-0", 1, 1, Report.Cause.ALONE)), err))
        .isEmpty();
    assertThat(said.toString(StandardCharsets.UTF_8))
        .contains(file.toString(), "repair or delete the file");
    assertThat(Files.readString(file)).isEqualTo("[{\"service\": 1");
  }
}
