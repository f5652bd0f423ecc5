package dev.headroom.prove;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ReportTest {

  private static final Path DOCS = Path.of("..", "docs");

  private final Report report = SampleReport.full();

  @Test
  @DisplayName("What is written is what is read, field by field")
  void roundTrip() {
    assertThat(ReportJson.parse("report.json", ReportJson.text(report))).isEqualTo(report);
  }

  @Test
  @DisplayName("A produced report meets docs/report.schema.json, and every field is in the schema")
  void schema() throws Exception {
    JsonNode schema = tree(Files.readString(DOCS.resolve("report.schema.json")));
    assertThat(ReportSchema.faults(schema, tree(ReportJson.text(report)))).isEmpty();
    Report empty = new ReportBuilder("pos", List.of()).arm("all", "All", Set.of()).build();
    assertThat(ReportSchema.faults(schema, tree(ReportJson.text(empty)))).isEmpty();
  }

  @Test
  @DisplayName("The schema refuses a missing field, an extra one, a wrong type and a wrong word")
  void schemaRefuses() throws Exception {
    JsonNode schema = tree(Files.readString(DOCS.resolve("report.schema.json")));
    String text = ReportJson.text(report);
    assertThat(ReportSchema.faults(schema, tree(text.replaceFirst("\"seed\"", "\"sead\""))))
        .containsExactlyInAnyOrder("$: seed is missing", "$: sead is unknown");
    assertThat(
            ReportSchema.faults(
                schema, tree(text.replaceFirst("\"seed\" : 20", "\"seed\" : \"x\""))))
        .containsExactly("$.seed: expected integer");
    assertThat(ReportSchema.faults(schema, tree(text.replaceFirst("\"FASTER\"", "\"QUICK\""))))
        .singleElement()
        .asString()
        .contains("verdict", "QUICK");
  }

  @Test
  @DisplayName("docs/report.md tells every field of the schema")
  void documented() throws Exception {
    String page = Files.readString(DOCS.resolve("report.md"));
    JsonNode schema = tree(Files.readString(DOCS.resolve("report.schema.json")));
    for (String field : ReportSchema.fields(schema)) {
      assertThat(page).contains("`" + field + "`");
    }
  }

  @Test
  @DisplayName("A newer version, an unknown field and broken text are refused with what to do")
  void refused() {
    String text = ReportJson.text(report);
    assertThatThrownBy(
            () ->
                ReportJson.parse("r.json", text.replaceFirst("\"version\" : 1", "\"version\" : 2")))
        .hasMessageStartingWith("r.json: expected a report of version 1, was 2");
    assertThatThrownBy(
            () ->
                ReportJson.parse("r.json", text.replaceFirst("\"seed\"", "\"sead\" : 1, \"seed\"")))
        .hasMessageContaining("\"sead\"");
    assertThatThrownBy(() -> ReportJson.parse("r.json", text.replaceFirst("\"seed\" : 20,", "")))
        .hasMessageContaining("'seed'");
    assertThatThrownBy(() -> ReportJson.parse("r.json", "{"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("r.json: no report");
  }

  @Test
  @DisplayName("CPU per request of an arm can be computed again from the blocks of valid rounds")
  void recomputed() {
    double cpu = 0;
    double requests = 0;
    for (Report.BlockLine block : report.blocks()) {
      if (block.arm().equals("all") && block.round() != 3) {
        cpu += block.cpuMs() * block.requests();
        requests += block.requests();
      }
    }
    assertThat(report.invalid())
        .containsExactly(new Report.InvalidBlock(3, "baseline", SampleReport.STEAL));
    assertThat(report.arm("all").orElseThrow().work().cpuMs().value())
        .isCloseTo(cpu / requests, within(1e-9));
  }

  @Test
  @DisplayName("A finding's measured saving is the attribution's, in milliseconds of its group")
  void savings() {
    Report.Cause index = report.findings().get(0);
    assertThat(index.fixes()).containsExactly("indexes");
    assertThat(index.group()).isEqualTo("analytics");
    assertThat(index.expectedMs()).isEqualTo(180);
    assertThat(index.basis()).isEqualTo("attribution");
    double mean = report.arm("as-found").orElseThrow().group("analytics").orElseThrow().meanMs();
    assertThat(index.measuredMs()).isBetween(mean * 0.45, mean * 0.65);
    assertThat(index.lowMs()).isLessThan(index.measuredMs());
    assertThat(index.highMs()).isGreaterThan(index.measuredMs());

    Report unattributed = SampleReport.builder().attributed(List.of()).build();
    assertThat(unattributed.findings().get(0).basis()).isEqualTo("all fixes together");
  }

  @Test
  @DisplayName("The parts of a request's time sum to the whole")
  void timeSums() {
    for (ReportArm arm : report.arms()) {
      ReportArm.Time time = arm.time();
      assertThat(time.databaseMs() + time.cacheMs() + time.poolMs() + time.ownMs())
          .isCloseTo(time.totalMs(), within(1e-9));
    }
  }

  @Test
  @DisplayName("A comparison of an arm that was not declared is refused by name")
  void unknownArm() {
    assertThatThrownBy(() -> new ReportBuilder("pos", List.of()).compare("a", "b").build())
        .hasMessageContaining("the arm 'b'");
  }

  private static JsonNode tree(String json) {
    return JsonMapper.shared().readTree(json);
  }
}
