package dev.headroom.services.wellbeing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.loop.Fix;
import dev.headroom.loop.Fixes;
import dev.headroom.services.common.IndexFix;
import dev.headroom.services.testing.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** R6, W2, W5: every answer is the same with a fix on and off, to the byte. */
class FixesTest extends WellbeingService {

  private static final List<String> PATHS =
      List.of(
          "/api/v1/me",
          "/api/v1/analytics/dashboard?date=2017-03-30",
          "/api/v1/analytics/quick-stats?date=2017-03-30",
          "/api/v1/analytics/summary/daily?date=2017-03-30",
          "/api/v1/analytics/summary/weekly?date=2017-03-30",
          "/api/v1/analytics/insights?date=2017-03-31",
          "/api/v1/analytics/trends?date=2017-03-31&weeks=3",
          "/api/v1/analytics/apps?from=2017-03-22&to=2017-03-31&limit=7",
          "/api/v1/analytics/notifications?from=2017-03-28&to=2017-03-31",
          "/api/v1/analytics/focus?from=2017-03-22&to=2017-03-31",
          "/api/v1/privacy/score",
          "/api/v1/wellbeing/score?date=2017-03-31",
          "/api/v1/goals?date=2017-03-30");

  @Autowired Fixes fixes;

  @AfterEach
  void off() {
    switchTo(Set.of());
  }

  @Test
  @DisplayName("A fix changes no answer, for any user, also after writes with it on and off")
  void equal() {
    Set<String> all = fixes.known().stream().map(Fix::id).collect(Collectors.toSet());
    List<Somebody> users = List.of(somebody("Europe/Helsinki"), somebody("Asia/Kolkata"));
    equalOnAndOff(all, users);
    for (Set<String> on : List.of(all, Set.<String>of())) {
      switchTo(on);
      for (Somebody user : users) {
        write(user, on.isEmpty() ? 30 : 29);
      }
      equalOnAndOff(all, users);
    }
  }

  /** Off, then on twice: a cache's first answer and its second. */
  private void equalOnAndOff(Set<String> all, List<Somebody> users) {
    switchTo(Set.of());
    List<String> before = answers(users);
    for (Set<String> on :
        List.of(Set.of("set-based"), Set.of("rollups"), Set.of("analytics-cache"), all)) {
      for (int i = 0; i < 2; i++) {
        switchTo(on);
        assertThat(answers(users)).as(on.toString()).isEqualTo(before);
      }
    }
  }

  /** All of one user, and of others what is made of all. */
  private List<String> answers(List<Somebody> users) {
    List<String> answers = new ArrayList<>();
    for (String path : PATHS) {
      answers.add(answer(users.get(0).token(), path));
    }
    for (String token : List.of(users.get(1).token(), token("user2"))) {
      for (String path : PATHS.subList(0, 2)) {
        answers.add(answer(token, path));
      }
    }
    return answers;
  }

  private String answer(String token, String path) {
    Answer answer = sendWith("GET", token, path, null, "Accept-Encoding", "gzip");
    assertThat(answer.status()).as(path + answer.text()).isEqualTo(200);
    return path + " " + answer.text();
  }

  /** Events, a goal, an application, a phone, another zone; each is seen in the next answer. */
  private void write(Somebody user, int day) {
    String date = "2017-03-" + day + "T";
    JsonNode taken =
        send(
            user,
            screen(user, date + "18:00:00Z", "unlocked"),
            screen(user, date + "19:30:00Z", "off"),
            app(user, "com.example.reader", date + "18:00:00Z", date + "19:00:00Z"),
            posted(user, "com.example.news", date + "17:59:30Z"),
            focus(date + "10:00:00Z", date + "10:25:00Z", true));
    assertThat(taken.get("accepted").asInt()).isEqualTo(5);
    assertThat(
            read(user, "/api/v1/analytics/summary/weekly?date=2017-03-30")
                .at("/total/pickups")
                .asInt())
        .isEqualTo(day == 29 ? 1 : 2);
    Answer goal =
        sendWith(
            "POST",
            user.token(),
            "/api/v1/goals",
            Map.of("kind", day == 29 ? "SCREEN_TIME" : "PICKUPS", "target", 5));
    assertThat(goal.status()).as(goal.text()).isEqualTo(201);
    assertThat(read(user, "/api/v1/goals?date=2017-03-30")).hasSize(day - 28);
    assertThat(
            sendWith(
                    "POST",
                    user.token(),
                    "/api/v1/devices",
                    Map.of("name", "open " + day, "screen_lock", false))
                .status())
        .isEqualTo(201);
    assertThat(read(user, "/api/v1/privacy/score").at("/score/parts/3/sentence").asString())
        .isEqualTo("1 of %d phones have a screen lock.".formatted(day - 27));
    String zone = day == 29 ? "America/New_York" : "Pacific/Auckland";
    assertThat(
            sendWith(
                    "PUT",
                    user.token(),
                    "/api/v1/me",
                    Map.of(
                        "name", "S", "time_zone", zone, "retention_days", day, "shares_data", true))
                .status())
        .isEqualTo(200);
    assertThat(
            read(user, "/api/v1/analytics/dashboard?date=2017-03-30").get("time_zone").asString())
        .isEqualTo(zone);
  }

