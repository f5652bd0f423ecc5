package dev.headroom.loadtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.sun.net.httpserver.HttpServer;
import dev.headroom.loop.Budget.Measure;
import dev.headroom.prove.LoadReport;
import dev.headroom.prove.LoadReportJson;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceLoadTest {

  @TempDir Path folder;

  private ExecutorService threads;
  private HttpServer server;
  private String base;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    threads = Executors.newFixedThreadPool(8, Thread.ofPlatform().name("server-", 0).factory());
    server.setExecutor(threads);
    for (String path : "/fast /slow /fails".split(" ", -1)) {
      server.createContext(
          path,
          exchange -> {
            if (path.equals("/slow")) {
              LockSupport.parkNanos(20_000_000);
            }
            exchange.sendResponseHeaders(path.equals("/fails") ? 500 : 200, -1);
            exchange.close();
          });
    }
    server.start();
    base = "http://127.0.0.1:" + server.getAddress().getPort();
  }

  @AfterEach
  void stop() {
    server.stop(0);
    threads.shutdownNow();
  }

  private ServiceLoad load(String path) {
    return ServiceLoad.of(base)
        .get(path)
        .rate(200)
        .warmUp(Duration.ofMillis(200))
        .duration(Duration.ofSeconds(2));
  }

  /** What the load says is wrong; on a machine too busy to measure on, the test is left out. */
  private static String wrong(Runnable load) {
    Throwable thrown = catchThrowable(load::run);
    assertThat(thrown).isInstanceOf(AssertionError.class);
    String text = String.valueOf(thrown.getMessage());
    Assumptions.assumeFalse(text.startsWith("the figures must not be believed"), text);
    return text;
  }

  @Test
  @DisplayName("budgets that hold pass; one that does not is told with value, interval and limit")
  void budgets() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("headroom.yml"),
            """
            budgets:
            - {id: slow-p95, endpoint: '*', measure: p95-ms, limit: 5}
            - {id: enough, endpoint: '*', measure: rate, limit: 1}
            - {id: small, endpoint: '*', measure: memory-mb, limit: 1}
            """);
    String text = wrong(() -> load("/slow").budgets(file).assertHolds());
    // The server waits 20 ms at least, so its p95 is at least that.
    assertThat(text)
        .containsPattern(
            "budget slow-p95: p95 of all requests is [2-9]\\d\\.\\d ms, allowed is at most 5.00 ms"
                + " \\(95 % interval \\d+\\.\\d\\d to \\d+\\.\\d\\d ms\\)")
        .contains("budget small: memory of all requests is not judged: ")
        .doesNotContain("budget enough:");
    String rate = wrong(() -> load("/fast").budget(Measure.RATE, 1_000_000).assertHolds());
    assertThat(rate).contains("allowed is at least 1,000,000/s");
    String failed = wrong(() -> load("/fails").assertHolds());
    assertThat(failed).contains("requests failed: {http-500=", "GET /fails");
  }

  @Test
  @DisplayName("a run is held to its baseline: not to itself, but to one ten times as fast")
  void baseline() throws IOException {
    Path file = folder.resolve("below/menu.json");
    LoadReport report = report("/slow");
    assertThat(catchThrowable(() -> LoadBaseline.check(report, file, false)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("there is no baseline")
        .hasMessageContaining("-Dheadroom.load.update=true");
    LoadBaseline.check(report, file, true);
    LoadBaseline.check(report, file, false);
    String faster =
        Files.readString(file)
            .replaceAll("\"(mean|p50|p95|p99)Ms\" : (\\d+)(\\d)\\.", "\"$1Ms\" : $2.$3");
    Files.writeString(file, faster);
    assertThat(LoadReportJson.read(file).all().response().p50Ms())
        .isLessThan(report.all().response().p50Ms() / 5);
    assertThat(wrong(() -> LoadBaseline.check(report, file, false)))
        .contains("is slower than", "slower", "-Dheadroom.load.update=true");
  }

  private LoadReport report(String path) {
    return ServiceLoad.of(base)
        .get(path)
        .users(4)
        .warmUp(Duration.ZERO)
        .duration(Duration.ofMillis(6_200))
        .assertHolds();
  }

  @Test
  @DisplayName("two services in turn: the slower one is told with both values and the interval")
  void sideBySide() throws IOException {
    HttpServer other =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    other.createContext(
        "/slow",
        exchange -> {
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    other.start();
    try {
      String fast = "http://127.0.0.1:" + other.getAddress().getPort();
      ServiceLoad slow =
          ServiceLoad.of(base)
              .get("/slow")
              .warmUp(Duration.ofMillis(100))
              .duration(Duration.ofSeconds(5));
      String text = wrong(() -> slow.assertNotSlowerThan(fast));
      Assumptions.assumeFalse(
          text.lines().findFirst().orElse("").contains("nothing could be compared"), text);
      assertThat(text)
          .containsPattern(
              "p50 of .* is slower: [2-9]\\d\\.\\d+ instead of \\d+\\.\\d+ ms, .*95 % interval");
    } finally {
      other.stop(0);
    }
  }

  @Test
  @DisplayName(
      "what is missing, out of range or not this machine is refused before anything is sent")
  void refused() {
    assertThatThrownBy(() -> ServiceLoad.of(base).assertHolds()).hasMessageContaining("Say get(");
    assertThatThrownBy(() -> ServiceLoad.of(base).get("a b")).hasMessageContaining("begins with /");
    assertThatThrownBy(() -> ServiceLoad.of(base).rate(0)).hasMessageContaining("above 0");
    assertThatThrownBy(() -> ServiceLoad.of(base).users(0)).hasMessageContaining("at least 1");
    assertThatThrownBy(() -> ServiceLoad.of("http://192.0.2.1").get("/a").assertHolds())
        .hasMessageContaining("not this machine");
    assertThatThrownBy(() -> load("/fast").users(2).assertNotSlowerThan(base))
        .hasMessageContaining("by one user");
    assertThatThrownBy(() -> ServiceLoad.of(base).scenario(folder.resolve("none.yml")))
        .hasMessageContaining("none.yml");
    assertThatThrownBy(
            () ->
                ServiceLoad.of(base)
                    .budgets(
                        Files.writeString(folder.resolve("a.yml"), "thresholds: {slow: 1s}\n")))
        .hasMessageContaining("has no budgets");
  }
}
