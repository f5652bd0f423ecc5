package dev.headroom.services.wellbeing;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.oauth2.jose.jws.MacAlgorithm;
import org.springframework.security.oauth2.jwt.JwsHeader;
import org.springframework.security.oauth2.jwt.JwtClaimsSet;
import org.springframework.security.oauth2.jwt.JwtEncoder;
import org.springframework.security.oauth2.jwt.JwtEncoderParameters;
import org.springframework.stereotype.Service;

/**
 * Signing in. An unknown address costs one password check like a known one, so that the time of the
 * answer does not tell which addresses have accounts.
 */
@Service
class SignIn {

  private final AppUserRepository users;
  private final PasswordEncoder passwords;
  private final JwtEncoder tokens;
  private final Duration timeToLive;
  private final Clock clock;
  private final String nobodysHash;

  SignIn(
      AppUserRepository users,
      PasswordEncoder passwords,
      JwtEncoder tokens,
      WellbeingProperties properties,
      Clock clock) {
    this.users = users;
    this.passwords = passwords;
    this.tokens = tokens;
    this.timeToLive = properties.token().timeToLive();
    this.clock = clock;
    this.nobodysHash = Objects.requireNonNull(passwords.encode("nobody"));
  }

  Me user(AuthController.Credentials credentials) {
    Optional<AppUser> found = users.findByEmail(credentials.email().toLowerCase(Locale.ROOT));
    boolean matches =
        passwords.matches(
            credentials.password(), found.map(AppUser::passwordHash).orElse(nobodysHash));
    return found
        .filter(u -> matches)
        .map(Me::of)
        .orElseThrow(() -> Problem.unauthorized("e-mail or password is wrong"));
  }

  AuthController.Answer answer(Me user) {
    return new AuthController.Answer(token(user), timeToLive.toSeconds(), user);
  }

  private String token(Me user) {
    Instant now = clock.instant();
    JwtClaimsSet claims =
        JwtClaimsSet.builder()
            .issuer(TokenKeys.ISSUER)
            .audience(List.of(TokenKeys.ISSUER))
            .subject(Long.toString(user.id()))
            .issuedAt(now)
            .expiresAt(now.plus(timeToLive))
            .build();
    JwsHeader header = JwsHeader.with(MacAlgorithm.HS256).type("JWT").build();
    return tokens.encode(JwtEncoderParameters.from(header, claims)).getTokenValue();
  }
}
