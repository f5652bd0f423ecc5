package dev.headroom.services.automations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.services.testing.Answer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

class RunsTest extends AutomationsService {

  @Autowired Runs runs;
  @Autowired Runner runner;
  @Autowired Worker worker;

  @Test
  @DisplayName(
      "A run that needs a model sets tokens aside, books what the model says it used, and its cost")
  void model() {
    Somebody user = somebody();
    long id = subscribed(user, automation(TriggerKind.MANUAL, true));
    JsonNode run = run(user, id, "hello");

    assertThat(run.get("status").asString()).isEqualTo("SUCCEEDED");
    JsonNode me = ok(user, "GET", "/api/v1/me", null);
    // The prompt is a new line and five letters: 1 + 6 / 4 tokens, and 50 of the answer.
    assertThat(me.at("/quota/used").asLong()).isEqualTo(52);
    assertThat(me.at("/quota/reserved").asLong()).isZero();
    assertThat(me.at("/usage/costMicros").asLong()).isEqualTo((2 * 2_500 + 50 * 10_000) / 1_000);
    assertThat(me.at("/automations/active").asLong()).isEqualTo(1);
    JsonNode log =
        ok(
            user,
            "GET",
            "/api/v1/me/automations/" + id + "/runs/" + run.get("id").asLong() + "/log",
            null);
    assertThat(log.get(0).get("message").asString()).endsWith(": done");
    String day = Instant.now().toString().substring(0, 10);
    assertThat(
            ok(user, "GET", "/api/v1/me/usage?from=" + day + "&to=" + day, null)
                .at("/0/promptTokens")
                .asLong())
        .isEqualTo(2);
  }

  @Test
  @DisplayName(
      "A model that fails, answers no JSON or uses more than was set aside makes a run that failed; nothing is booked, nothing stays set aside")
  void failures() {
    Somebody user = somebody();
    long id = subscribed(user, automation(TriggerKind.MANUAL, true));
    for (Map.Entry<String, String> bad :
        Map.of(
                "fail", "status 500",
                "garbage", "not JSON",
                "greedy", "of which")
            .entrySet()) {
      JsonNode run = run(user, id, bad.getKey());
      assertThat(run.get("status").asString()).isEqualTo("FAILED");
      assertThat(run.get("error").asString()).contains(bad.getValue());
    }
    JsonNode quota = ok(user, "GET", "/api/v1/me", null).get("quota");
    assertThat(quota.get("used").asLong()).isZero();
    assertThat(quota.get("reserved").asLong()).isZero();
  }

  @Test
  @DisplayName(
      "With outgoing-calls on, a model server that failed five times is left alone for a while, and then asked again")
  void breaker() {
    Somebody user = somebody();
    long id = subscribed(user, automation(TriggerKind.MANUAL, true));
    switchTo(Set.of("outgoing-calls"));
    try {
      int calls = MODEL.calls();
      for (int i = 0; i < 5; i++) {
        assertThat(run(user, id, "fail").get("error").asString()).contains("status 500");
      }
      JsonNode refused = run(user, id, "hello");
      assertThat(refused.get("error").asString()).contains("the model gave no answer");
      assertThat(MODEL.calls() - calls).isEqualTo(5);
      long until = System.nanoTime() + Duration.ofSeconds(20).toNanos();
      while (!run(user, id, "hello").get("status").asString().equals("SUCCEEDED")) {
        assertThat(System.nanoTime()).as("asked again").isLessThan(until);
      }
    } finally {
      switchTo(Set.of());
    }
    assertThat(count("select count(*) from reservation where user_id = ?", user.id())).isZero();
  }

  private void switchTo(Set<String> on) {
    assertThat(send("PUT", ADMIN, "/headroom/api/fixes", Map.of("on", on)).status()).isEqualTo(200);
  }

