package dev.headroom.services.automations;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * {@code t=SECONDS,v1=HEX}: the HMAC-SHA-256 of the time, a full stop and the body. The time is
 * signed too, so that what was recorded is worth nothing later.
 */
record HookSignature(long seconds, String hex) {

  /** For how long a call is good, and so for how long it has to be remembered. */
  static final Duration GOOD_FOR = Duration.ofMinutes(5);

  private static final Pattern FORM = Pattern.compile("t=(\\d{1,12}),v1=([0-9a-f]{64})");

  static Optional<HookSignature> of(String header) {
    Matcher form = FORM.matcher(header);
    return form.matches()
        ? Optional.of(new HookSignature(Long.parseLong(form.group(1)), form.group(2)))
        : Optional.empty();
  }

  static HookSignature sign(String secret, long seconds, byte[] body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.US_ASCII), "HmacSHA256"));
      mac.update((seconds + ".").getBytes(StandardCharsets.US_ASCII));
      return new HookSignature(seconds, HexFormat.of().formatHex(mac.doFinal(body)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has HmacSHA256", e);
    }
  }

  boolean isOf(String secret, byte[] body) {
    return MessageDigest.isEqual(
        hex.getBytes(StandardCharsets.US_ASCII),
        sign(secret, seconds, body).hex.getBytes(StandardCharsets.US_ASCII));
  }

  boolean isFresh(Instant now) {
    return Duration.between(Instant.ofEpochSecond(seconds), now).abs().compareTo(GOOD_FOR) <= 0;
  }

  @Override
  public String toString() {
    return "t=" + seconds + ",v1=" + hex;
  }
}
