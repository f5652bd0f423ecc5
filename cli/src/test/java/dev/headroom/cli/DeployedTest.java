package dev.headroom.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.headroom.loop.Verdict;
import dev.headroom.prove.Comparison;
import dev.headroom.prove.Report;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeployedTest {

  private static final Pace SHORT =
      new Pace(
          Duration.ofMillis(1),
          Duration.ZERO,
          Duration.ZERO,
          Duration.ofMillis(500),
          Duration.ofMillis(1),
          6,
          Duration.ofMillis(300),
          Duration.ofMillis(20),
          0,
          Duration.ZERO,
          0,
          Duration.ZERO);

  @TempDir Path folder;

  private static HttpServer serve(ExecutorService threads, long millis, String body)
      throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          long until = System.nanoTime() + millis * 1_000_000;
          while (System.nanoTime() < until) {
            LockSupport.parkNanos(until - System.nanoTime());
          }
          byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
    return server;
  }

  private Report prove(HttpServer before, HttpServer after) throws Exception {
    Path scenario = folder.resolve("s.yml");
    Files.writeString(
        scenario, "scenario: shop\ngroups: [{name: a, concurrent: 8, steps: [{path: /a}]}]\n");
    Deployed.Request request =
        new Deployed.Request(
            "http://127.0.0.1:" + before.getAddress().getPort(),
            "http://127.0.0.1:" + after.getAddress().getPort(),
            List.of(),
            "",
            null,
            scenario,
            SHORT,
            150,
            Set.of(),
            List.of(),
            1,
            folder.resolve("out"),
            "headroom prove");
    Steps steps =
        new Steps(
            new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
            false,
            System::nanoTime);
    return new Deployed(request, steps).run();
  }

  @Test
  @DisplayName(
      "Of two deployments the one that takes three times as long is slower, never faster; other answers are told")
  void sides() throws Exception {
    ExecutorService threads =
        Executors.newFixedThreadPool(16, Thread.ofPlatform().name("served-", 0).factory());
    HttpServer quick = serve(threads, 4, "{\"a\":1}");
    HttpServer slow = serve(threads, 12, "{\"a\":2}");
    try {
      Report report = prove(quick, slow);
      assertThat(report.integrity().checked()).isEqualTo(10);
      assertThat(report.integrity().differences()).hasSize(10);
      assertThat(report.exitCode()).isEqualTo(1);
      Comparison comparison = report.comparisons().get(0);
      Optional<Comparison.Line> median = comparison.line("*", "p50");
      if (comparison.validRounds() < 2) { // a machine this busy shows nothing, and it says so
        assertThat(Deployed.fault(report)).contains("nothing could be compared");
        assertThat(median).isEmpty();
      } else {
        assertThat(median.orElseThrow().proof().effect().ratio()).isBetween(1.5, 4.0);
        assertThat(median.get().proof().effect().verdict())
            .isNotIn(Verdict.FASTER, Verdict.EQUIVALENT);
      }
      if (comparison.validRounds() == comparison.rounds()) {
        assertThat(median.orElseThrow().proof().effect().verdict()).isEqualTo(Verdict.SLOWER);
        assertThat(Deployed.slower(report)).isTrue();
      }
      assertThat(folder.resolve("out/report.html")).isNotEmptyFile();
      assertThat(folder.resolve("out/report.json")).isNotEmptyFile();
      assertThat(Files.readString(folder.resolve("out/junit.xml")))
          .contains("both arms give the same answers", "<failure");
    } finally {
      quick.stop(0);
      slow.stop(0);
      threads.shutdownNow();
    }
  }

  @Test
  @DisplayName("A side that does not answer ends the proof with its address")
  void nobody() throws Exception {
    ExecutorService threads =
        Executors.newFixedThreadPool(2, Thread.ofPlatform().name("served-", 0).factory());
    HttpServer quick = serve(threads, 0, "x");
    HttpServer gone = serve(threads, 0, "x");
    gone.stop(0);
    try {
      String address = "127.0.0.1:" + gone.getAddress().getPort();
      assertThatThrownBy(() -> prove(quick, gone)).hasStackTraceContaining(address);
    } finally {
      quick.stop(0);
      threads.shutdownNow();
    }
  }
}
