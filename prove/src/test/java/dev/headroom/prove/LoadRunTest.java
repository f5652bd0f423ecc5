package dev.headroom.prove;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.loop.Budget;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import javax.xml.parsers.DocumentBuilderFactory;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One load of six seconds, looked at from all sides. */
class LoadRunTest {

  private static final String SCENARIO =
      """
      scenario: <b>shop</b>
      load:
        arrivals: constant
        phases:
          - {phase: warm-up, for: 1s, rate: 100}
          - {phase: ramp, for: 1s, to: 300}
          - {phase: steady, for: 2s, rate: 300}
          - {phase: stress, for: 1s, from: 100, to: 200, steps: 2}
      groups:
        - {name: good, requests: 90, concurrent: 20, steps: [{path: /good}]}
        - {name: bad, requests: 10, concurrent: 20, steps: [{path: /bad}]}
      """;

  @TempDir static Path folder;
  private static final List<Interval> TOLD = new ArrayList<>();
  private static final AtomicLong SERVED = new AtomicLong();
  private static LoadReport report;

  @BeforeAll
  static void load() throws Exception {
    TruthServer.Behaviour behaviour =
        exchange -> {
          SERVED.incrementAndGet();
          TruthServer.delay(2_000_000);
          if (exchange.path().equals("/bad")) {
            exchange.respond(500, "x");
          } else {
            exchange.raw(
                "HTTP/1.1 200 OK\r\nserver-timing: db;dur=1.5, app;desc=\"own\";dur=0.5, total;dur=2\r\ncontent-length: 2\r\n\r\nok");
          }
        };
    Scenario scenario = Scenario.read("t.yml", SCENARIO);
    try (TruthServer server = new TruthServer(behaviour)) {
      report =
          new LoadRun(
                  new LoadRun.Options(
                      server.target(),
                      Wire.PLAIN,
                      PreparedScenario.of(scenario),
                      scenario.plan().orElseThrow(),
                      7,
                      Limits.SHARED,
                      true,
                      folder.resolve("histograms.hlog"),
                      List.of(
                          new Budget("errors", "*", Budget.Measure.ERROR_SHARE, 0.2),
                          new Budget("good", "good", Budget.Measure.P50_MS, 0.001),
                          new Budget("typo", "goood", Budget.Measure.P50_MS, 1),
                          new Budget("rate", "*", Budget.Measure.RATE, 1),
                          new Budget("memory", "*", Budget.Measure.MEMORY_MB, 1)),
                      "headroom load t.yml",
                      ProcessHandle.current()),
                  TOLD::add)
              .run();
    }
  }

  @Test
  @DisplayName("The phases come as planned; what the warm-up saw is not in the figures")
  void phases() {
    assertThat(report.phases())
        .extracting(LoadReport.Phase::name)
        .containsExactly("warm-up", "ramp", "steady", "stress 100/s", "stress 200/s");
    // Constant arrivals of two groups: what is due is known to a few requests.
    double[] due = {100, 200, 300, 100, 200};
    for (int i = 0; i < due.length; i++) {
      LoadReport.Phase phase = report.phases().get(i);
      assertThat(phase.duePerSecond()).as(phase.name()).isBetween(due[i] - 5, due[i] + 5);
    }
    assertThat(report.seconds()).isEqualTo(4);
    assertThat(report.all().count()).isBetween(945L, 955L);
    assertThat(SERVED.get()).isBetween(1045L, 1055L);
  }

  @Test
  @DisplayName("Errors are counted, do not look fast, and have an example")
  void errors() {
    assertThat(report.all().errors()).containsOnlyKeys("http-500");
    assertThat(report.all().failed()).isBetween(94L, 96L);
    assertThat(report.all().examples()).containsEntry("http-500", "GET /bad");
    assertThat(report.groups().get(1).failed()).isZero();
    assertThat(report.groups().get(2).response().p50Ms()).isEqualTo(-1);
  }

  @Test
  @DisplayName("Server-Timing says where the time went: the parts add up to the whole")
  void serverTiming() {
    assertThat(report.all().times()).hasSize(3);
    for (ServerTimes.Band band : report.all().times()) {
      assertThat(band.parts())
          .extracting(ServerTimes.Part::name)
          .containsExactly("db", "app", "waiting to be sent", "network and other");
      assertThat(band.parts().get(0).ms()).isBetween(1.49, 1.51);
      assertThat(band.parts().stream().mapToDouble(ServerTimes.Part::ms).sum())
          .isBetween(band.responseMs() * 0.99, band.responseMs() * 1.01);
    }
  }

  @Test
  @DisplayName("The intervals add up: timeline, blocks and the histogram log hold every answer")
  void intervals() throws Exception {
    long ended = TOLD.stream().mapToLong(Interval::ended).sum();
    assertThat(ended).isEqualTo(SERVED.get());
    double inTimeline =
        report.timeline().stream().mapToDouble(point -> point.perSecond() * point.seconds()).sum();
    assertThat(Math.round(inTimeline)).isEqualTo(ended);
    assertThat(report.blocks()).hasSizeBetween(2, 5); // a machine that is busy ends some late
    long logged = 0;
    try (HistogramLogReader reader =
        new HistogramLogReader(folder.resolve("histograms.hlog").toFile())) {
      while (reader.nextIntervalHistogram() instanceof Histogram histogram) {
        assertThat(histogram.getTag()).isIn("good", "bad");
        logged += histogram.getTotalCount();
      }
    }
    assertThat(logged)
        .isEqualTo(ended - report.phases().stream().mapToLong(LoadReport.Phase::failed).sum());
  }

