package dev.headroom.web;

import dev.headroom.web.RefreshRefusedException.Reason;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Refresh tokens that are good once, as RFC 9700 (4.14) asks for clients that cannot keep a secret.
 *
 * <p>A sign-in is a family: of its tokens exactly one is good. Refreshing gives the next one. A
 * token that was good before and comes again is a copy in somebody's hands: nobody can tell whose,
 * so the whole family ends and its user signs in anew.
 *
 * <p>An honest client may refresh twice at once, or lose an answer on its way. For a short grace
 * the token before the present one gives the present one again, the same bytes; so there is never a
 * second line of good tokens, and a thief who uses that grace is found out at the next refresh.
 *
 * <h2>How</h2>
 *
 * <p>A token is {@code FAMILY.SECRET}, 128 and 256 bits, opaque. The store keeps the SHA-256 of
 * both. The next secret is the HMAC of the present one under a new random salt; the store keeps
 * that salt, so whoever presents the token before can be given the next one again, although it is
 * nowhere kept; who reads the store can make neither. A family is one entry whatever its age.
 */
public final class RefreshTokens implements AutoCloseable {

  private static final Pattern TOKEN = Pattern.compile("([A-Za-z0-9_-]{22})\\.([A-Za-z0-9_-]{43})");
  private static final Base64.Encoder TEXT = Base64.getUrlEncoder().withoutPadding();

  private final RefreshStore store;
  private final Duration idle;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();
  private final LongAdder refreshed = new LongAdder();
  private final LongAdder reused = new LongAdder();

  private RefreshTokens(RefreshStore store, RefreshOptions options, Clock clock) {
    this.store = store;
    this.idle = options.idle();
    this.clock = clock;
  }

  /**
   * Sign-ins known to this process only: they end with it.
   *
   * @param options how long
   * @param clock for expiry
   * @return refresh tokens
   */
  public static RefreshTokens inMemory(RefreshOptions options, Clock clock) {
    return new RefreshTokens(new RefreshMemory(options), options, clock);
  }

  /**
   * Sign-ins known to all instances, under {@code {headroom:refresh}}.
   *
   * @param options how long
   * @param clock for expiry and grace; the instances' clocks agree to well within the grace
   * @param url such as {@code redis://user:password@host:6379/0}
   * @return refresh tokens
   * @throws IllegalArgumentException if the address cannot be read
   */
  public static RefreshTokens inRedis(RefreshOptions options, Clock clock, String url) {
    return new RefreshTokens(new RefreshRedis(options, url), options, clock);
  }

  /**
   * Sign-ins in a store of the application's own.
   *
   * @param store where, with the options' times and numbers
   * @param options how long
   * @param clock for expiry
   * @return refresh tokens
   */
  public static RefreshTokens in(RefreshStore store, RefreshOptions options, Clock clock) {
    return new RefreshTokens(store, options, clock);
  }

  /**
   * A refresh token and whose it is.
   *
   * @param token to be given to the client, over TLS, never to a log
   * @param subject as given to {@link #begin}
   * @param ends it is not good at or after this time
   */
  public record Refresh(String token, String subject, Instant ends) {

    /**
     * The sign-in's name in the store, the same for all of its tokens; makes none of them.
     *
     * @return a hash
     */
    public String family() {
      return Etags.hash(token.substring(0, token.indexOf('.')));
    }

    @Override
    public String toString() {
      return "Refresh[subject=" + subject + ", ends=" + ends + "]";
    }
  }

  /**
   * A new sign-in's first token.
   *
   * @param subject who signed in; 1 to 1,000 characters
   * @return the token
   * @throws RefreshUnavailableException if Redis does not answer
   */
  public Refresh begin(String subject) {
    if (subject.isEmpty() || subject.length() > 1_000) {
      throw new IllegalArgumentException(
          "a subject has 1 to 1,000 characters, was of " + subject.length());
    }
    String family = random(16);
    String secret = random(32);
    Instant now = clock.instant();
    store.begin(Etags.hash(family), subject, Etags.hash(secret), now.toEpochMilli());
    return new Refresh(family + "." + secret, subject, now.plus(idle));
  }

  private String random(int bytes) {
    byte[] made = new byte[bytes];
    random.nextBytes(made);
    return TEXT.encodeToString(made);
  }

  /**
   * Takes a token and gives the next.
   *
   * @param token as the client sent it
   * @return the next token
   * @throws RefreshRefusedException if it is not good; if it had been used, its sign-in has ended
   * @throws RefreshUnavailableException if Redis does not answer: the token may be tried again
   */
  public Refresh refresh(String token) {
    var parts = TOKEN.matcher(token);
    if (token.length() != 66 || !parts.matches()) {
      throw new RefreshRefusedException(Reason.UNKNOWN, null);
    }
    String family = parts.group(1);
    String secret = parts.group(2);
    String salt = random(32);
    RefreshStore.Turn turn =
        store.turn(
            Etags.hash(family),
            Etags.hash(secret),
            Etags.hash(next(salt, secret)),
            salt,
            clock.millis());
    return switch (turn.kind()) {
      case UNKNOWN -> throw new RefreshRefusedException(Reason.UNKNOWN, null);
      case REUSED -> {
        reused.increment();
        throw new RefreshRefusedException(Reason.REUSED, turn.subject());
      }
      case NEXT, AGAIN -> {
        refreshed.increment();
        String made = next(Objects.requireNonNull(turn.salt()), secret);
        yield new Refresh(
            family + "." + made,
            Objects.requireNonNull(turn.subject()),
            Instant.ofEpochMilli(turn.endsMillis()));
      }
    };
  }

  private static String next(String salt, String secret) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(Base64.getUrlDecoder().decode(salt), "HmacSHA256"));
      return TEXT.encodeToString(mac.doFinal(secret.getBytes(StandardCharsets.US_ASCII)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has HmacSHA256", e);
    }
  }

  /**
   * Signs out: no token of this sign-in is good any more. Whatever is no token does nothing.
   *
   * @param token any token of the sign-in
   * @throws RefreshUnavailableException if Redis does not answer: it is not signed out
   */
  public void end(String token) {
    var parts = TOKEN.matcher(token);
    if (token.length() == 66 && parts.matches()) {
      store.end(Etags.hash(parts.group(1)));
    }
  }

  /**
   * Signs a subject out everywhere.
   *
   * @param subject as given to {@link #begin}
   * @throws RefreshUnavailableException if Redis does not answer: nobody is signed out
   */
  public void endAll(String subject) {
    store.endAll(subject);
  }

  /**
   * Tokens that were refreshed since the start.
   *
   * @return 0 or more
   */
  public long refreshed() {
    return refreshed.sum();
  }

  /**
   * Sign-ins revoked since the start because a token came twice.
   *
   * @return 0 or more
   */
  public long reused() {
    return reused.sum();
  }

  @Override
  public void close() {
    store.close();
  }
}
