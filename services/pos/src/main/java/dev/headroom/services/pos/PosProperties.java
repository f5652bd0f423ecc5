package dev.headroom.services.pos;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The service's own options.
 *
 * @param data what an empty database is filled with at start
 * @param openMetrics whether {@code /metrics} needs no token
 */
@ConfigurationProperties("pos")
record PosProperties(
    @DefaultValue("full") Data data,
    @DefaultValue Token token,
    @DefaultValue("false") boolean openMetrics) {

  /** How much. */
  enum Data {
    /** 40 restaurants, over a million order lines. */
    FULL,
    /** 3 restaurants: the real year and two short ones. */
    SMALL,
    NONE
  }

  /**
   * Access tokens.
   *
   * @param secret HS256 key, at least 32 bytes; empty for a random one of this process
   * @param timeToLive until a token expires, 1 minute to 1 day
   */
  record Token(@DefaultValue("") String secret, @DefaultValue("1h") Duration timeToLive) {

    Token {
      int bytes = secret.getBytes(java.nio.charset.StandardCharsets.UTF_8).length;
      if (bytes != 0 && bytes < 32) {
        throw new IllegalArgumentException(
            "pos.token.secret (JWT_SECRET) has "
                + bytes
                + " bytes; HS256 needs at least 32: make one with `openssl rand -base64 32`");
      }
      if (timeToLive.compareTo(Duration.ofMinutes(1)) < 0
          || timeToLive.compareTo(Duration.ofDays(1)) > 0) {
        throw new IllegalArgumentException(
            "pos.token.time-to-live must be 1m to 1d, was " + timeToLive);
      }
    }
  }
}
