package dev.headroom.services.pos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.services.common.Problem;
import dev.headroom.services.testing.Answer;
import dev.headroom.web.RefreshOptions;
import dev.headroom.web.RefreshTokens;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@DisplayName("A refresh token")
class StaySignedInTest extends PosService {

  private static final String REFRESH = "/api/v1/auth/refresh";
  private static final String ME = "/api/v1/auth/me";

  @Autowired AppUserRepository users;

  private Answer refresh(String token) {
    return post(null, REFRESH, Map.of("refreshToken", token));
  }

  private static String token(Answer answer) {
    assertThat(answer.status()).isEqualTo(200);
    return answer.body().get("refreshToken").asString();
  }

  @Test
  @DisplayName("gives the next tokens, whose user is the one who signed in")
  void rotates() {
    Answer in = signIn("manager2@headroom.example", "manager");
    Answer next = refresh(token(in));
    assertThat(token(next)).isNotEqualTo(token(in));
    assertThat(next.body().get("user")).isEqualTo(in.body().get("user"));
    assertThat(sendWith("GET", next.body().get("accessToken").asString(), ME, null).body())
        .isEqualTo(in.body().get("user"));
    assertThat(next.header("Cache-Control")).contains("no-store");
  }

  @Test
  @DisplayName("that comes a second time ends its sign-in, and no other one")
  void reused() {
    Answer other = signIn("staff2@headroom.example", "staff");
    String first = token(signIn("staff2@headroom.example", "staff"));
    String second = token(refresh(first));
    assertThat(token(refresh(first))).as("within the grace").isEqualTo(second);
    String third = token(refresh(second));
    Answer replayed = refresh(first);
    assertThat(replayed.status()).isEqualTo(401);
    assertThat(replayed.detail()).isEqualTo("the refresh token is not good: sign in again");
    assertThat(refresh(third).status()).isEqualTo(401);
    token(refresh(token(other)));
  }

  @Test
  @DisplayName("is good no more once its user has signed out or was shut out, and let in again")
  void ended() {
    String out = token(signIn("staff2@headroom.example", "staff"));
    assertThat(send("POST", null, "/api/v1/auth/sign-out", Map.of("refreshToken", out)).status())
        .isEqualTo(204);
    assertThat(refresh(out).status()).isEqualTo(401);

    Answer in = signIn("staff3@headroom.example", "staff");
    String account = "/api/v1/users/" + in.body().at("/user/id").asLong();
    assertThat(put(MANAGER_3, account, Map.of("active", false)).status()).isEqualTo(200);
    assertThat(refresh(token(in)).status()).isEqualTo(401);
    assertThat(put(MANAGER_3, account, Map.of("active", true)).status()).isEqualTo(200);
    assertThat(refresh(token(in)).status()).isEqualTo(401);
    token(signIn("staff3@headroom.example", "staff"));
  }

  @Test
  @DisplayName("is no access token, an access token is none, and neither comes back in an error")
  void notEachOther() {
    Answer in = signIn("staff2@headroom.example", "staff");
    String access = in.body().get("accessToken").asString();
    assertThat(sendWith("GET", token(in), ME, null).status()).isEqualTo(401);
    Answer refused = refresh(access);
    assertThat(refused.status()).isIn(400, 401);
    assertThat(refused.text()).doesNotContain(access.substring(0, 30));
    for (String wrong : new String[] {"", " ", "x", "a.b", "é".repeat(66), "x".repeat(5_000)}) {
      assertThat(refresh(wrong).status()).as(wrong).isIn(400, 401);
    }
  }

  @Test
  @DisplayName(
      "is left out where Redis does not answer: the sign-in is good for an access token; refreshing"
          + " and signing out say that it has to be repeated")
  void withoutRedis() {
    try (RefreshTokens nowhere =
        RefreshTokens.inRedis(RefreshOptions.DEFAULT, Clock.systemUTC(), "redis://127.0.0.1:1/0")) {
      StaySignedIn staying = new StaySignedIn(nowhere, users);
      PosUser user = PosUser.of(users.findById(4L).orElseThrow());
      assertThat(staying.begin(user)).isNull();
      staying.changed(new UserChanged(user.id()));
      String token = token(signIn("staff2@headroom.example", "staff"));
      assertThatThrownBy(() -> staying.next(token))
          .isInstanceOfSatisfying(
              Problem.class,
              problem -> {
                assertThat(problem.getStatusCode().value()).isEqualTo(503);
                assertThat(problem.getHeaders().getFirst("Retry-After")).isEqualTo("1");
              });
      assertThatThrownBy(() -> staying.end(token)).hasMessageContaining("503");
    }
  }
}
