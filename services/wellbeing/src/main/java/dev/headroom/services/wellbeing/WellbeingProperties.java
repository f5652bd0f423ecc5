package dev.headroom.services.wellbeing;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The service's own options.
 *
 * @param data what an empty database is filled with at start
 * @param openMetrics whether {@code /metrics} needs no token
 */
@ConfigurationProperties("wellbeing")
record WellbeingProperties(
    @DefaultValue("full") Data data,
    @DefaultValue Token token,
    @DefaultValue("false") boolean openMetrics) {

  /** How much; each has the real month as its first user. */
  enum Data {
    /** 500 users, 180 days. */
    LARGE(500, 180),
    /** 100 users, 60 days. */
    FULL(100, 60),
    /** 4 users, 10 days, for tests. */
    SMALL(4, 10),
    NONE(0, 0);

    final int users;
    final int days;

    Data(int users, int days) {
      this.users = users;
      this.days = days;
    }
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
            "wellbeing.token.secret (JWT_SECRET) has "
                + bytes
                + " bytes; HS256 needs at least 32: make one with `openssl rand -base64 32`");
      }
      if (timeToLive.compareTo(Duration.ofMinutes(1)) < 0
          || timeToLive.compareTo(Duration.ofDays(1)) > 0) {
        throw new IllegalArgumentException(
            "wellbeing.token.time-to-live must be 1m to 1d, was " + timeToLive);
      }
    }
  }
}
