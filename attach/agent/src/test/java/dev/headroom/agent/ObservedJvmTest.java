package dev.headroom.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.devservices.DevPostgres;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Applications that know nothing of Headroom, each in a JVM of its own with the real agent. */
class ObservedJvmTest {

  private static DevPostgres postgres;

  @TempDir Path folder;

  @BeforeAll
  static void start() {
    postgres = DevPostgres.temporary();
  }

  @AfterAll
  static void stop() {
    postgres.close();
  }

  static Stream<Arguments> applications() throws IOException {
    return Jvm.javas()
        .flatMap(
            java ->
                Stream.of(
                    Arguments.of(java, "org.example.shop.JakartaShop", true),
                    Arguments.of(java, "org.example.shop.JavaxShop", false)));
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  @ParameterizedTest(name = "{1} on {0}")
  @MethodSource("applications")
  @DisplayName(
      "requests, statements, pool and other threads' work are observed on Java 17 and newer, with"
          + " either servlet API, and the findings name the N+1")
  void observes(Path java, String main, boolean onPostgres) throws Exception {
    String url =
        onPostgres ? postgres.jdbcUrl("postgres") : "jdbc:sqlite:" + folder.resolve("shop.db");
    int port = freePort();
    Jvm.Said said =
        Jvm.run(
            java,
            folder,
            List.of("-Dheadroom.agent.port=" + port, "-Dheadroom.agent.report=report/found"),
            main,
            url);
    assertThat(said.exit()).as(said.err()).isZero();
    assertThat(said.out()).contains("visited");
    assertThat(said.err())
        .contains("http://127.0.0.1:" + port + "/")
        .doesNotContain("a fault of the agent", "not observed")
        .doesNotContain("Sharing is only supported");
    JsonNode seen = said.observations();
    TreeMap<String, JsonNode> endpoints = new TreeMap<>();
    seen.get("endpoints").forEach(e -> endpoints.put(e.get("endpoint").asString(), e));
    assertThat(endpoints.keySet())
        .contains(
            "GET (unmatched)",
            "GET /shop/all",
            "GET /shop/async",
            "GET /shop/elsewhere",
            "GET /shop/large",
            "GET /shop/orders/{id}",
            "GET /shop/write",
            "GET /shop/wrong")
        .allMatch(name -> name.startsWith("GET ") || name.equals("(background)"));
    assertThat(endpoints.get("GET /shop/all").get("requests").asLong()).isEqualTo(10);
    assertThat(endpoints.get("GET /shop/all").get("statements").asLong()).isEqualTo(110);
    assertThat(endpoints.get("GET /shop/elsewhere").get("statements").asLong())
        .as("work of other threads")
        .isEqualTo(30);
    assertThat(endpoints.get("GET /shop/async").get("requests").asLong()).isEqualTo(10);
    assertThat(endpoints.get("GET /shop/async").get("statements").asLong()).isEqualTo(10);
    assertThat(endpoints.get("GET /shop/orders/{id}").get("statements").asLong())
        .as("ten orders, one again with a statement in the filter")
        .isEqualTo(12);
    assertThat(endpoints.get("GET /shop/wrong").get("errors").asLong()).isEqualTo(1);
    assertThat(endpoints.get("GET (unmatched)").get("requests").asLong()).isEqualTo(5);
    assertThat(endpoints.get("GET /shop/large").at("/transfer/responseBytes").asLong())
        .isEqualTo(30_003);
    assertThat(endpoints.get("GET /shop/write").at("/connections/transactions").asLong())
        .isEqualTo(10);
    assertThat(endpoints.get("GET /shop/all").at("/connections/checkouts").asLong()).isEqualTo(10);
    JsonNode pool = seen.get("pools").get(0);
    assertThat(pool.get("name").asString()).isEqualTo("shop");
    assertThat(pool.get("size").asInt()).isEqualTo(5);
    assertThat(pool.get("kind").asString()).isEqualTo("HikariCP");
    JsonNode sqlite = seen.get("sqlite");
    assertThat(sqlite.size()).isEqualTo(onPostgres ? 0 : 1);
    if (!onPostgres) {
      assertThat(sqlite.get(0).get("pool").asString()).isEqualTo("shop");
      assertThat(sqlite.get(0).at("/settings/journal_mode").asString()).isEqualTo("delete");
      assertThat(sqlite.get(0).at("/settings/busy_timeout").asInt()).isPositive();
      assertThat(sqlite.get(0).get("writes").asLong()).isGreaterThanOrEqualTo(10);
      assertThat(sqlite.get(0).get("refused").asLong()).isZero();
    }
    String all = seen.toString() + Files.readString(folder.resolve("report/found.json"));
    assertThat(all).doesNotContain("secret-literal").doesNotContain("item 7");
    assertThat(said.findings().toString()).contains("n-plus-one", "Store.items(Store.java");
    assertThat(Files.readString(folder.resolve("report/found.txt"))).contains("GET /shop/all");
    assertThat(Files.readString(folder.resolve("report/found.html")))
        .contains("<html", "findings of ");
  }
}
