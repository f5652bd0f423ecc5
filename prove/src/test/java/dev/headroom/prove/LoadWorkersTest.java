package dev.headroom.prove;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LoadWorkersTest {

  private static final String SCENARIO =
      """
      scenario: t
      variables:
        n: {from: 1, to: 9000000}
        m: {values: [a, b, c]}
      groups:
        - {name: one, requests: 60, concurrent: 7, steps: [{path: "/one/${n}"}]}
        - {name: two, requests: 40, concurrent: 5, steps: [{path: "/two/${m}/${n}"}, {path: /bad}]}
      """;

  private static LoadRun.Options options(TruthServer server, long rate, long seconds) {
    return new LoadRun.Options(
        server.target(),
        Wire.PLAIN,
        PreparedScenario.of(Scenario.read("t.yml", SCENARIO)),
        WorkerProcess.plan(rate, seconds),
        7,
        Limits.SHARED,
        false,
        null,
        List.of(),
        "a test",
        null);
  }

  private static LoadWorkers workers(TruthServer server, long rate, long seconds, int of) {
    return new LoadWorkers(
        IntStream.range(0, of)
            .mapToObj(
                i -> WorkerProcess.command(server.target(), SCENARIO, rate, seconds, i + "/" + of))
            .toList());
  }

  private static void answer(TruthServer.Exchange exchange) throws java.io.IOException {
    exchange.respond(exchange.path().equals("/bad") ? 500 : 200, "ok");
  }

  @Test
  @DisplayName(
      "Two workers together send exactly the requests of one generator, over its connections, and what they saw adds up")
  void together() throws Exception {
    ConcurrentLinkedQueue<String> alone = new ConcurrentLinkedQueue<>();
    ConcurrentLinkedQueue<String> both = new ConcurrentLinkedQueue<>();
    AtomicInteger told = new AtomicInteger();
    LoadReport one;
    LoadReport two;
    try (TruthServer server =
        new TruthServer(
            exchange -> {
              alone.add(exchange.path());
              answer(exchange);
            })) {
      one = new LoadRun(options(server, 150, 2), interval -> {}).run();
    }
    Set<java.net.Socket> sockets = ConcurrentHashMap.newKeySet();
    try (TruthServer server =
            new TruthServer(
                exchange -> {
                  sockets.add(exchange.socket());
                  both.add(exchange.path());
                  answer(exchange);
                });
        LoadWorkers workers = workers(server, 150, 2, 2)) {
      two =
          new LoadRun(
                  options(server, 150, 2),
                  interval -> told.addAndGet((int) interval.ended()),
                  workers)
              .run();
    }
    assertThat(both).hasSizeGreaterThan(200).containsExactlyInAnyOrderElementsOf(alone);
    assertThat(sockets).hasSizeLessThanOrEqualTo(12);
    assertThat(two.all().count()).isEqualTo(both.size()).isEqualTo(one.all().count());
    assertThat(told.get()).isEqualTo(both.size());
    assertThat(two.all().errors()).isEqualTo(one.all().errors()).containsOnlyKeys("http-500");
    assertThat(two.groups().get(2).steps())
        .extracting(LoadReport.Step::count)
        .containsExactlyInAnyOrderElementsOf(
            one.groups().get(2).steps().stream().map(LoadReport.Step::count).toList());
    assertThat(two.timeline().size()).isGreaterThanOrEqualTo(2);
    assertThat(two.seconds()).isEqualTo(2);
    assertThat(two.invalid()).noneMatch(why -> why.contains("worker"));
  }

  @Test
  @DisplayName("A worker that is killed makes the run invalid, which says so; the others go on")
  void killed() throws Exception {
    try (TruthServer server = new TruthServer(LoadWorkersTest::answer);
        LoadWorkers workers = workers(server, 100, 3, 2)) {
      AtomicInteger seen = new AtomicInteger();
      LoadReport report =
          new LoadRun(
                  options(server, 100, 3),
                  interval -> {
                    if (seen.getAndIncrement() == 0) {
                      workers.processes.get(1).destroyForcibly(); // SIGKILL
                    }
                  },
                  workers)
              .run();
      assertThat(report.invalid())
          .anyMatch(
              why ->
                  why.equals(
                      "worker 2 of 2 ended with code 137 before the load was over: what it saw is missing"));
      assertThat(report.exitCode()).isEqualTo(1);
      // The half of the other one, and nothing is made up for the rest.
      assertThat(report.all().count()).isBetween(100L, 200L);
      assertThat(report.timeline().size()).isGreaterThanOrEqualTo(3);
    }
  }

  @Test
  @DisplayName("A worker ends at once when the process that started it is gone")
  void orphan() throws Exception {
    try (TruthServer server = new TruthServer(LoadWorkersTest::answer)) {
      Process worker =
          new ProcessBuilder(WorkerProcess.command(server.target(), SCENARIO, 20, 50, "0/2"))
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      DataOutputStream to = new DataOutputStream(worker.getOutputStream());
      LoadStream.bytes(to, PreparedScenario.of(Scenario.read("t.yml", SCENARIO)).fetched());
      to.flush();
      DataInputStream from = new DataInputStream(worker.getInputStream());
      assertThat(from.read()).isEqualTo(LoadWorker.READY);
      assertThat(from.readDouble()).isEqualTo(-1);
      to.writeLong(LoadWorker.micros(Clock.systemUTC().instant()));
      to.close();
      assertThat(worker.waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(worker.exitValue()).isEqualTo(3);
    }
  }

  @Test
  @DisplayName("Fewer connections than workers are refused before anything is started")
  void tooMany() throws Exception {
    try (TruthServer server = new TruthServer(LoadWorkersTest::answer);
        LoadWorkers workers = workers(server, 100, 1, 6)) {
      assertThatThrownBy(() -> new LoadRun(options(server, 100, 1), i -> {}, workers).run())
          .hasMessageContaining("group 'two' has 5 connections, which 6 workers cannot share");
      assertThat(workers.processes).isEmpty();
    }
    assertThatThrownBy(() -> Share.of("3/3")).hasMessageContaining("0/N to N-1/N");
    assertThatThrownBy(() -> Share.of("half")).hasMessageContaining("such as 0/3");
  }

  @Test
  @DisplayName("What a worker says comes over whole: the sum of histograms has each count of each")
  void exact() throws Exception {
    LoadResult one;
    LoadResult two;
    TruthServer.Behaviour timed =
        exchange -> {
          if (exchange.path().equals("/bad")) {
            exchange.respond(500, "x");
          } else {
            exchange.raw(
                "HTTP/1.1 200 OK\r\nserver-timing: db;dur=1.5, app;dur=0.5\r\ncontent-length: 2\r\n\r\nok");
          }
        };
    try (TruthServer server = new TruthServer(timed);
        LoadEngine engine =
            new LoadEngine(
                server.target(), PreparedScenario.of(Scenario.read("t.yml", SCENARIO)))) {
      one = engine.run(new Load.Phased(WorkerProcess.plan(200, 1), 1));
      two = engine.run(new Load.Phased(WorkerProcess.plan(200, 1), 2));
    }
    LoadResult sum = LoadResult.sum(List.of(sent(one), sent(two)));
    for (String name : one.groups().keySet()) {
      GroupResult a = one.groups().get(name);
      GroupResult b = two.groups().get(name);
      GroupResult s = sum.groups().get(name);
      assertThat(counts(s.response())).isEqualTo(counts(added(a.response(), b.response())));
      assertThat(counts(s.service())).isEqualTo(counts(added(a.service(), b.service())));
      assertThat(counts(s.generatorLate()))
          .isEqualTo(counts(added(a.generatorLate(), b.generatorLate())));
      assertThat(counts(s.targetSlow())).isEqualTo(counts(added(a.targetSlow(), b.targetSlow())));
      assertThat(s.response().getMaxValue())
          .isEqualTo(Math.max(a.response().getMaxValue(), b.response().getMaxValue()));
      assertThat(s.failures()).isEqualTo(a.failures() + b.failures());
      assertThat(s.ended()).isEqualTo(a.ended() + b.ended());
      assertThat(s.scheduled).isEqualTo(a.scheduled + b.scheduled);
      assertThat(s.bytes()).isEqualTo(a.bytes() + b.bytes());
    }
    GroupResult.StepResult step = sum.groups().get("two").steps().get("/two/${m}/${n}");
    assertThat(step.response().getTotalCount()).isPositive();
    // Means of Server-Timing are those of all requests together.
    List<LoadReport.Group> figures = LoadFigures.groups(sum);
    assertThat(figures.get(0).times().get(0).parts().get(0).ms()).isBetween(1.49, 1.51);
    assertThat(sum.generator.stoodStillNanos())
        .isEqualTo(Math.max(one.generator.stoodStillNanos(), two.generator.stoodStillNanos()));
  }

  private static LoadResult sent(LoadResult result) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    LoadStream.write(new DataOutputStream(bytes), result);
    return LoadStream.result(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
  }

  private static Histogram added(Histogram one, Histogram two) {
    Histogram sum = GroupResult.histogram();
    sum.add(one);
    sum.add(two);
    return sum;
  }

  private static Map<Long, Long> counts(Histogram seen) {
    Map<Long, Long> counts = new java.util.TreeMap<>();
    seen.recordedValues()
        .forEach(at -> counts.put(at.getValueIteratedTo(), at.getCountAtValueIteratedTo()));
    return counts;
  }
}
