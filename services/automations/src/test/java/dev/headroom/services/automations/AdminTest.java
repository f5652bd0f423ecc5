package dev.headroom.services.automations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.services.testing.Answer;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class AdminTest extends AutomationsService {

  private static final String A = "/api/v1/admin";

  @Test
  @DisplayName("The dashboard adds up to what the rows of the data come to")
  void dashboard() {
    JsonNode dashboard = read(ADMIN, A + "/dashboard?date=2023-11-20");

    assertThat(dashboard.at("/usage/runs").asLong()).isEqualTo(6_000);
    assertThat(dashboard.at("/usage/costMicros").asLong())
        .isEqualTo(
            count("select sum(cost_micros) from token_usage where request_id like 'seed-%'"));
    long days = 0;
    for (JsonNode day : dashboard.get("days")) {
      days += day.get("runs").asLong();
    }
    assertThat(days).isEqualTo(6_000);
    assertThat(dashboard.get("top")).hasSize(10);
    assertThat(dashboard.at("/top/0/email").asString()).isEqualTo("user1@headroom.example");
    assertThat(dashboard.at("/top/0/costMicros").asLong())
        .isGreaterThan(dashboard.at("/top/9/costMicros").asLong());
    JsonNode revenue = read(ADMIN, A + "/revenue?from=2023-11-16&to=2023-11-20");
    assertThat(revenue.get("usageMicros")).isEqualTo(dashboard.at("/usage/costMicros"));
    assertThat(revenue.get("monthlyMicros").asLong()).isPositive();
    assertThat(read(ADMIN, A + "/usage?from=2023-11-16&to=2023-11-20"))
        .isEqualTo(dashboard.get("days"));
    assertThat(read(ADMIN, A + "/top-users?from=2023-10-22&to=2023-11-20&limit=10"))
        .isEqualTo(dashboard.get("top"));
  }

  @Test
  @DisplayName("The system's page tells indexes, SQLite's settings and memory as they are")
  void system() {
    JsonNode system = read(ADMIN, A + "/system");

    assertThat(system.at("/settings/journal_mode").asString()).matches("wal|delete");
    assertThat(system.at("/settings/cache_size").asInt()).isNotZero();
    assertThat(system.get("memoryMb").asLong()).isBetween(50L, 4_000L);
    assertThat(system.get("indexes").size())
        .isEqualTo(
            count("select count(*) from sqlite_schema where type = 'index' and sql is not null"));
    assertThat(get("user2", A + "/system").status()).isEqualTo(403);
  }

  @Test
  @DisplayName("Pages of users have each user once, and filters leave out what they say")
  void users() {
    Set<Long> seen = new HashSet<>();
    long before = count("select max(id) + 1 from app_user");
    while (true) {
      JsonNode page = read(ADMIN, A + "/users?size=20&before=" + before);
      if (page.isEmpty()) {
        break;
      }
      for (JsonNode user : page) {
        assertThat(seen.add(user.get("id").asLong())).isTrue();
      }
      before = page.get(page.size() - 1).get("id").asLong();
    }
    assertThat(seen).hasSizeGreaterThan(60);

    JsonNode some = read(ADMIN, A + "/users?active=true&verified=true&status=PAUSED&before=62");
    assertThat(some).isNotEmpty();
    for (JsonNode user : some) {
      assertThat(user.get("active").asBoolean() && user.get("verified").asBoolean()).isTrue();
      for (JsonNode automation : user.get("automations")) {
        assertThat(automation.get("status").asString()).isEqualTo("PAUSED");
      }
    }
    JsonNode one = read(ADMIN, A + "/users/5");
    assertThat(one.get("automations").size())
        .isEqualTo((int) count("select count(*) from user_automation where user_id = 5"));
  }

  @Test
  @DisplayName(
      "What is no date, range, number, state or JSON is refused with what to write instead")
  void bad() {
    for (Map.Entry<String, String> bad :
        Map.of(
                "/dashboard?date=20.11.2023", "such as",
                "/usage?from=2023-11-20&to=2023-11-16", "is after to=",
                "/usage?from=2023-01-01&to=2023-11-16", "more than 92 days",
                "/usage?from=1999-12-31&to=2000-01-01", "outside 2000 to 2100",
                "/users?size=0", "size",
                "/users?status=SLEEPING", "PAUSED",
                "/users?before=1%20or%201=1", "whole number",
                "/users/99999999", "no user 99999999")
            .entrySet()) {
      Answer answer = get(ADMIN, A + bad.getKey());
      assertThat(answer.status()).as(bad.getKey()).isBetween(400, 404);
      assertThat(answer.detail()).contains(bad.getValue());
    }
    assertStatus(send("PUT", ADMIN, A + "/users/5", "{"), 400, "not JSON");
    assertStatus(send("PUT", ADMIN, A + "/users/5", Map.of("rolle", "USER")), 400, "role");
  }

  @Test
  @DisplayName("Text with SQL in it is text, in every field, and comes back as it was")
  void injection() {
    String sql = "x'); drop table token_usage; -- \" ? :a !%_";
    Somebody user = somebody();
    assertThat(ok(user, "PUT", "/api/v1/me", Map.of("name", sql)).get("name").asString())
        .isEqualTo(sql);
    assertThat(ok(user, "GET", "/api/v1/me", null).at("/user/name").asString()).isEqualTo(sql);
    assertStatus(
        send("POST", null, "/api/v1/auth/sign-in", Map.of("email", "' or 1=1 --", "password", sql)),
        401,
        "wrong");
    assertThat(send("POST", null, "/api/v1/auth/refresh", Map.of("token", "a' or ''='")).status())
        .isEqualTo(401);
    assertThat(send("POST", null, "/api/v1/auth/verify", Map.of("token", "a' or ''='")).status())
        .isEqualTo(400);
    String encoded = java.net.URLEncoder.encode(sql, java.nio.charset.StandardCharsets.UTF_8);
    for (String path :
        List.of("/api/v1/automations?text=" + encoded, "/api/v1/automations?category=" + encoded)) {
      assertThat(read("user2", path)).isEmpty();
    }
    assertThat(read("user2", "/api/v1/automations?text=GMAIL")).isNotEmpty();
    long id = subscribe(user, automation(TriggerKind.MANUAL, true)).at("/automation/id").asLong();
    Map<String, Object> configured =
        Map.of("configuration", Map.of("model", "CODE", "prompt", sql, "maxTokens", 10));
    ok(user, "PUT", "/api/v1/me/automations/" + id, configured);
    assertThat(
            ok(user, "POST", "/api/v1/me/automations/" + id + "/runs", Map.of("input", sql))
                .get("status")
                .asString())
        .isEqualTo("SUCCEEDED");
    assertThat(count("select count(*) from run where input = ?", sql)).isEqualTo(1);
    assertThat(count("select count(*) from token_usage")).isGreaterThan(6_000);
  }

  @Test
  @DisplayName("Only a token of this service, unchanged and with its sign-in, is good")
  void tokens() {
    String token = token("user4");
    String[] parts = token.split("\\.", -1);
    assertThat(caller().send("GET", token, "/api/v1/me", null).status()).isEqualTo(200);
    for (String forged :
        List.of(
            parts[0] + "." + parts[1] + ".AAAA",
            "eyJhbGciOiJub25lIn0." + parts[1] + ".",
            parts[0] + "." + token("user6").split("\\.", -1)[1] + "." + parts[2],
            "' or 1=1 --")) {
      assertThat(caller().send("GET", forged, "/api/v1/me", null).status()).isEqualTo(401);
    }
  }

  @Test
  @DisplayName("Health asks the database and needs no token; the API describes itself")
  void health() {
    for (String path : List.of("/health", "/api/v1/health")) {
      assertThat(get(null, path).body().at("/database/status").asString()).isEqualTo("up");
    }
    assertThat(read(ADMIN, "/v3/api-docs").at("/paths/~1api~1v1~1me/get").isObject()).isTrue();
    assertThat(get("user2", "/metrics").status()).isEqualTo(403);
  }
}
