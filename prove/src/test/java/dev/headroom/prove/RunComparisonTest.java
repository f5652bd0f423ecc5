package dev.headroom.prove;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.loop.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunComparisonTest {

  @TempDir Path folder;

  private static RunFile run(String name, double level, long failed, String seed, String invalid) {
    Random random = new Random(name.hashCode());
    List<Double> blocks =
        DoubleStream.generate(() -> level * Math.exp(0.02 * random.nextGaussian()))
            .limit(20)
            .boxed()
            .toList();
    return new RunFile(
        name,
        "headroom load",
        Map.of("seed", seed, "scenario", "shop"),
        10_000,
        failed,
        Map.of("*", Map.of("p95", new RunFile.Figure(level, blocks))),
        invalid);
  }

  private static RunComparison.Line only(RunComparison comparison) {
    assertThat(comparison.lines()).hasSize(1);
    return comparison.lines().get(0);
  }

  @Test
  @DisplayName("A slower run is slower, a faster one faster, and the caveat is always there")
  void verdicts() {
    RunComparison slower = RunComparison.of(run("a", 10, 0, "1", ""), run("b", 13, 0, "1", ""));
    assertThat(only(slower).effect().verdict()).isEqualTo(Verdict.SLOWER);
    assertThat(only(slower).effect().ratio()).isBetween(1.25, 1.35);
    assertThat(slower.worse()).isTrue();
    assertThat(slower.caveats()).hasSize(1).first().asString().contains("two runs at two times");
    RunComparison faster = RunComparison.of(run("a", 10, 0, "1", ""), run("b", 7, 0, "2", ""));
    assertThat(only(faster).effect().verdict()).isEqualTo(Verdict.FASTER);
    assertThat(faster.worse()).isFalse();
    assertThat(faster.caveats()).anyMatch(text -> text.contains("different seed: 1 and 2"));
    assertThat(faster.toText()).contains("faster", "different seed");
  }

  @Test
  @DisplayName("Faster by failing is not faster; a run that must not be believed has no verdict")
  void withdrawn() {
    RunComparison failing = RunComparison.of(run("a", 10, 0, "1", ""), run("b", 5, 900, "1", ""));
    assertThat(only(failing).effect().verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(only(failing).reason()).contains("fails more often");
    assertThat(failing.worse()).isTrue();
    RunComparison invalid =
        RunComparison.of(run("a", 10, 0, "1", "stood still"), run("b", 20, 0, "1", ""));
    assertThat(only(invalid).effect().verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(invalid.caveats()).anyMatch(text -> text.contains("stood still"));
    assertThat(invalid.worse()).isFalse();
  }

  private static final String WRK =
      """
      Running 2s test @ http://127.0.0.1:8080/
        2 threads and 10 connections
        Thread Stats   Avg      Stdev     Max   +/- Stdev
          Latency   635.91us    0.89ms  12.92ms   93.69%
          Req/Sec    56.20k     8.07k   62.00k    86.54%
        Latency Distribution
           50%  250.00us
           75%  491.00us
           90%  700.00us
           99%    5.80ms
        224646 requests in 2.00s, 17.76MB read
        Socket errors: connect 0, read 1, write 0, timeout 3
        Non-2xx or 3xx responses: 6
      Requests/sec: 112323.00
      """;

  @Test
  @DisplayName(
      "wrk's output and both forms of k6's summary are read; one figure a run is no verdict")
  void others() throws Exception {
    Path wrk = Files.writeString(folder.resolve("wrk.txt"), WRK);
    RunFile read = RunFile.read(wrk);
    assertThat(read.requests()).isEqualTo(224_646);
    assertThat(read.failed()).isEqualTo(10);
    assertThat(read.figures().get("*"))
        .hasEntrySatisfying("p50", figure -> assertThat(figure.value()).isEqualTo(0.25))
        .hasEntrySatisfying("p99", figure -> assertThat(figure.value()).isEqualTo(5.8))
        .hasEntrySatisfying("mean", figure -> assertThat(figure.value()).isEqualTo(0.63591));
    Path old =
        Files.writeString(
            folder.resolve("old.json"),
            """
                {"metrics": {
                  "http_req_duration": {"avg": 2.5, "min": 1, "med": 2, "max": 9, "p(90)": 4, "p(95)": 5},
                  "http_req_failed": {"passes": 3, "fails": 97, "value": 0.03},
                  "http_reqs": {"count": 100, "rate": 10}}}
                """);
    Path handled =
        Files.writeString(
            folder.resolve("new.json"),
            """
            {"metrics": {
              "http_req_duration": {"type": "trend", "contains": "time", "values": {"avg": 5, "med": 4, "p(95)": 10}},
              "http_req_failed": {"type": "rate", "values": {"rate": 0, "passes": 0, "fails": 100}},
              "http_reqs": {"type": "counter", "values": {"count": 100, "rate": 10}}}}
            """);
    RunComparison comparison = RunComparison.of(old, handled);
    assertThat(comparison.lines())
        .allSatisfy(
            line -> {
              assertThat(line.effect().verdict()).isEqualTo(Verdict.INCONCLUSIVE);
              assertThat(line.effect().ratio()).isEqualTo(2);
              assertThat(line.reason()).contains("one figure a run");
            })
        .hasSize(3);
    assertThat(comparison.errors().beforeErrors()).isEqualTo(3);
    assertThat(RunComparison.of(old, wrk).caveats())
        .anyMatch(text -> text.contains("different tools"));
  }

  @Test
  @DisplayName("A file that is none of these is refused by name")
  void refused() throws Exception {
    Path text = Files.writeString(folder.resolve("a.txt"), "hello");
    assertThatThrownBy(() -> RunFile.read(text)).hasMessageContaining("a.txt: is neither");
    Path json = Files.writeString(folder.resolve("a.json"), "{\"version\": 1}");
    assertThatThrownBy(() -> RunFile.read(json)).hasMessageContaining("a report of headroom load");
    Path broken = Files.writeString(folder.resolve("b.json"), "{\"version\"");
    assertThatThrownBy(() -> RunFile.read(broken)).hasMessageContaining("is not JSON");
  }
}