  @Test
  @DisplayName("report.json is read back as it was written; another kind or version is refused")
  void json() throws Exception {
    Path file = folder.resolve("report.json");
    Files.writeString(file, LoadReportJson.text(report));
    assertThat(LoadReportJson.read(file)).isEqualTo(report);
    Files.writeString(
        file, LoadReportJson.text(report).replaceFirst("\"version\" : 1", "\"version\" : 2"));
    org.assertj.core.api.Assertions.assertThatThrownBy(() -> LoadReportJson.read(file))
        .hasMessageContaining("version 1");
  }

  @Test
  @DisplayName(
      "Budgets decide the exit code: what they allow is no fault, what is unknown is not judged")
  void budgets() {
    if (report.invalid().isEmpty()) {
      assertThat(report.budgets())
          .extracting(BudgetCheck::state)
          .containsExactly(
              BudgetCheck.State.PASS,
              BudgetCheck.State.FAIL,
              BudgetCheck.State.NOT_JUDGED,
              BudgetCheck.State.PASS,
              BudgetCheck.State.FAIL);
      assertThat(report.budgets().get(2).reason()).contains("did you mean good");
    } else { // on a machine this busy nothing may be judged
      assertThat(report.budgets())
          .extracting(BudgetCheck::state)
          .containsOnly(BudgetCheck.State.NOT_JUDGED);
    }
    assertThat(report.exitCode()).isEqualTo(1);
  }

  @Test
  @DisplayName(
      "A budget of times alone allows no errors; one of the error share says how many there may be")
  void errorsAllowed() {
    BudgetCheck times =
        new BudgetCheck(
            new Budget("t", "*", Budget.Measure.P50_MS, 1e9),
            BudgetCheck.State.PASS,
            1,
            "",
            Map.of());
    BudgetCheck errors =
        new BudgetCheck(
            new Budget("e", "*", Budget.Measure.ERROR_SHARE, 0.5),
            BudgetCheck.State.PASS,
            0.1,
            "",
            Map.of());
    assertThat(valid(List.of(times)).exitCode()).isEqualTo(1);
    assertThat(JUnitXml.of(valid(List.of(times)))).anyMatch(c -> c.name().contains("no request"));
    assertThat(valid(List.of(times, errors)).exitCode()).isZero();
  }

  @Test
  @DisplayName(
      "A7: the service's CPU and memory are those of its process; rate is a minimum, memory a maximum")
  void service() {
    // The server is in this JVM, as is the generator.
    assertThat(report.service().cpuShare()).isBetween(0.001, 1.0);
    assertThat(report.service().memoryMb()).isBetween(30.0, 8_000.0);
    assertThat(LoadText.of(report)).contains("service: ", " resident at most");
    if (report.invalid().isEmpty()) {
      assertThat(report.budgets().get(3).state()).isEqualTo(BudgetCheck.State.PASS);
      assertThat(report.budgets().get(3).measured()).isEqualTo(report.all().perSecond());
      assertThat(report.budgets().get(4).state()).isEqualTo(BudgetCheck.State.FAIL);
    }
  }

  static LoadReport.Group group() {
    LoadReport.Times times = new LoadReport.Times(1, 1, 1, 1, 1, -1, 2);
    return new LoadReport.Group(
        "*", 90, 9, 9, 0, Map.of(), Map.of(), times, times, times, times, 0, List.of(), List.of(),
        List.of());
  }

  private static LoadReport valid(List<BudgetCheck> budgets) {
    return new LoadReport(
        report.version(),
        report.kind(),
        report.scenario(),
        report.target(),
        report.startedAt(),
        report.command(),
        report.seed(),
        report.machine(),
        report.plan(),
        report.seconds(),
        report.groups(),
        report.phases(),
        report.timeline(),
        report.blocks(),
        report.generator(),
        List.of(),
        List.of(),
        budgets,
        report.service());
  }

  @Test
  @DisplayName("The page and the JUnit document hold the figures, with every name escaped")
  void documents() throws Exception {
    String page = LoadHtml.text(report);
    assertThat(page)
        .contains("&lt;b&gt;shop&lt;/b&gt;", "http-500", "Where the time went", "polyline")
        .doesNotContain("<b>shop</b>", "<script", "{{");
    assertThat(LoadSummary.text(report))
        .contains("Load of \\<b\\>shop\\</b\\>", "| errors |", "http-500", "`headroom load t.yml`");
    String xml = JUnitXml.text("load <&\u0001", report.seconds(), JUnitXml.of(report));
    var suite =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)))
            .getDocumentElement();
    assertThat(suite.getElementsByTagName("testcase").getLength()).isEqualTo(6);
    assertThat(suite.getAttribute("name")).isEqualTo("load <&?");
    assertThat(LoadText.of(report).lines().limit(12).map(String::length))
        .allMatch(length -> length <= 100);
  }
}
