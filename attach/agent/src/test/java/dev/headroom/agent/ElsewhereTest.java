package dev.headroom.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What requests do on other threads, in other services, and with pools of several makers. */
class ElsewhereTest {

  @TempDir Path folder;

  @Test
  @DisplayName(
      "statements on virtual threads count for their request; a call while a connection is held,"
          + " transactions of MyBatis' pool and connections of H2's are seen")
  void elsewhere() throws Exception {
    Jvm.Said said =
        Jvm.run(
            Jvm.own(),
            folder,
            List.of(
                "-Dheadroom.agent.port=" + ObservedJvmTest.freePort(),
                "-Dheadroom.observe.plans=true"),
            "org.example.shop.Elsewhere",
            folder.toString(),
            "/virtual",
            "/calling",
            "/transaction",
            "/h2");
    assertThat(said.exit()).as(said.err()).isZero();
    assertThat(said.err()).doesNotContain("a fault of the agent", "not observed");
    Map<String, JsonNode> endpoints = new HashMap<>();
    JsonNode seen = said.observations();
    seen.get("endpoints").forEach(e -> endpoints.put(e.get("endpoint").asString(), e));
    assertThat(figure(endpoints, "GET /virtual", "/statements")).isEqualTo(15);
    assertThat(figure(endpoints, "GET /virtual", "/connections/checkouts")).isEqualTo(15);
    assertThat(figure(endpoints, "GET /virtual", "/transfer/responseBytes")).isEqualTo(5 * 700);
    assertThat(figure(endpoints, "GET /calling", "/calls")).isEqualTo(5);
    assertThat(figure(endpoints, "GET /calling", "/connections/checkouts")).isEqualTo(5);
    assertThat(figure(endpoints, "GET /calling", "/connections/callNanos")).isPositive();
    assertThat(figure(endpoints, "GET /transaction", "/connections/checkouts")).isEqualTo(5);
    assertThat(figure(endpoints, "GET /transaction", "/connections/transactions")).isEqualTo(5);
    assertThat(figure(endpoints, "GET /h2", "/connections/checkouts")).isEqualTo(5);
    assertThat(seen.get("pools").valueStream().map(pool -> pool.get("kind").asString()))
        .containsExactlyInAnyOrder("HikariCP", "MyBatis", "H2");
    assertThat(seen.get("plans").valueStream())
        .as("the plan of a statement, asked over a connection of its own")
        .anyMatch(
            plan ->
                plan.get("fingerprint").asString().startsWith("select ? +")
                    && plan.get("plan").asString().contains("SCAN"));
    assertThat(seen.get("statements").valueStream())
        .as("what asks for plans is not the application's work")
        .noneMatch(each -> each.get("fingerprint").asString().startsWith("explain"));
  }

  private static long figure(Map<String, JsonNode> endpoints, String endpoint, String path) {
    assertThat(endpoints).containsKey(endpoint);
    JsonNode figure = endpoints.get(endpoint).at(path);
    assertThat(figure.isNumber()).as(endpoint + path).isTrue();
    return figure.asLong();
  }
}
