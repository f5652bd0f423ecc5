package dev.headroom.prove;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.prove.TruthServer.Exchange;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class WebSocketTest {

  private static LoadResult run(TruthServer server, String yaml, Load load) throws Exception {
    Scenario scenario = Scenario.read("t.yml", yaml);
    try (LoadEngine engine = new LoadEngine(server.target(), PreparedScenario.of(scenario))) {
      return engine.run(load);
    }
  }

  @Test
  @DisplayName(
      "A flow signs in, opens a WebSocket with its token, sends, and goes on with what it receives")
  void talks() throws Exception {
    ConcurrentLinkedQueue<String> heard = new ConcurrentLinkedQueue<>();
    AtomicInteger left = new AtomicInteger();
    TruthServer.Behaviour behaviour =
        exchange -> {
          if (exchange.path().equals("/in")) {
            exchange.respond(200, "{\"token\":\"t1\"}");
            return;
          }
          heard.add(exchange.path() + " " + exchange.token());
          SocketSide side = SocketSide.accept(exchange, "{\"type\":\"hello\",\"last\":7}");
          for (String text = side.read(); text != null; text = side.read()) {
            heard.add(text);
            if (text.startsWith("bye")) {
              continue;
            }
            side.text("noise");
            side.text("{\"type\":\"other\"}");
            side.raw(SocketSide.frame(0x89, new byte[3])); // a ping
            side.raw(SocketSide.frame(0x01, "{\"type\":".getBytes(StandardCharsets.UTF_8)));
            side.raw(SocketSide.frame(0x80, "\"pong\"}".getBytes(StandardCharsets.UTF_8)));
            side.text("{\"type\":\"news\"}");
            for (int i = 0; i < 300; i++) {
              side.text("late " + i);
            }
          }
          left.addAndGet(side.lastCode == 1000 ? 1 : 0);
        };
    String yaml =
        """
        scenario: t
        groups:
          - name: g
            requests: 12
            concurrent: 3
            flow:
              - {method: POST, path: /in, capture: {token: token}}
              - {websocket: "/w?t=${token}", headers: {authorization: "Bearer ${token}"}, receive: {json: {type: hello}}, capture: {last: last}}
              - {name: ask, send: {type: ping, n: "${last}"}, receive: {json: {type: pong}}, within: 2s, think: 5ms}
              - {receive: {contains: news}}
              - {name: last, receive: {contains: late 298}, think: 20ms}
              - {name: after, receive: any}
              - {name: bye, send: "bye ${last}"}
        """;
    try (TruthServer server = new TruthServer(behaviour)) {
      GroupResult seen = run(server, yaml, new Load.Counted(1)).groups().get("g");
      assertThat(seen.errors()).isEmpty();
      assertThat(seen.ended()).isEqualTo(7 * 12);
      Map<String, Long> counts = new LinkedHashMap<>();
      seen.steps().forEach((name, step) -> counts.put(name, step.response().getTotalCount()));
      assertThat(counts)
          .isEqualTo(
              Map.of(
                  "/in",
                  12L,
                  "/w?t=${token}",
                  12L,
                  "ask",
                  12L,
                  "receive",
                  12L,
                  "last",
                  12L,
                  "after",
                  12L,
                  "bye",
                  12L));
      assertThat(heard).hasSize(36);
      assertThat(heard.stream().distinct())
          .containsExactlyInAnyOrder("/w?t=t1 t1", "{\"type\":\"ping\",\"n\":7}", "bye 7");
      for (int i = 0; i < 200 && left.get() < 12; i++) {
        TruthServer.delay(10_000_000);
      }
      assertThat(left.get()).as("close frames of flows that ended").isEqualTo(12);
    }
  }

  private static void misbehave(Exchange exchange) throws IOException {
    switch (exchange.path()) {
      case "/refused" -> exchange.respond(403, "no");
      case "/page" -> exchange.respond(200, "a page");
      case "/garbage" -> exchange.raw("garbage\r\n\r\n");
      case "/key" -> SocketSide.accept(exchange, "bm90IHRoZSBrZXk=", "").read();
      case "/reset" -> exchange.socket().setSoLinger(true, 0);
      default -> {
        SocketSide side = SocketSide.accept(exchange, "");
        switch (exchange.path()) {
          case "/closed" -> side.close(1008, "not you");
          case "/frames" -> side.raw(new byte[] {(byte) 0xff, (byte) 0xff, 1, 2, 3});
          case "/long" -> side.raw(SocketSide.frame(0x82, new byte[5 << 20]));
          case "/pieces" -> {
            side.raw(SocketSide.frame(0x01, new byte[3 << 20]));
            side.raw(SocketSide.frame(0x80, new byte[3 << 20]));
          }
          case "/other" -> side.text("{\"type\":\"other\"}");
          case "/lacks" -> side.text("{\"type\":\"right\"}");
          default -> {}
        }
        if (!exchange.path().equals("/gone")) {
          side.read();
        }
      }
    }
    if (exchange.path().equals("/reset") || exchange.path().equals("/gone")) {
      exchange.socket().close();
    }
  }

  @Test
  @DisplayName("What goes wrong with a WebSocket is counted by category, with an example in words")
  void categories() throws Exception {
    Map<String, String> expected = new LinkedHashMap<>();
    expected.put("/refused", "http-403");
    expected.put("/page", "check-200");
    expected.put("/garbage", "not-http");
    expected.put("/key", "not-websocket");
    expected.put("/reset", "reset");
    expected.put("/closed", "closed-1008");
    expected.put("/frames", "not-websocket");
    expected.put("/long", "body-too-long");
    expected.put("/pieces", "body-too-long");
    expected.put("/other", "time-out");
    expected.put("/silent", "time-out");
    expected.put("/lacks", "capture");
    expected.put("/gone", "reset");
    StringBuilder yaml = new StringBuilder("scenario: t\ntime-out: 1s\ngroups:\n");
    expected
        .keySet()
        .forEach(
            path ->
                yaml.append("  - {name: ")
                    .append(path)
                    .append(", requests: 2, concurrent: 2, flow: [{websocket: ")
                    .append(path)
                    .append(
                        "}, {name: wait, receive: {json: {type: right}}, capture: {a: b}}]}\n"));
    try (TruthServer server = new TruthServer(WebSocketTest::misbehave)) {
      LoadResult result = run(server, yaml.toString(), new Load.Counted(1));
      Map<String, String> seen = new LinkedHashMap<>();
      result
          .groups()
          .forEach((name, group) -> seen.put(name, String.join(",", group.errors().keySet())));
      assertThat(seen).isEqualTo(expected);
      assertThat(result.groups().values()).allMatch(group -> group.failures() == 2);
      assertThat(result.groups().get("/closed").examples().get("closed-1008"))
          .isIn("wait: not you", "wait: the WebSocket had ended before this step");
      assertThat(result.groups().get("/other").examples().get("time-out"))
          .startsWith("wait: 1 messages came, none as expected; of the first 'type'");
      // Those who waited in vain are in the distribution, at what they waited.
      assertThat(result.groups().get("/silent").response().getMaxValue()).isGreaterThan(1_000_000);
    }
  }

  @Test
  @DisplayName("Messages and pings without end cost no memory, and the step still ends in time")
  void endless() throws Exception {
    TruthServer.Behaviour behaviour =
        exchange -> {
          SocketSide side = SocketSide.accept(exchange, "");
          byte[] many = SocketSide.frame(0x81, new byte[60_000]);
          byte[] ping = SocketSide.frame(0x89, new byte[100]);
          while (true) { // until the other side has left; reads nothing
            side.raw(exchange.path().equals("/pings") ? ping : many);
          }
        };
    String yaml =
        """
        scenario: t
        groups:
          - {name: g, requests: 4, concurrent: 4, flow: [{websocket: /a, receive: {contains: never}, within: 700ms}]}
          - {name: p, requests: 4, concurrent: 4, flow: [{websocket: /pings, receive: any, within: 700ms}]}
        """;
    try (TruthServer server = new TruthServer(behaviour)) {
      long before = used();
      AtomicInteger most = new AtomicInteger();
      Thread looks =
          Thread.ofPlatform()
              .daemon()
              .start(
                  () -> {
                    while (!Thread.currentThread().isInterrupted()) {
                      most.accumulateAndGet((int) ((used() - before) >> 20), Math::max);
                      TruthServer.delay(5_000_000);
                    }
                  });
      LoadResult result = run(server, yaml, new Load.Counted(1));
      looks.interrupt();
      assertThat(result.groups().get("g").errors()).isEqualTo(Map.of("time-out", 4L));
      assertThat(result.groups().get("p").errors()).isEqualTo(Map.of("time-out", 4L));
      assertThat(result.groups().get("g").bytes()).isGreaterThan(60_000L);
      assertThat(result.response().getMaxValue()).isBetween(700_000L, 10_000_000L);
      assertThat(most.get()).as("MB of buffers").isLessThan(48);
    }
  }

  private static long used() {
    var metric = ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT).metric();
    return metric.usedDirectMemory() + metric.usedHeapMemory();
  }

  @Test
  @DisplayName(
      "Who waits for a WebSocket of the group is charged for the wait, and it is the target's")
  void intendedTime() throws Exception {
    String yaml =
        """
        scenario: t
        groups:
          - {name: g, concurrent: 1, flow: [{websocket: /a, receive: any}, {send: x, receive: any}]}
        """;
    TruthServer.Behaviour slow =
        exchange -> {
          SocketSide side = SocketSide.accept(exchange, "hello");
          while (side.read() != null) {
            TruthServer.delay(40_000_000);
            side.text("x");
          }
        };
    try (TruthServer server = new TruthServer(slow)) {
      Load load = new Load.Open(50, Load.Spacing.CONSTANT, Duration.ofMillis(600), 1);
      LoadResult result = run(server, yaml, load);
      GroupResult seen = result.groups().get("g");
      // 30 users come in 0.6 s and each holds the one WebSocket for 40 ms: half of them wait for
      // its end.
      assertThat(seen.starts).isBetween(29L, 31L);
      assertThat(seen.errors()).isEmpty();
      assertThat(seen.steps().get("/a").response().getMaxValue()).isGreaterThan(200_000);
      assertThat(seen.targetSlow().getMaxValue()).isGreaterThan(200_000);
      assertThat(seen.generatorLate().getValueAtPercentile(50)).isLessThan(20_000);
      assertThat(List.copyOf(seen.steps().keySet())).containsExactly("/a", "send");
    }
  }
}