  @Test
  @DisplayName(
      "W7: the second optimized answer was kept; new events, and clearing, end that; the figures of W2 tell it")
  void kept() {
    switchTo(Set.of("analytics-cache"));
    Somebody user = somebody("UTC");
    String path = "/api/v1/analytics/summary/daily-optimized?date=2017-03-30";
    JsonNode cache = read(user, "/api/v1/analytics/cache");

    JsonNode first = read(user, path);
    assertThat(first.get("status").asString()).isEqualTo("success");
    assertThat(first.get("cached").asBoolean()).isFalse();
    JsonNode second = read(user, path);
    assertThat(second.get("cached").asBoolean()).isTrue();
    assertThat(second.get("data")).isEqualTo(first.get("data"));
    JsonNode after = read(user, "/api/v1/analytics/cache");
    assertThat(after.get("hits").asLong() - cache.get("hits").asLong()).isEqualTo(1);
    JsonNode lookups = read(ADMIN, "/api/v1/metrics").get("cache");
    assertThat(lookups.get("lookups").asLong()).isGreaterThanOrEqualTo(2);
    assertThat(lookups.get("lookup_ms").asDouble()).isBetween(0.0, 1_000.0);
    assertThat(after.get("misses").asLong() - cache.get("misses").asLong()).isEqualTo(1);
    assertThat(after.get("hit_rate_percent").asDouble()).isBetween(0.0, 100.0);

    send(user, posted(user, "com.example.news", "2016-03-30T12:00:00Z"));
    assertThat(read(user, path).get("cached").asBoolean()).as("of another month").isTrue();
    send(user, posted(user, "com.example.news", "2017-03-30T12:00:00Z"));
    JsonNode changed = read(user, path);
    assertThat(changed.get("cached").asBoolean()).isFalse();
    assertThat(changed.at("/data/day/notifications").asInt()).isEqualTo(1);

    assertThat(sendWith("DELETE", user.token(), "/api/v1/analytics/cache", null).status())
        .isEqualTo(204);
    assertThat(read(user, path).get("cached").asBoolean()).isFalse();
    String pattern = "/api/v1/analytics/cache?pattern=" + user.id() + "/*";
    assertThat(sendWith("DELETE", user.token(), pattern, null).status()).isEqualTo(403);
    assertThat(send("DELETE", ADMIN, pattern, null).status()).isEqualTo(204);
    assertThat(read(user, path).get("cached").asBoolean()).isFalse();
    for (String other : List.of("weekly-optimized", "weekly-optimized")) {
      assertThat(read(user, "/api/v1/analytics/summary/" + other).get("data").get("days"))
          .hasSize(7);
    }
    assertThat(read(user, "/api/v1/analytics/insights-optimized").get("data").isArray()).isTrue();
  }

  @Test
  @DisplayName("With user-cache on, a user who erased the account is out at once")
  void erased() {
    switchTo(Set.of("user-cache", "token-cache"));
    Somebody user = somebody("UTC");
    assertThat(sendWith("GET", user.token(), "/api/v1/me", null).status()).isEqualTo(200);
    assertThat(sendWith("DELETE", user.token(), "/api/v1/me", null).status()).isEqualTo(204);
    assertThat(sendWith("GET", user.token(), "/api/v1/me", null).status()).isEqualTo(401);
  }

  @Test
  @DisplayName(
      "Switching over HTTP creates the indexes by hand and drops them again; only an administrator may")
  void indexes() {
    switchTo(Set.of("indexes"));
    assertThat(existing()).hasSize(IndexFix.statements().size());
    switchTo(Set.of());
    assertThat(existing()).isEmpty();
    assertThat(send("PUT", "user2", "/headroom/api/fixes", Map.of("on", List.of())).status())
        .isEqualTo(403);
  }

  /** The schema as found has unique indexes only. */
  private List<String> existing() {
    return jdbc.sql(
            "select i.relname from pg_index x join pg_class i on i.oid = x.indexrelid join pg_class"
                + " t on t.oid = x.indrelid where t.relnamespace = 'public'::regnamespace and not"
                + " x.indisunique and t.relname in ('screen_event', 'app_episode', 'notification',"
                + " 'focus_session', 'granted_permission', 'goal')")
        .query(String.class)
        .list();
  }

  /** As a person does it, so that what has to follow follows. */
  private void switchTo(Set<String> on) {
    Answer answer = send("PUT", ADMIN, "/headroom/api/fixes", Map.of("on", on));
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
  }
}