  @Test
  @DisplayName("What cannot be run now is refused with what to do")
  void refused() {
    Somebody user = somebody();
    long id = subscribed(user, automation(TriggerKind.MANUAL, true));
    String path = "/api/v1/me/automations/" + id;
    int calls = MODEL.calls();
    assertThat(
            send(ADMIN, user.id(), Map.of("role", "USER", "active", true, "monthlyTokens", 100))
                .status())
        .isEqualTo(200);
    JsonNode run = run(user, id, "hello");
    assertThat(run.get("error").asString())
        .contains("of this month's 100 are 100 left: ask for less");
    assertThat(MODEL.calls()).isEqualTo(calls);

    assertThat(ok(user, "POST", path + "/pause", null).get("status").asString())
        .isEqualTo("PAUSED");
    assertStatus(send(user, "POST", path + "/runs", Map.of("input", "")), 409, "/resume first");
    assertStatus(send("POST", "user5", path + "/runs", Map.of("input", "")), 404, "no automation");
    assertThat(ok(user, "DELETE", path, null).get("status").asString()).isEqualTo("ENDED");
    assertStatus(send(user, "POST", path + "/resume", null), 409, "subscribe anew");
  }

  private Answer send(String admin, long user, Map<String, Object> change) {
    return send("PUT", admin, "/api/v1/admin/users/" + user, change);
  }

  @Test
  @DisplayName(
      "A signed call of a webhook is a run, once; forged, changed, old or unsigned ones are none")
  void hooks() {
    Somebody user = somebody();
    JsonNode made = subscribe(user, automation(TriggerKind.WEBHOOK, false));
    long id = made.at("/automation/id").asLong();
    String secret = made.get("secret").asString();
    assertThat(ok(user, "GET", "/api/v1/me/automations", null).toString()).doesNotContain(secret);
    String path = made.at("/automation/hook").asString();
    long now = Instant.now().getEpochSecond();

    String body = "{\"order\": 7}";
    String signature = sign(secret, now, body);
    Answer taken = hook(path, signature, body);
    assertThat(taken.status()).as(taken.text()).isEqualTo(202);
    assertStatus(hook(path, signature, body), 409, "taken already");
    assertStatus(hook(path, signature, body + " "), 401, "does not fit");
    assertStatus(hook(path, sign("another", now, body), body), 401, "does not fit");
    assertStatus(hook("/api/v1/hooks/999999999", signature, body), 401, "does not fit");
    assertStatus(hook(path, sign(secret, now - 301, body), body), 401, "5 minutes");
    assertStatus(hook(path, "t=" + now + ",v1=' or 1=1 --", body), 400, "the HMAC-SHA-256");
    // Forged ones leave nothing: the one they copied is still good.
    String second = sign(secret, now, "second");
    assertStatus(hook(path, second, "changed"), 401, "does not fit");
    assertThat(hook(path, second, "second").status()).isEqualTo(202);

    assertThat(count("select count(*) from run where user_automation_id = ?", id)).isEqualTo(2);
    long run = taken.body().get("run").asLong();
    runner.run(run);
    assertThat(one(user, id, run).get("status").asString()).isEqualTo("SUCCEEDED");

    String fresh =
        ok(user, "POST", "/api/v1/me/automations/" + id + "/secret", null).get("secret").asString();
    assertStatus(hook(path, sign(secret, now, "third"), "third"), 401, "does not fit");
    assertThat(hook(path, sign(fresh, now, "third"), "third").status()).isEqualTo(202);
  }

  private static String sign(String secret, long seconds, String body) {
    return HookSignature.sign(secret, seconds, body.getBytes(StandardCharsets.UTF_8)).toString();
  }

  private Answer hook(String path, String signature, String body) {
    return caller().send("POST", null, path, body, "X-Headroom-Signature", signature);
  }

