package dev.headroom.services.automations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.services.testing.Answer;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class SignInTest extends AutomationsService {

  @Test
  @DisplayName(
      "Who signs up is mailed a token, runs nothing before it comes back, and a second time is not told from a first")
  void signUp() {
    String email = "New." + System.nanoTime() + "@Headroom.example";
    Map<String, String> wanted =
        Map.of("email", email, "password", "long enough", "name", "New One");
    assertThat(send("POST", null, "/api/v1/auth/sign-up", wanted).status()).isEqualTo(202);
    Answer again = send("POST", null, "/api/v1/auth/sign-up", wanted);
    assertThat(again.status()).isEqualTo(202);
    assertThat(again.text()).isEmpty();

    String token = caller().signIn(email, "long enough").accessToken();
    Map<String, Object> subscription =
        Map.of("automationId", automation(TriggerKind.MANUAL, false));
    assertStatus(
        caller().send("POST", token, "/api/v1/me/automations", subscription),
        403,
        "first show that the address is yours");
    String mailed =
        jdbc.sql("select body from outbox where recipient = ? order by id")
            .param(email.toLowerCase(java.util.Locale.ROOT))
            .query(String.class)
            .list()
            .get(0)
            .replaceAll(".*: ", "");
    Map<String, String> proof = Map.of("token", mailed);
    assertThat(caller().ok("POST", null, "/api/v1/auth/verify", proof).get("verified").asBoolean())
        .isTrue();
    assertStatus(send("POST", null, "/api/v1/auth/verify", proof), 400, "the token is not good");
    assertThat(caller().send("POST", token, "/api/v1/me/automations", subscription).status())
        .isEqualTo(201);
  }

  @Test
  @DisplayName(
      "A refresh token is good once, again for a moment; one that comes later ends its sign-in and the access tokens with it")
  void refresh() {
    Somebody user = somebody();
    JsonNode second =
        caller().ok("POST", null, "/api/v1/auth/refresh", Map.of("token", user.refresh()));
    JsonNode lost =
        caller().ok("POST", null, "/api/v1/auth/refresh", Map.of("token", user.refresh()));
    assertThat(lost.get("refreshToken")).isEqualTo(second.get("refreshToken"));
    JsonNode third =
        caller()
            .ok(
                "POST",
                null,
                "/api/v1/auth/refresh",
                Map.of("token", second.get("refreshToken").asString()));
    String access = third.get("accessToken").asString();
    assertThat(caller().send("GET", access, "/api/v1/me", null).status()).isEqualTo(200);

    assertStatus(
        send("POST", null, "/api/v1/auth/refresh", Map.of("token", user.refresh())),
        401,
        "sign in again");
    assertThat(caller().send("GET", access, "/api/v1/me", null).status()).isEqualTo(401);
    assertStatus(
        send(
            "POST",
            null,
            "/api/v1/auth/refresh",
            Map.of("token", third.get("refreshToken").asString())),
        401,
        "sign in again");
  }

  @Test
  @DisplayName("The database has no token in it, nor a password")
  void hashes() {
    Somebody user = somebody();
    String secret = user.refresh().substring(user.refresh().indexOf('.') + 1);
    for (String column : new String[] {"family", "present", "coalesce(before, '')"}) {
      assertThat(
              count(
                  "select count(*) from session where instr(?, "
                      + column
                      + ") > 0 and "
                      + column
                      + " <> ''",
                  user.refresh()))
          .isZero();
    }
    assertThat(count("select count(*) from session where present = ?", secret)).isZero();
    assertThat(count("select count(*) from app_user where password_hash not like '$2a$10$%'"))
        .isZero();
  }

  @Test
  @DisplayName(
      "Signing out, ending a sign-in and being shut out end access tokens at once, of that sign-in alone or all")
  void ended() {
    Somebody user = somebody();
    JsonNode other = caller().signIn(user.email(), "user").body();
    String second = other.get("accessToken").asString();
    assertThat(
            caller()
                .send("POST", null, "/api/v1/auth/sign-out", Map.of("token", user.refresh()))
                .status())
        .isEqualTo(204);
    assertThat(send(user, "GET", "/api/v1/me", null).status()).isEqualTo(401);
    assertThat(caller().send("GET", second, "/api/v1/me", null).status()).isEqualTo(200);

    long session =
        caller().ok("GET", second, "/api/v1/me/sessions", null).get(0).get("id").asLong();
    assertStatus(
        send("DELETE", "user3", "/api/v1/me/sessions/" + session, null), 404, "no sign-in");
    assertThat(caller().send("DELETE", second, "/api/v1/me/sessions/" + session, null).status())
        .isEqualTo(204);
    assertThat(caller().send("GET", second, "/api/v1/me", null).status()).isEqualTo(401);

    String third = caller().signIn(user.email(), "user").accessToken();
    Map<String, Object> out = Map.of("role", "USER", "active", false, "monthlyTokens", 5);
    assertThat(send("PUT", ADMIN, "/api/v1/admin/users/" + user.id(), out).status()).isEqualTo(200);
    assertThat(caller().send("GET", third, "/api/v1/me", null).status()).isEqualTo(401);
    assertStatus(
        send(
            "POST",
            null,
            "/api/v1/auth/sign-in",
            Map.of("email", user.email(), "password", "user")),
        401,
        "e-mail or password is wrong");
    assertThat(read(ADMIN, "/api/v1/admin/audit").get(0).get("subject").asString())
        .isEqualTo(user.email());
  }

  @Test
  @DisplayName("A user has at most 20 sign-ins: the one refreshed longest ago ends")
  void most() {
    Somebody user = somebody();
    for (int i = 0; i < 20; i++) {
      jdbc.sql(
              "insert into session (family, user_id, present, turned_at, created_at, expires_at,"
                  + " longest_at) select family || ?, user_id, present, turned_at + ?, created_at,"
                  + " expires_at, longest_at from session where user_id = ? order by id limit 1")
          .params("x" + i, i, user.id())
          .update();
    }
    assertThat(caller().signIn(user.email(), "user").body().get("user").get("id").asLong())
        .isEqualTo(user.id());
    assertThat(count("select count(*) from session where user_id = ?", user.id())).isEqualTo(20);
    assertThat(send(user, "GET", "/api/v1/me", null).status()).isEqualTo(401);
  }

  @Test
  @DisplayName(
      "Who is no administrator sees nothing of administration; nobody takes his own rights")
  void roles() {
    for (String path : new String[] {"dashboard", "users", "audit", "sessions"}) {
      assertThat(get("user2", "/api/v1/admin/" + path).status()).isEqualTo(403);
      assertThat(get(null, "/api/v1/admin/" + path).status()).isEqualTo(401);
    }
    long admin = count("select id from app_user where role = 'ADMIN'");
    assertStatus(
        send(
            "PUT",
            ADMIN,
            "/api/v1/admin/users/" + admin,
            Map.of("role", "USER", "active", true, "monthlyTokens", 5)),
        409,
        "another administrator");
  }
}
