package dev.headroom.services.automations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.loop.Fix;
import dev.headroom.loop.Fixes;
import dev.headroom.loop.Scope;
import dev.headroom.services.common.IndexFix;
import dev.headroom.services.testing.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** R6, A3, A4, A5: every answer is the same with a fix on and off, to the byte. */
class FixesTest extends AutomationsService {

  private static final List<String> OWN =
      List.of("/api/v1/me", "/api/v1/me?date=2023-11-20", "/api/v1/me/automations");
  private static final List<String> ADMINS =
      List.of(
          "/api/v1/admin/dashboard?date=2023-11-20",
          "/api/v1/admin/dashboard",
          "/api/v1/admin/users?size=7",
          "/api/v1/admin/users?before=62&active=true&verified=true&status=ACTIVE",
          "/api/v1/admin/users?before=62&active=false",
          "/api/v1/admin/users?before=62&verified=false&status=PAUSED&size=3",
          "/api/v1/admin/top-users?from=2023-11-16&to=2023-11-16&limit=4",
          "/api/v1/admin/usage?from=2023-11-15&to=2023-11-17",
          "/api/v1/admin/revenue?from=2023-11-16&to=2023-11-16");

  @Autowired Fixes fixes;

  @AfterEach
  void off() {
    switchTo(Set.of());
  }

  @Test
  @DisplayName("A fix changes no answer, for any user, also after writes with it on and off")
  void equal() {
    Set<String> all =
        fixes.known().stream()
            .filter(fix -> fix.scope() != Scope.PROCESS)
            .map(Fix::id)
            .collect(Collectors.toSet());
    List<Somebody> users = List.of(somebody(), somebody());
    equalOnAndOff(all, users);
    for (Set<String> on : List.of(all, Set.<String>of())) {
      switchTo(on);
      write(users.get(0));
      equalOnAndOff(all, users);
    }
  }

  /** Off, then on twice: a cache's first answer and its second. */
  private void equalOnAndOff(Set<String> all, List<Somebody> users) {
    switchTo(Set.of());
    List<String> before = answers(users);
    for (Set<String> on :
        List.of(
            Set.of("joined"),
            Set.of("daily-usage"),
            Set.of("indexes"),
            Set.of("me-cache", "admin-cache", "health-cache"),
            all)) {
      switchTo(on);
      for (int i = 0; i < 2; i++) {
        assertThat(answers(users)).as(on.toString()).isEqualTo(before);
      }
    }
  }

  private List<String> answers(List<Somebody> users) {
    List<String> answers = new ArrayList<>();
    for (String token :
        List.of(users.get(0).token(), users.get(1).token(), token("user2"), token("user7"))) {
      OWN.forEach(path -> answers.add(answer(token, path)));
      answers.add(answer(token, "/api/v1/me/usage?from=2023-11-15&to=2023-11-17"));
    }
    ADMINS.forEach(path -> answers.add(answer(token(ADMIN), path)));
    answers.add(answer(token(ADMIN), "/api/v1/health"));
    return answers;
  }

  private String answer(String token, String path) {
    Answer answer = caller().send("GET", token, path, null, "Accept-Encoding", "gzip");
    assertThat(answer.status()).as(path + answer.text()).isEqualTo(200);
    return path + " " + answer.text();
  }

  /** Each change is seen in the next answer. */
  private void write(Somebody user) {
    String name = "N" + UUID.randomUUID();
    ok(user, "PUT", "/api/v1/me", Map.of("name", name));
    JsonNode me = ok(user, "GET", "/api/v1/me", null);
    assertThat(me.at("/user/name").asString()).isEqualTo(name);

    long before = me.at("/automations/active").asLong();
    long id = subscribe(user, automation(TriggerKind.MANUAL, true)).at("/automation/id").asLong();
    me = ok(user, "GET", "/api/v1/me", null);
    assertThat(me.at("/automations/active").asLong()).isEqualTo(before + 1);
    assertThat(ok(user, "GET", "/api/v1/me/automations", null).size()).isEqualTo((int) before + 1);

    long runs = read(ADMIN, "/api/v1/admin/dashboard").at("/usage/runs").asLong();
    ok(user, "POST", "/api/v1/me/automations/" + id + "/runs", Map.of("input", "hello"));
    assertThat(read(ADMIN, "/api/v1/admin/dashboard").at("/usage/runs").asLong())
        .isEqualTo(runs + 1);
    JsonNode after = ok(user, "GET", "/api/v1/me", null);
    assertThat(after.at("/quota/used").asLong()).isGreaterThan(me.at("/quota/used").asLong());
    assertThat(after.at("/usage/runs").asLong()).isEqualTo(me.at("/usage/runs").asLong() + 1);

    assertThat(caller().signIn(user.email(), "user").accessToken()).isNotBlank();
    assertThat(ok(user, "GET", "/api/v1/me", null).get("sessions").asInt())
        .isEqualTo(me.get("sessions").asInt() + 1);

    long verified = read(ADMIN, "/api/v1/admin/dashboard").at("/users/all").asLong();
    Map<String, String> wanted =
        Map.of(
            "email", UUID.randomUUID() + "@headroom.example", "password", name, "name", "New One");
    assertThat(send("POST", null, "/api/v1/auth/sign-up", wanted).status()).isEqualTo(202);
    assertThat(read(ADMIN, "/api/v1/admin/dashboard").at("/users/all").asLong())
        .isEqualTo(verified + 1);
    assertThat(read(ADMIN, "/api/v1/admin/users?size=7").at("/0/name").asString())
        .isEqualTo("New One");
    send("PUT", ADMIN, "/api/v1/admin/users/" + user.id(), change(9_000_000));
    assertThat(ok(user, "GET", "/api/v1/me", null).at("/quota/granted").asLong())
        .isEqualTo(9_000_000);
    assertThat(read(ADMIN, "/api/v1/admin/dashboard").at("/audit/0/subject").asString())
        .isEqualTo(user.email());
  }

