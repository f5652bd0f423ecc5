package dev.headroom.services.automations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.services.testing.Answer;
import dev.headroom.services.testing.Caller;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The whole service on a port with the small data, on a file; one for all tests. Who writes takes a
 * user of its own.
 */
@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {
      "automations.data=small",
      "automations.look-every=1h",
      "automations.tidy-every=1h",
      "headroom.web.outgoing.dependencies.model.reset=2s",
      "server.port=0",
      "headroom.observe.samples=true",
      "management.prometheus.metrics.export.enabled=true" // off in tests unless asked for
    })
abstract class AutomationsService {

  static final String ADMIN = "admin";
  static final Path FOLDER = folder();
  static final StubModel MODEL = StubModel.started();

  private static final Map<String, String> TOKENS = new ConcurrentHashMap<>();

  @Autowired JdbcClient jdbc;
  @Autowired JsonMapper json;
  @Autowired ApplicationEventPublisher events;

  @Value("${local.server.port}")
  int port;

  @DynamicPropertySource
  static void database(DynamicPropertyRegistry registry) {
    registry.add("spring.datasource.url", () -> "jdbc:sqlite:" + FOLDER.resolve("test.db"));
    registry.add("automations.model-url", MODEL::url);
  }

  static Path folder() {
    try {
      Path folder = Files.createTempDirectory("automations");
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(
                  () -> org.springframework.util.FileSystemUtils.deleteRecursively(folder.toFile()),
                  "delete-database"));
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Caller caller() {
    return new Caller(port, json);
  }

  Answer get(@Nullable String user, String path) {
    return send("GET", user, path, null);
  }

  /** An answer that has to be one. */
  JsonNode read(String user, String path) {
    return caller().ok("GET", token(user), path, null);
  }

  /** As one of the loaded users, such as the second, or as nobody. */
  Answer send(String method, @Nullable String user, String path, @Nullable Object body) {
    return caller().send(method, user == null ? null : token(user), path, body);
  }

  String token(String user) {
    return TOKENS.computeIfAbsent(
        user, u -> caller().signIn(u + "@headroom.example", u.replaceAll("\\d", "")).accessToken());
  }

  /** A user of a test alone. */
  record Somebody(String token, String refresh, long id, String email) {}

  Somebody somebody() {
    String email = UUID.randomUUID() + "@headroom.example";
    long id =
        jdbc.sql(
                "insert into app_user (email, password_hash, name, role, active, verified,"
                    + " created_at) select ?, password_hash, 'Somebody', 'USER', true, true, 0 from"
                    + " app_user where id = 1 returning id")
            .param(email)
            .query(Long.class)
            .single();
    jdbc.sql(
            "insert into quota (user_id, month, granted, used, reserved) values (?, '2000-01',"
                + " 1000000, 0, 0)")
        .param(id)
        .update();
    events.publishEvent(new UserChanged(id));
    JsonNode answer = caller().signIn(email, "user").body();
    return new Somebody(
        answer.get("accessToken").asString(), answer.get("refreshToken").asString(), id, email);
  }

  JsonNode ok(Somebody user, String method, String path, @Nullable Object body) {
    return caller().ok(method, user.token(), path, body);
  }

  Answer send(Somebody user, String method, String path, @Nullable Object body) {
    return caller().send(method, user.token(), path, body);
  }

  /** The id of an automation of the catalogue. */
  long automation(TriggerKind trigger, boolean usesModel) {
    return jdbc.sql(
            "select min(id) from automation where trigger_kind = ? and uses_model = ? and active")
        .params(trigger.name(), usesModel)
        .query(Long.class)
        .single();
  }

  /** Subscribes; the answer has the automation and, for a webhook, its secret. */
  JsonNode subscribe(Somebody user, long automation) {
    return ok(user, "POST", "/api/v1/me/automations", Map.of("automationId", automation));
  }

  long count(String sql, Object... parameters) {
    return jdbc.sql(sql).params(parameters).query(Long.class).single();
  }

  static void assertStatus(Answer answer, int status, String detail) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    assertThat(answer.detail()).contains(detail);
  }
}
