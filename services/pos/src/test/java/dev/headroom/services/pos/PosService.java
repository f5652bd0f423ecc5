package dev.headroom.services.pos;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.StreamSupport;
import java.util.zip.GZIPInputStream;
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
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @Autowired JdbcClient jdbc;
  @Autowired JsonMapper json;

  @Value("${local.server.port}")
  int port;

  @DynamicPropertySource
  static void database(DynamicPropertyRegistry registry) {
    registry.add("spring.datasource.url", () -> TestPostgres.database("pos"));
  }

  /** An answer; a body that is not JSON fails the test. */
  record Answer(int status, JsonNode body, String text, HttpResponse<byte[]> raw) {

    String header(String name) {
      return raw.headers().firstValue(name).orElse("");
    }

    String detail() {
      return body.path("detail").asString();
    }

    long id() {
      return body.get("id").asLong();
    }

    int version() {
      return body.get("version").asInt();
    }
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
    try {
      HttpResponse<byte[]> raw = exchange(method, token, path, body, more);
      String text = text(raw);
      return new Answer(raw.statusCode(), json.readTree(text), text, raw);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  HttpResponse<byte[]> exchange(
      String method, @Nullable String token, String path, @Nullable Object body, String... more)
      throws java.io.IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .header("Content-Type", "application/json")
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(
                        body instanceof String text ? text : json.writeValueAsString(body)));
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    for (int i = 0; i < more.length; i += 2) {
      request.header(more[i], more[i + 1]);
    }
    return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  private static String text(HttpResponse<byte[]> raw) throws java.io.IOException {
    byte[] bytes = raw.body();
    if (raw.headers().firstValue("Content-Encoding").orElse("").equals("gzip")) {
      bytes = new GZIPInputStream(new ByteArrayInputStream(bytes)).readAllBytes();
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  String token(String user) {
    return TOKENS.computeIfAbsent(
        user,
        u ->
            signIn(u + "@headroom.example", u.replaceAll("\\d", ""))
                .body()
                .get("accessToken")
                .asString());
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
