package dev.headroom.prove;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class LoadFlowTest {

  private static final String SHOP =
      """
      scenario: shop
      time-out: 2s
      variables:
        user: {csv: users.csv, order: in-turn}
      groups:
        - name: visit
          requests: 20
          concurrent: 4
          flow:
            - {name: sign-in, method: POST, path: /in, body: {email: "${user.email}", age: "${user.age}"}, capture: {token: "session.token"}}
            - {name: me, path: "/me/${user.email}", headers: {authorization: "Bearer ${token}"}, check: {json: {email: ok}}}
      """;

  @TempDir Path folder;

  private Scenario shop() throws Exception {
    Files.writeString(folder.resolve("users.csv"), "email,age\na@x,7\n\"b,b@x\",08\nc@x,9\n");
    Path file = folder.resolve("shop.yml");
    Files.writeString(file, SHOP);
    return Scenario.read(file);
  }

  private static GroupResult run(TruthServer server, Scenario scenario) throws Exception {
    try (LoadEngine engine = new LoadEngine(server.target(), PreparedScenario.of(scenario))) {
      return engine.run(new Load.Counted(1)).groups().get("visit");
    }
  }

  @Test
  @DisplayName(
      "A flow signs in with a row of the file, and its next step carries the token of the answer")
  void tokens() throws Exception {
    Map<String, String> signedIn = new ConcurrentHashMap<>();
    Set<String> bodies = ConcurrentHashMap.newKeySet();
    AtomicLong wrong = new AtomicLong();
    AtomicLong number = new AtomicLong();
    TruthServer.Behaviour behaviour =
        exchange -> {
          if (exchange.path().equals("/in")) {
            bodies.add(exchange.body());
            String token = "t" + number.incrementAndGet();
            signedIn.put(token, exchange.body());
            exchange.respond(200, "{\"session\":{\"token\":\"" + token + "\"}}");
          } else {
            String body = signedIn.get(exchange.token());
            String email = exchange.path().substring(4).replace("%2C", ",").replace("%40", "@");
            if (body == null || !body.contains("\"" + email + "\"")) {
              wrong.incrementAndGet();
            }
            exchange.respond(200, "{\"email\":\"ok\"}");
          }
        };
    try (TruthServer server = new TruthServer(behaviour)) {
      GroupResult seen = run(server, shop());
      assertThat(seen.errors()).isEmpty();
      assertThat(seen.ended()).isEqualTo(40);
      assertThat(wrong.get()).isZero();
      assertThat(bodies)
          .containsExactlyInAnyOrder(
              "{\"email\":\"a@x\",\"age\":7}",
              "{\"email\":\"b,b@x\",\"age\":\"08\"}",
              "{\"email\":\"c@x\",\"age\":9}");
      assertThat(seen.steps().keySet()).containsExactlyInAnyOrder("sign-in", "me");
      assertThat(seen.steps().get("me").response().getTotalCount()).isEqualTo(20);
    }
  }

  @Test
  @DisplayName(
      "What a target takes with flows is told in requests, and its rate in starts of flows")
  void capacity() throws Exception {
    TruthServer.Behaviour behaviour =
        exchange ->
            exchange.respond(
                200,
                exchange.path().equals("/in")
                    ? "{\"session\":{\"token\":\"t\"}}"
                    : "{\"email\":\"ok\"}");
    try (TruthServer server = new TruthServer(behaviour)) {
      Scenario scenario = shop();
      try (LoadEngine engine = new LoadEngine(server.target(), PreparedScenario.of(scenario))) {
        Calibration.Capacity capacity =
            new Calibration(engine, scenario, 1).capacity(Duration.ofMillis(500));
        assertThat(capacity.perStart()).isBetween(1.8, 2.0);
        assertThat(capacity.rate())
            .isEqualTo(Calibration.SHARE * capacity.perSecond() / capacity.perStart());
      }
    }
  }

  @Test
  @DisplayName("A flow ends at its first error: what was not signed in asks for nothing more")
  void endsAtError() throws Exception {
    AtomicLong asked = new AtomicLong();
    AtomicLong count = new AtomicLong();
    TruthServer.Behaviour behaviour =
        exchange -> {
          if (!exchange.path().equals("/in")) {
            asked.incrementAndGet();
            exchange.respond(200, "{\"email\":\"no\"}");
          } else if (count.incrementAndGet() % 2 == 0) {
            exchange.respond(200, "{\"session\":{\"token\":\"t\"}}");
          } else {
            exchange.respond(200, "{\"session\":{}}");
          }
        };
    try (TruthServer server = new TruthServer(behaviour)) {
      GroupResult seen = run(server, shop());
      assertThat(asked.get()).isEqualTo(10);
      assertThat(seen.errors()).isEqualTo(Map.of("capture", 10L, "check-body", 10L));
      assertThat(seen.examples().get("capture")).contains("session.token", "${token}");
      assertThat(seen.examples().get("check-body")).contains("'email'", "is 'no', not 'ok'");
      assertThat(seen.steps().get("sign-in").errors()).isEqualTo(Map.of("capture", 10L));
    }
  }

  @Test
  @DisplayName("A line break in what an answer gave cannot begin another header")
  void headerInjection() throws Exception {
    Set<String> tokens = ConcurrentHashMap.newKeySet();
    TruthServer.Behaviour behaviour =
        exchange -> {
          if (exchange.path().equals("/in")) {
            exchange.respond(200, "{\"session\":{\"token\":\"a\\r\\nevil: b\"}}");
          } else {
            tokens.add(exchange.token());
            exchange.respond(200, "{\"email\":\"ok\"}");
          }
        };
    try (TruthServer server = new TruthServer(behaviour)) {
      assertThat(run(server, shop()).errors()).isEmpty();
      assertThat(tokens).containsExactly("aevil: b");
    }
  }

  @Test
  @DisplayName(
      "A compressed body is opened before it is checked; one that is broken fails its check")
  void compressed() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write("{\"a\":1}".getBytes(StandardCharsets.UTF_8));
    }
    BodyCheck check = new BodyCheck(null, null, Map.of("a", "1"));
    assertThat(check.fault(BodyCheck.text(bytes.toByteArray(), "gzip"))).isEmpty();
    assertThat(check.fault(BodyCheck.text(bytes.toByteArray(), null))).contains("not JSON");
    byte[] half = java.util.Arrays.copyOf(bytes.toByteArray(), bytes.size() / 2);
    assertThat(check.fault(BodyCheck.text(half, "gzip"))).contains("not JSON");
  }

  @Test
  @DisplayName("Users of a flow think between its steps, and the pause is nobody's response time")
  void think() throws Exception {
    Scenario scenario =
        Scenario.read(
            "t.yml",
            """
            scenario: t
            groups:
              - name: visit
                flow: [{name: a, path: /a}, {name: b, path: /b, think: 200ms}]
            """);
    try (TruthServer server = TruthServer.after(0);
        LoadEngine engine = new LoadEngine(server.target(), PreparedScenario.of(scenario))) {
      LoadPlan plan = LoadPlan.open(100, Duration.ZERO, Duration.ofSeconds(1));
      GroupResult seen = engine.run(new Load.Phased(plan, 1)).groups().get("visit");
      long a = seen.steps().get("a").response().getTotalCount();
      long b = seen.steps().get("b").response().getTotalCount();
      // Of flows that began uniformly over 1 s, 1 - 0.2 (1 - e^-5) = 80 % think for less than is
      // left.
      assertThat(a).isBetween(70L, 130L);
      assertThat(b).isBetween(a * 60 / 100, a * 95 / 100);
      assertThat(seen.errors()).isEmpty();
      assertThat(seen.response().getValueAtPercentile(50)).isLessThan(100_000);
    }
  }
}