  @Test
  @DisplayName(
      "A run started by a webhook is tried three times, each later than the one before, and one whose process is gone is taken up")
  void retries() {
    Somebody user = somebody();
    JsonNode made = subscribe(user, automation(TriggerKind.WEBHOOK, true));
    long id = made.at("/automation/id").asLong();
    String signature = sign(made.get("secret").asString(), Instant.now().getEpochSecond(), "fail");
    long run =
        hook(made.at("/automation/hook").asString(), signature, "fail").body().get("run").asLong();
    long before = Instant.now().toEpochMilli();

    runner.run(run);
    JsonNode first = one(user, id, run);
    assertThat(first.get("status").asString()).isEqualTo("QUEUED");
    assertThat(first.get("dueAt").asLong()).isGreaterThanOrEqualTo(before + 10_000);
    assertThat(runs.due(50)).doesNotContain(run);
    runner.run(run);
    assertThat(one(user, id, run).get("dueAt").asLong()).isGreaterThanOrEqualTo(before + 20_000);

    // The third is under way when its process ends.
    assertThat(runs.claim(run)).isPresent();
    assertThat(runs.claim(run)).as("another process").isEmpty();
    jdbc.sql("update run set started_at = 1 where id = ?").param(run).update();
    assertThat(runs.takeUp(Duration.ofMinutes(10))).isEqualTo(1);
    assertThat(one(user, id, run).get("status").asString()).isEqualTo("FAILED");
    assertThat(count("select count(*) from reservation where user_id = ?", user.id())).isZero();
  }

  @Test
  @DisplayName(
      "A schedule is a run when it is due, once however many look, and then its next time; bad ones are refused")
  void schedules() {
    Somebody user = somebody();
    long automation = automation(TriggerKind.SCHEDULE, false);
    JsonNode made =
        ok(
            user,
            "POST",
            "/api/v1/me/automations",
            Map.of(
                "automationId",
                automation,
                "cron",
                "0 30 7 * * MON-FRI",
                "zone",
                "Europe/Helsinki"));
    long id = made.at("/automation/id").asLong();
    long due = made.at("/automation/dueAt").asLong();
    assertThat(Instant.ofEpochMilli(due).toString()).matches(".*T0[45]:30:00Z");

    jdbc.sql("update user_automation set due_at = 1 where id = ?").param(id).update();
    worker.schedule();
    worker.schedule();
    assertThat(count("select count(*) from run where user_automation_id = ?", id)).isEqualTo(1);
    assertThat(count("select due_at from user_automation where id = ?", id)).isEqualTo(due);

    String path = "/api/v1/me/automations/" + id;
    for (Map.Entry<Map<String, String>, String> bad :
        Map.of(
                Map.of("cron", "7:30"), "six fields",
                Map.of("cron", "* * * * * *"), "more often than each minute",
                Map.of("cron", "0 0 0 31 2 *"), "comes never",
                Map.of("cron", "0 0 7 * * *", "zone", "Mars'; drop table run"), "Europe/Helsinki")
            .entrySet()) {
      assertStatus(send(user, "PUT", path, bad.getKey()), 400, bad.getValue());
    }
    long other = subscribed(user, automation(TriggerKind.MANUAL, false));
    assertStatus(
        send(user, "PUT", "/api/v1/me/automations/" + other, Map.of("cron", "0 0 7 * * *")),
        400,
        "belong to automations with the trigger SCHEDULE");
  }

  private long subscribed(Somebody user, long automation) {
    return subscribe(user, automation).at("/automation/id").asLong();
  }

  private JsonNode run(Somebody user, long id, String input) {
    return ok(user, "POST", "/api/v1/me/automations/" + id + "/runs", Map.of("input", input));
  }

  private JsonNode one(Somebody user, long id, long run) {
    for (JsonNode found : ok(user, "GET", "/api/v1/me/automations/" + id + "/runs", null)) {
      if (found.get("id").asLong() == run) {
        return found;
      }
    }
    throw new AssertionError("no run " + run);
  }
}
