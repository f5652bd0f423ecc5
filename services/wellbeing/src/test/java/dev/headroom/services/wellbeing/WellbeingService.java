package dev.headroom.services.wellbeing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.services.testing.Answer;
import dev.headroom.services.testing.Caller;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The whole service on a port with the small data; one for all tests. User 1 is the real month and
 * is only read; who writes takes a user of its own.
 */
@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {
      "wellbeing.data=small",
      "server.port=0",
      "headroom.observe.samples=true",
      "management.prometheus.metrics.export.enabled=true" // off in tests unless asked for
    })
abstract class WellbeingService {

  static final String DATABASE = "wellbeing";
  static final String REAL = "user1";
  static final String ADMIN = "admin";

  private static final Map<String, String> TOKENS = new ConcurrentHashMap<>();

  @Autowired JdbcClient jdbc;
  @Autowired JsonMapper json;

  @Value("${local.server.port}")
  int port;

  @DynamicPropertySource
  static void database(DynamicPropertyRegistry registry) {
    registry.add("spring.datasource.url", () -> TestPostgres.database(DATABASE));
  }

  Caller caller() {
    return new Caller(port, json);
  }

  Answer get(@Nullable String user, String path) {
    return send("GET", user, path, null);
  }

  /** An answer that has to be one. */
  JsonNode read(String user, String path) {
    Answer answer = get(user, path);
    assertThat(answer.status()).as(path + " " + answer.text()).isEqualTo(200);
    return answer.body();
  }

  /** As one of the loaded users, such as the second, or as nobody. */
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

  /** A user of a test alone, with one phone. */
  record Somebody(String token, long id, long device) {}

  Somebody somebody(String zone) {
    String email = UUID.randomUUID() + "@headroom.example";
    long id =
        jdbc.sql(
                "insert into app_user (email, password_hash, name, role, time_zone, retention_days,"
                    + " shares_data) select ?, password_hash, 'Somebody', role, ?, 90, false from"
                    + " app_user where id = 1 returning id")
            .params(email, zone)
            .query(Long.class)
            .single();
    String token = caller().signIn(email, "user").accessToken();
    long device =
        sendWith("POST", token, "/api/v1/devices", Map.of("name", "phone", "screen_lock", true))
            .body()
            .get("id")
            .asLong();
    return new Somebody(token, id, device);
  }

  JsonNode read(Somebody user, String path) {
    Answer answer = sendWith("GET", user.token(), path, null);
    assertThat(answer.status()).as(path + " " + answer.text()).isEqualTo(200);
    return answer.body();
  }

  JsonNode send(Somebody user, Object... events) {
    Answer answer = sendWith("POST", user.token(), "/api/v1/events", Map.of("events", events));
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.body();
  }

  static Map<String, Object> screen(Somebody user, String at, String state) {
    return Map.of(
        "id",
        UUID.randomUUID(),
        "type",
        "screen",
        "device",
        user.device(),
        "at",
        at,
        "state",
        state);
  }

  static Map<String, Object> app(Somebody user, String app, String from, String to) {
    return Map.of(
        "id",
        UUID.randomUUID(),
        "type",
        "app",
        "device",
        user.device(),
        "app",
        app,
        "started_at",
        from,
        "ended_at",
        to);
  }

  static Map<String, Object> posted(Somebody user, String app, String at) {
    return Map.of(
        "id",
        UUID.randomUUID(),
        "type",
        "notification",
        "device",
        user.device(),
        "app",
        app,
        "at",
        at);
  }

  static Map<String, Object> focus(String from, String to, boolean completed) {
    return Map.of(
        "id",
        UUID.randomUUID(),
        "type",
        "focus",
        "started_at",
        from,
        "ended_at",
        to,
        "planned_minutes",
        25,
        "completed",
        completed);
  }
}
