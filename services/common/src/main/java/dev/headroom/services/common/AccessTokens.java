package dev.headroom.services.common;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.springframework.security.oauth2.jose.jws.MacAlgorithm;
import org.springframework.security.oauth2.jwt.JwsHeader;
import org.springframework.security.oauth2.jwt.JwtClaimsSet;
import org.springframework.security.oauth2.jwt.JwtEncoder;
import org.springframework.security.oauth2.jwt.JwtEncoderParameters;

/** Makes the tokens that {@link TokenKeys} accepts. */
public final class AccessTokens {

  private final TokenIssuer issuer;
  private final JwtEncoder encoder;
  private final Clock clock;

  AccessTokens(TokenIssuer issuer, JwtEncoder encoder, Clock clock) {
    this.issuer = issuer;
    this.encoder = encoder;
    this.clock = clock;
  }

  /** A token for this user, good from now. */
  public String issue(long userId) {
    return issue(userId, Map.of());
  }

  /**
   * A token that says more than whose it is.
   *
   * @param more claims, as the sign-in that it belongs to
   */
  public String issue(long userId, Map<String, Object> more) {
    Instant now = clock.instant();
    JwtClaimsSet claims =
        JwtClaimsSet.builder()
            .issuer(issuer.name())
            .audience(List.of(issuer.name()))
            .subject(Long.toString(userId))
            .issuedAt(now)
            .expiresAt(now.plus(timeToLive()))
            .claims(claimed -> claimed.putAll(more))
            .build();
    JwsHeader header = JwsHeader.with(MacAlgorithm.HS256).type("JWT").build();
    return encoder.encode(JwtEncoderParameters.from(header, claims)).getTokenValue();
  }

  public Duration timeToLive() {
    return issuer.settings().timeToLive();
  }
}
