package dev.headroom.services.common;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Access tokens.
 *
 * @param secret HS256 key, at least 32 bytes; empty for a random one of this process
 * @param timeToLive until a token expires, 1 minute to 1 day
 */
public record TokenSettings(
    @DefaultValue("") String secret, @DefaultValue("1h") Duration timeToLive) {

  public TokenSettings {
    int bytes = secret.getBytes(StandardCharsets.UTF_8).length;
    if (bytes != 0 && bytes < 32) {
      throw new IllegalArgumentException(
          "token.secret (JWT_SECRET) has "
              + bytes
              + " bytes; HS256 needs at least 32: make one with `openssl rand -base64 32`");
    }
    if (timeToLive.compareTo(Duration.ofMinutes(1)) < 0
        || timeToLive.compareTo(Duration.ofDays(1)) > 0) {
      throw new IllegalArgumentException("token.time-to-live must be 1m to 1d, was " + timeToLive);
    }
  }

  /** Never the key. */
  @Override
  public String toString() {
    return "TokenSettings[" + timeToLive + "]";
  }
}
