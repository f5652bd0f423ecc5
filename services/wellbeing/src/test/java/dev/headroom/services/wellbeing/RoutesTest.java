package dev.headroom.services.wellbeing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.services.testing.Answer;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class RoutesTest extends WellbeingService {

  private static final String A = "/api/v1/analytics";

  @Test
  @DisplayName(
      "W7: the dashboard has every part, and its parts are those of the routes of their own")
  void dashboard() {
    JsonNode dashboard = read("user2", A + "/dashboard?date=2017-03-28");

    assertThat(dashboard.get("quick")).isEqualTo(read("user2", A + "/quick-stats?date=2017-03-28"));
    assertThat(dashboard.get("today"))
        .isEqualTo(read("user2", A + "/summary/daily?date=2017-03-28"));
    assertThat(dashboard.get("trends"))
        .isEqualTo(read("user2", A + "/trends?date=2017-03-28&weeks=4"));
    assertThat(dashboard.get("wellbeing"))
        .isEqualTo(read("user2", "/api/v1/wellbeing/score?date=2017-03-28"));
    assertThat(dashboard.get("privacy"))
        .isEqualTo(read("user2", "/api/v1/privacy/score").get("score"));
    assertThat(dashboard.get("goals")).isEqualTo(read("user2", "/api/v1/goals?date=2017-03-28"));
    String week = "?from=2017-03-22&to=2017-03-28";
    assertThat(dashboard.get("notifications"))
        .isEqualTo(read("user2", A + "/notifications" + week));
    assertThat(dashboard.get("focus")).isEqualTo(read("user2", A + "/focus" + week));
    assertThat(dashboard.get("top_apps"))
        .isEqualTo(read("user2", A + "/apps" + week + "&limit=5").get("apps"));
    assertThat(dashboard.get("last_days")).hasSize(7);
    for (JsonNode part : dashboard.at("/wellbeing/parts")) {
      assertThat(part.get("sentence").asString()).endsWith(".");
    }
  }

  @Test
  @DisplayName("W7: quick stats have the four figures under their names")
  void quick() {
    JsonNode quick = read("user2", A + "/quick-stats?date=2017-03-28");

    assertThat(List.copyOf(quick.propertyNames()))
        .contains("today_screen_time", "today_focus_time", "privacy_score", "wellbeing_score");
    assertThat(quick.get("today_screen_time").asLong()).isPositive();
    assertThat(quick.get("privacy_score").asDouble()).isBetween(0.0, 100.0);
  }

  @Test
  @DisplayName("A week is the sum of its days, and each insight has its evidence")
  void week() {
    JsonNode week = read("user2", A + "/summary/weekly?date=2017-03-30");
    long pickups =
        StreamSupport.stream(week.get("days").spliterator(), false)
            .mapToLong(day -> day.get("pickups").asLong())
            .sum();
    assertThat(week.get("week").asString()).isEqualTo("2017-03-27");
    assertThat(week.at("/total/pickups").asLong()).isEqualTo(pickups).isPositive();
    assertThat(read("user2", A + "/weekly?date=2017-03-30")).isEqualTo(week);

    JsonNode insights = read("user2", A + "/insights?date=2017-03-30");
    assertThat(insights).isNotEmpty();
    for (JsonNode insight : insights) {
      assertThat(insight.get("text").asString()).isNotBlank();
      assertThat(insight.get("evidence")).isNotEmpty();
    }
  }

  @Test
  @DisplayName("Bad dates, ranges and numbers are refused with what to write instead")
  void bad() {
    for (Map.Entry<String, String> bad :
        Map.of(
                "/summary/daily?date=28.3.2017", "such as 2017-03-28",
                "/summary/daily?date=1999-12-31", "outside 2000 to 2100",
                "/apps?from=2017-03-02&to=2017-03-01", "is after to=",
                "/apps?from=2016-01-01&to=2017-03-01", "more than 92 days",
                "/apps?limit=0", "outside 1 to 100",
                "/trends?weeks=27", "outside 1 to 26",
                "/trends?weeks=many", "not a valid whole number")
            .entrySet()) {
      Answer answer = get("user2", A + bad.getKey());
      assertThat(answer.status()).as(bad.getKey()).isEqualTo(400);
      assertThat(answer.detail()).contains(bad.getValue());
    }
    assertThat(get(null, A + "/dashboard").status()).isEqualTo(401);
  }

  @Test
  @DisplayName("Goals are set, kept, changed and dropped; another user's goal does not exist")
  void goals() {
    Somebody user = somebody("UTC");
    send(
        user,
        screen(user, "2020-05-05T10:00:00Z", "unlocked"),
        screen(user, "2020-05-05T10:30:00Z", "off"));
    Answer set =
        sendWith(
            "POST", user.token(), "/api/v1/goals", Map.of("kind", "SCREEN_TIME", "target", 30));
    assertThat(set.status()).as(set.text()).isEqualTo(201);
    String goal = "/api/v1/goals/" + set.body().get("id").asLong();

    JsonNode kept = read(user, "/api/v1/goals?date=2020-05-05").get(0);
    assertThat(kept.get("value").asDouble()).isEqualTo(30);
    assertThat(kept.get("met").asBoolean()).isTrue();
    assertThat(kept.get("days_met").asInt()).isEqualTo(7);
    assertThat(sendWith("PUT", user.token(), goal, Map.of("target", 29)).status()).isEqualTo(200);
    assertThat(read(user, "/api/v1/goals?date=2020-05-05").get(0).get("met").asBoolean()).isFalse();
    assertThat(send("PUT", "user2", goal, Map.of("target", 29)).status()).isEqualTo(404);
    assertThat(
            sendWith("POST", user.token(), "/api/v1/goals", Map.of("kind", "APP_TIME", "target", 3))
                .detail())
        .contains("app belongs to a goal of APP_TIME");
    assertThat(sendWith("DELETE", user.token(), goal, null).status()).isEqualTo(204);
    assertThat(read(user, "/api/v1/goals?date=2020-05-05")).isEmpty();
  }

  @Test
  @DisplayName(
      "Another zone parts the days anew; the export has everything; after erasure nothing is left and the token is worth nothing")
  void account() {
    Somebody user = somebody("UTC");
    send(
        user,
        screen(user, "2020-05-05T23:10:00Z", "unlocked"),
        screen(user, "2020-05-05T23:20:00Z", "off"),
        posted(user, "com.example.news", "2020-05-05T12:00:00Z"));
    Map<String, Object> change =
        Map.of(
            "name", "Me", "time_zone", "Europe/Berlin", "retention_days", 30, "shares_data", true);
    assertThat(sendWith("PUT", user.token(), "/api/v1/me", change).status()).isEqualTo(200);
    assertThat(read(user, A + "/summary/daily?date=2020-05-06").at("/day/screen_seconds").asInt())
        .isEqualTo(600);
    assertThat(
            sendWith(
                    "PUT",
                    user.token(),
                    "/api/v1/me",
                    Map.of(
                        "name",
                        "Me",
                        "time_zone",
                        "Mars",
                        "retention_days",
                        30,
                        "shares_data",
                        true))
                .detail())
        .contains("Europe/Helsinki");
    Answer apps =
        sendWith(
            "PUT",
            user.token(),
            "/api/v1/applications",
            Map.of(
                "applications",
                List.of(
                    Map.of(
                        "app",
                        "com.example.news",
                        "name",
                        "News",
                        "category",
                        "news",
                        "permissions",
                        List.of(Map.of("name", "LOCATION", "risk", "HIGH"))))));
    assertThat(apps.status()).as(apps.text()).isEqualTo(204);
    JsonNode privacy = read(user, "/api/v1/privacy/score");
    assertThat(privacy.at("/score/parts/0/points").asDouble()).isZero();
    assertThat(privacy.at("/score/parts/2/points").asDouble()).isZero();
    assertThat(privacy.get("risky_applications")).hasSize(1);

    JsonNode export = read(user, "/api/v1/me/export");
    assertThat(export.get("screen_events")).hasSize(2);
    assertThat(export.get("notifications")).hasSize(1);
    assertThat(export.at("/applications/0/permission").asString()).isEqualTo("LOCATION");
    assertThat(export.at("/account/0/time_zone").asString()).isEqualTo("Europe/Berlin");
    assertThat(export.toString()).doesNotContain("password");

    assertThat(sendWith("DELETE", user.token(), "/api/v1/me", null).status()).isEqualTo(204);
    assertThat(sendWith("GET", user.token(), "/api/v1/me", null).status()).isEqualTo(401);
    for (String table : Account.TABLES) {
      assertThat(
              jdbc.sql("select count(*) from " + table + " where user_id = ?")
                  .param(user.id())
                  .query(Long.class)
                  .single())
          .as(table)
          .isZero();
    }
  }

  @Test
  @DisplayName(
      "W1, W4: answers carry their time; health and metrics tell database, cache and requests")
  void health() {
    Answer answer = get("user2", "/api/v1/privacy/score");
    assertThat(answer.header("X-Response-Time")).isNotBlank();
    assertThat(answer.header("X-Process-Time")).matches("\\d+\\.\\d{6}");
    JsonNode health = get(null, "/health").body();
    assertThat(health.get("status").asString()).isEqualTo("up");
    assertThat(health.at("/database/status").asString()).isEqualTo("up");
    assertThat(get(null, "/api/v1/health").body().get("status").asString()).isEqualTo("up");
    assertThat(get("user2", "/metrics").status()).isEqualTo(403);
    assertThat(get("user2", "/api/v1/metrics").status()).isEqualTo(403);
    JsonNode metrics = read(ADMIN, "/api/v1/metrics");
    assertThat(metrics.at("/performance/total_requests").asLong()).isPositive();
    assertThat(metrics.at("/performance/average_time_ms").asDouble()).isPositive();
    assertThat(metrics.at("/cache/hit_rate_percent").isNumber()).isTrue();
    assertThat(metrics.at("/pool/size").asInt()).isPositive();
    assertThat(metrics.at("/pool/opened").asInt()).isBetween(1, 100);
    assertThat(metrics.at("/pool/taken").asInt()).isGreaterThan(metrics.at("/pool/opened").asInt());
    assertThat(read(ADMIN, "/v3/api-docs").at("/paths/~1api~1v1~1events/post").isObject()).isTrue();
  }
}
