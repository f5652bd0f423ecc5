package dev.headroom.services.pos;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.source.ImmutableSecret;
import dev.headroom.services.testing.Answer;
import java.time.Instant;
import java.util.List;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.security.oauth2.jose.jws.MacAlgorithm;
import org.springframework.security.oauth2.jwt.JwsHeader;
import org.springframework.security.oauth2.jwt.JwtClaimsSet;
import org.springframework.security.oauth2.jwt.JwtEncoderParameters;
import org.springframework.security.oauth2.jwt.NimbusJwtEncoder;

class SignInTest extends PosService {

  private static final String ME = "/api/v1/auth/me";

  @Autowired SecretKey tokenKey;

  @Test
  @DisplayName("A token from signing in opens what its user may see, and says who that is")
  void token() {
    Answer signedIn = signIn("Manager2@headroom.example", "manager");

    assertThat(signedIn.status()).isEqualTo(200);
    assertThat(signedIn.body().get("expiresInSeconds").asLong()).isEqualTo(3600);
    Answer me = sendWith("GET", signedIn.body().get("accessToken").asString(), ME, null);
    assertThat(me.status()).isEqualTo(200);
    assertThat(me.body()).isEqualTo(signedIn.body().get("user"));
    assertThat(me.text())
        .isEqualTo(
            "{\"id\":4,\"restaurantId\":2,\"email\":\"manager2@headroom.example\","
                + "\"name\":\"Manager 2\",\"role\":\"MANAGER\"}");
  }

  @Test
  @DisplayName("A wrong password and an unknown address get the same answer")
  void wrong() {
    Answer wrong = signIn("staff2@headroom.example", "manager");
    Answer unknown = signIn("nobody@headroom.example", "manager");

    assertThat(wrong.status()).isEqualTo(401);
    assertThat(unknown.status()).isEqualTo(401);
    assertThat(unknown.text()).isEqualTo(wrong.text());
  }

  @Test
  @DisplayName("A token of a user who was shut out ends at once")
  void shutOut() {
    jdbc.sql(
            "insert into app_user (restaurant_id, email, password_hash, name, role) select"
                + " restaurant_id, 'leaver@headroom.example', password_hash, name, role from"
                + " app_user where email = 'staff3@headroom.example'")
        .update();
    String token = signIn("leaver@headroom.example", "staff").body().get("accessToken").asString();
    assertThat(sendWith("GET", token, ME, null).status()).isEqualTo(200);

    jdbc.sql("update app_user set active = false where email = 'leaver@headroom.example'").update();

    assertThat(sendWith("GET", token, ME, null).status()).isEqualTo(401);
    assertThat(signIn("leaver@headroom.example", "staff").status()).isEqualTo(401);
  }

  @Test
  @DisplayName("Only tokens of this service, for this service, before their time is over, open it")
  void forged() {
    Instant now = Instant.now();
    SecretKey other = new SecretKeySpec(new byte[32], "HmacSHA256");

    assertThat(me(token(tokenKey, "headroom-pos", "headroom-pos", now.plusSeconds(60))))
        .isEqualTo(200);
    assertThat(me(token(other, "headroom-pos", "headroom-pos", now.plusSeconds(60))))
        .as("signed with another key")
        .isEqualTo(401);
    assertThat(me(token(tokenKey, "elsewhere", "headroom-pos", now.plusSeconds(60))))
        .as("another issuer")
        .isEqualTo(401);
    assertThat(me(token(tokenKey, "headroom-pos", "elsewhere", now.plusSeconds(60))))
        .as("another audience")
        .isEqualTo(401);
    assertThat(me(token(tokenKey, "headroom-pos", "headroom-pos", now.minusSeconds(60))))
        .as("expired")
        .isEqualTo(401);
    assertThat(me("eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.")).as("unsigned").isEqualTo(401);
  }

  @Test
  @DisplayName("Without a token the answer is a problem document that says how to get one")
  void nobody() {
    Answer refused = get(null, "/api/v1/restaurants");

    assertThat(refused.status()).isEqualTo(401);
    assertThat(refused.raw().headers().firstValue("Content-Type").orElseThrow())
        .startsWith("application/problem+json");
    assertThat(refused.detail()).contains("POST /api/v1/auth/sign-in");
  }

  private int me(String token) {
    return sendWith("GET", token, ME, null).status();
  }

  private static String token(SecretKey key, String issuer, String audience, Instant expires) {
    return new NimbusJwtEncoder(new ImmutableSecret<>(key))
        .encode(
            JwtEncoderParameters.from(
                JwsHeader.with(MacAlgorithm.HS256).type("JWT").build(),
                JwtClaimsSet.builder()
                    .issuer(issuer)
                    .audience(List.of(audience))
                    .subject("4")
                    .issuedAt(expires.minusSeconds(600))
                    .expiresAt(expires)
                    .build()))
        .getTokenValue();
  }
}