  private static Map<String, Object> change(long tokens) {
    return Map.of("role", "USER", "active", true, "monthlyTokens", tokens);
  }

  @Test
  @DisplayName(
      "A3: second answers of health, profile and administration read nothing from the database; A5: a page of users is one statement")
  void read() {
    Somebody user = somebody();
    switchTo(Set.of("joined"));
    String users = "/api/v1/admin/users?size=20&before=62";
    read(ADMIN, users);
    // The token's sign-in and its user, and then the page.
    assertThat(statements(token(ADMIN), users)).isEqualTo(3);
    switchTo(Set.of());
    assertThat(statements(token(ADMIN), users)).isGreaterThan(20);

    switchTo(Set.of("health-cache", "me-cache", "admin-cache", "user-cache", "token-cache"));
    for (String path : List.of("/api/v1/me", users, "/api/v1/admin/dashboard", "/health")) {
      String token = path.contains("admin") ? token(ADMIN) : user.token();
      assertThat(statements(token, path)).as(path).isNotNegative();
      assertThat(statements(token, path)).as("again " + path).isZero();
    }
  }

  /** As the starter observed them. */
  private long statements(String token, String path) {
    long before = observed(path);
    assertThat(caller().send("GET", token, path, null).status()).isEqualTo(200);
    return observed(path) - before;
  }

  private long observed(String path) {
    String endpoint = "GET " + path.replaceAll("\\?.*", "");
    for (JsonNode found : read(ADMIN, "/headroom/api/observations").get("endpoints")) {
      if (found.get("endpoint").asString().equals(endpoint)) {
        return found.get("statements").asLong();
      }
    }
    return 0;
  }

  @Test
  @DisplayName(
      "A4: with the caches on, a sign-in that was ended, a user who was shut out and one whose role was taken are out at once")
  void revoked() {
    switchTo(Set.of("token-cache", "user-cache", "me-cache"));
    Somebody user = somebody();
    assertThat(send(user, "GET", "/api/v1/me", null).status()).isEqualTo(200);
    assertThat(
            caller()
                .send("POST", null, "/api/v1/auth/sign-out", Map.of("token", user.refresh()))
                .status())
        .isEqualTo(204);
    assertThat(send(user, "GET", "/api/v1/me", null).status()).isEqualTo(401);

    String token = caller().signIn(user.email(), "user").accessToken();
    Map<String, Object> administrator =
        Map.of("role", "ADMIN", "active", true, "monthlyTokens", 10);
    String path = "/api/v1/admin/users/" + user.id();
    assertThat(caller().send("GET", token, "/api/v1/admin/audit", null).status()).isEqualTo(403);
    assertThat(send("PUT", ADMIN, path, administrator).status()).isEqualTo(200);
    assertThat(caller().send("GET", token, "/api/v1/admin/audit", null).status()).isEqualTo(200);
    assertThat(send("PUT", ADMIN, path, change(10)).status()).isEqualTo(200);
    assertThat(caller().send("GET", token, "/api/v1/admin/audit", null).status()).isEqualTo(403);
    Map<String, Object> out = Map.of("role", "USER", "active", false, "monthlyTokens", 10);
    assertThat(send("PUT", ADMIN, path, out).status()).isEqualTo(200);
    assertThat(caller().send("GET", token, "/api/v1/me", null).status()).isEqualTo(401);
  }

  @Test
  @DisplayName("What was booked by day is what its rows come to, of each user and of all")
  void daily() {
    String sums =
        "select count(*) from (select user_id, at / 86400000 as day, model, count(*) as runs,"
            + " sum(prompt_tokens) as p, sum(completion_tokens) as c, sum(cost_micros) as m from"
            + " token_usage group by 1, 2, 3) r ";
    long rows = count(sums);
    assertThat(rows).isEqualTo(count("select count(*) from usage_user_day")).isPositive();
    assertThat(
            count(
                sums
                    + "join usage_user_day d on d.user_id = r.user_id and d.day = r.day and d.model"
                    + " = r.model and d.runs = r.runs and d.prompt_tokens = r.p and"
                    + " d.completion_tokens = r.c and d.cost_micros = r.m"))
        .isEqualTo(rows);
    assertThat(count("select sum(cost_micros) from usage_day"))
        .isEqualTo(count("select sum(cost_micros) from token_usage"));
  }

  @Test
  @DisplayName(
      "Switching over HTTP creates the indexes by hand and drops them again; only an administrator may")
  void indexes() {
    switchTo(Set.of("indexes"));
    assertThat(existing()).isEqualTo(IndexFix.statements().size());
    switchTo(Set.of());
    assertThat(existing()).isZero();
    assertThat(send("PUT", "user2", "/headroom/api/fixes", Map.of("on", List.of())).status())
        .isEqualTo(403);
  }

  /** The schema as found has what its constraints bring. */
  private long existing() {
    return count(
        "select count(*) from sqlite_master where type = 'index' and sql is not null and tbl_name"
            + " not like 'flyway%'");
  }

  /** As a person does it, so that what has to follow follows. */
  private void switchTo(Set<String> on) {
    Answer answer = send("PUT", ADMIN, "/headroom/api/fixes", Map.of("on", on));
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
  }
}
