package dev.headroom.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CodeLineTest {

  @ParameterizedTest
  @CsvSource({
    "org.springframework.security.crypto.bcrypt.BCrypt, BCrypt(password hash)",
    "org.bouncycastle.crypto.generators.SCrypt, SCrypt(password hash)",
    "com.sun.crypto.provider.PBKDF2KeyImpl, PBKDF2KeyImpl(password hash)",
    "org.springframework.security.crypto.password.DelegatingPasswordEncoder,",
    "org.springframework.security.oauth2.jwt.NimbusJwtDecoder, NimbusJwtDecoder(token validation)",
    "com.nimbusds.jose.crypto.RSASSAVerifier, RSASSAVerifier(token validation)",
    "io.jsonwebtoken.impl.DefaultJwtParser, DefaultJwtParser(token validation)",
    "com.auth0.jwt.JWTVerifier, JWTVerifier(token validation)",
    "org.springframework.security.oauth2.jwt.NimbusJwtEncoder,",
    "com.fasterxml.jackson.core.json.TokenParser,",
    "javax.script.ScriptEngine,",
    "dev.headroom.web.ResponseCacheFilter,",
    "dev.headroom.services.pos.Menus, Menus.run(Menus.java:7)",
    "shop.Orders, Orders.run(Orders.java:7)",
    "shop.BCrypt, BCrypt(password hash)",
    "shop.Subscriptions$Next, Subscriptions.Next.run(Subscriptions.java:7)",
  })
  @DisplayName(
      "a sampled frame is the application's line, a password hash, a token validation, or a library's")
  void frames(String type, String line) {
    assertThat(new CodeLine(List.of()).of(type, "run", 7)).isEqualTo(line);
  }
}
