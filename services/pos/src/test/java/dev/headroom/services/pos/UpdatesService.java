package dev.headroom.services.pos;

import dev.headroom.services.testing.Answer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The whole service on a port, on an empty database; one for all tests that extend it. */
@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {"pos.data=none", "server.port=0"})
abstract class UpdatesService {

  static final String PASSWORD = "a long enough password";

  @Autowired JdbcClient jdbc;
  @Autowired JsonMapper json;
  @Autowired PasswordEncoder passwords;

  @Value("${local.server.port}")
  int port;

  final HttpClient http = HttpClient.newHttpClient();

  @DynamicPropertySource
  static void database(DynamicPropertyRegistry registry) {
    registry.add("spring.datasource.url", () -> TestPostgres.database("live"));
  }

  /** An answer whose body is JSON, or null. */
  record Answer(int status, JsonNode body, HttpResponse<String> raw) {}

  long restaurant(String name) {
    long id =
        jdbc.sql("insert into restaurant (name) values (:name) returning id")
            .param("name", name)
            .query(Long.class)
            .single();
    jdbc.sql(
            "insert into restaurant_settings values (:id, 'America/New_York', 'USD', 4, 0.08, 0, 0)")
        .param("id", id)
        .update();
    return id;
  }

  /** A variation of a new item in a new category. */
  long variation(long restaurantId) {
    long category = insert("category (restaurant_id, name, position)", restaurantId, "'Food', 1");
    long item = insert("item (category_id, name, description, position)", category, "'Soup','',1");
    return insert("variation (item_id, name, price_minor, position)", item, "'Bowl', 750, 1");
  }

  private long insert(String into, long parent, String values) {
    return jdbc.sql("insert into " + into + " values (" + parent + "," + values + ") returning id")
        .query(Long.class)
        .single();
  }

  /** Signs a new user in. */
  String token(Role role, @Nullable Long restaurantId) throws Exception {
    String email = role + "-" + restaurantId + "-" + java.util.UUID.randomUUID() + "@example.org";
    jdbc.sql(
            "insert into app_user (restaurant_id, email, password_hash, name, role)"
                + " values (:restaurant, lower(:email), :hash, 'Someone', :role)")
        .param("restaurant", restaurantId)
        .param("email", email)
        .param("hash", passwords.encode(PASSWORD))
        .param("role", role.name())
        .update();
    Answer answer =
        post("/api/v1/auth/sign-in", null, java.util.Map.of("email", email, "password", PASSWORD));
    if (answer.status() != 200) {
      throw new IllegalStateException(answer.toString());
    }
    return answer.body().get("accessToken").asString();
  }

  Answer get(String path, @Nullable String token) throws Exception {
    return send(request(path, token).GET());
  }

  Answer post(String path, @Nullable String token, Object body) throws Exception {
    return send(
        request(path, token)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json.writeValueAsString(body))));
  }

  Answer put(String path, @Nullable String token, Object body) throws Exception {
    return send(
        request(path, token)
            .header("Content-Type", "application/json")
            .PUT(HttpRequest.BodyPublishers.ofString(json.writeValueAsString(body))));
  }

  private HttpRequest.Builder request(String path, @Nullable String token) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    return request;
  }

  private Answer send(HttpRequest.Builder request) throws Exception {
    HttpResponse<String> raw = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    boolean isJson = raw.headers().firstValue("Content-Type").orElse("").contains("json");
    return new Answer(raw.statusCode(), json.readTree(isJson ? raw.body() : "null"), raw);
  }
}
