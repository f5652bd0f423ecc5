package dev.headroom.services.pos;

import dev.headroom.services.testing.Answer;
import dev.headroom.services.testing.Caller;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The whole service on a port with the small data; one for all tests that extend it. */
@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {
      "pos.data=small",
      "server.port=0",
      "management.prometheus.metrics.export.enabled=true" // off in tests unless asked for
    })
abstract class PosService {

  static final String OWNER = "owner";
  static final String MANAGER_2 = "manager2";
  static final String STAFF_2 = "staff2";
  static final String MANAGER_3 = "manager3";
  static final String ORDERS_2 = "/api/v1/restaurants/2/orders";

  /** The fixes that act before a handler runs. */
  static final Set<String> DOOR =
      Set.of(
          "response-cache",
          "compression",
          "field-selection",
          "token-cache",
          "images",
          "batch",
          "limits",
          "bounded-hashing");

  private static final Map<String, String> TOKENS = new ConcurrentHashMap<>();

  @Autowired JdbcClient jdbc;
  @Autowired JsonMapper json;

  @Value("${local.server.port}")
  int port;

  @DynamicPropertySource
  static void database(DynamicPropertyRegistry registry) {
    registry.add("spring.datasource.url", () -> TestPostgres.database("pos"));
  }

  Caller caller() {
    return new Caller(port, json);
  }

  Answer get(@Nullable String user, String path) {
    return send("GET", user, path, null);
  }

  Answer post(@Nullable String user, String path, Object body) {
    return send("POST", user, path, body);
  }

  Answer put(@Nullable String user, String path, Object body) {
    return send("PUT", user, path, body);
  }

  /** As a user named like {@code manager2}, or as nobody. */
  Answer send(String method, @Nullable String user, String path, @Nullable Object body) {
    return sendWith(method, user == null ? null : token(user), path, body);
  }

  Answer sendWith(
      String method, @Nullable String token, String path, @Nullable Object body, String... more) {
    return caller().send(method, token, path, body, more);
  }

  String token(String user) {
    return TOKENS.computeIfAbsent(
        user, u -> caller().signIn(u + "@headroom.example", u.replaceAll("\\d", "")).accessToken());
  }

  Answer signIn(String email, String password) {
    return post(null, "/api/v1/auth/sign-in", Map.of("email", email, "password", password));
  }

  /** The first item with the fewest demands: no modifier is ever required in the small data. */
  JsonNode anItem() {
    return get(STAFF_2, "/api/v1/restaurants/2/menu").body().at("/categories/0/items/0");
  }

  long aVariation() {
    return anItem().at("/variations/0/id").asLong();
  }

  /** A new open order of restaurant 2 with one line. */
  Answer newOrder(String externalId, int quantity) {
    return post(STAFF_2, ORDERS_2, order(externalId, aVariation(), quantity));
  }

  static Map<String, Object> order(String externalId, long variation, int quantity) {
    return Map.of(
        "externalId",
        externalId,
        "lines",
        List.of(Map.of("variationId", variation, "quantity", quantity)));
  }

  static List<JsonNode> list(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).toList();
  }
}
