package dev.headroom.web;

import dev.headroom.cache.HeadroomCache;
import dev.headroom.cache.Levels;
import dev.headroom.cache.Namespace;
import dev.headroom.cache.NamespaceOptions;
import dev.headroom.loop.Fixes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Validated JWTs and whatever was found out about them, such as their user: validated once, then
 * known for at most five minutes.
 *
 * <p>Only what was found valid is kept, under the SHA-256 of the token, and in the process only: a
 * token that differs in a bit is another one, a refused one is validated and refused each time.
 * Times are checked at each use: what is known is not used at or after the token's expiry nor
 * before its beginning, however long it has been kept.
 *
 * <p>The namespace is STRICT: while this instance cannot hear of revocations nothing is served from
 * it. {@link #revokeSubject}, {@link #revokeKey} and {@link #revoke} return when no instance serves
 * what it knew before, at most about a second. Whether a token is still good after that is the
 * validator's to say: it has to know revoked tokens, blocked users and retired keys. A validation
 * that was under way when something was revoked is not kept.
 *
 * @param <T> what is known of a token
 */
public final class TokenCache<T> {

  /** The cache's namespace, see {@link #namespaces}. */
  public static final String NAMESPACE = "web-tokens";

  /** The longest time for which a token may be known. */
  public static final Duration MOST = Duration.ofMinutes(5);

  private final Namespace<Object> known;
  private final Class<T> type;
  private final Fixes fixes;
  private final Clock clock;
  private final int longest;

  /**
   * Finds out whether a token is good.
   *
   * @param <T> what is known of a token
   */
  @FunctionalInterface
  public interface Validator<T> {

    /**
     * Validates a token: signature, algorithm, issuer, audience, type, times, and whether it or its
     * user has been shut out.
     *
     * @param token as sent
     * @return what is known of it
     * @throws RuntimeException if it is not good: passed on, nothing is kept
     */
    Valid<T> validate(String token);
  }

  /**
   * A token that was found good.
   *
   * @param value what is known of it
   * @param expires at or after this time it has to be validated anew; null: each time
   * @param notBefore before this time it has to be validated anew; null: no such time
   * @param <T> what is known of it
   */
  public record Valid<T>(T value, @Nullable Instant expires, @Nullable Instant notBefore) {

    boolean isGoodAt(Instant now) {
      return expires != null
          && now.isBefore(expires)
          && (notBefore == null || !now.isBefore(notBefore));
    }
  }

  /**
   * A cache of tokens.
   *
   * @param cache has the namespace of {@link #namespaces}
   * @param type what is known of a token
   * @param fixes has {@link WebFixes#TOKEN_CACHE}
   * @param clock for expiry
   * @param longest tokens with more characters are not kept, only validated; 100 to 100,000
   * @throws IllegalArgumentException if out of range
   */
  public TokenCache(HeadroomCache cache, Class<T> type, Fixes fixes, Clock clock, int longest) {
    if (longest < 100 || longest > 100_000) {
      throw new IllegalArgumentException("max-length is from 100 to 100,000, was " + longest);
    }
    this.known = cache.namespace(NAMESPACE, Object.class);
    this.type = type;
    this.fixes = fixes;
    this.clock = clock;
    this.longest = longest;
  }

  /**
   * The namespace that it needs.
   *
   * @param ttl how long a token is known at most; 1 s to 5 min
   * @param most most tokens known; 100 to 1 million, about 2 KB each
   * @return options by name, to be given to the cache
   * @throws IllegalArgumentException if out of range
   */
  public static Map<String, NamespaceOptions> namespaces(Duration ttl, int most) {
    if (ttl.compareTo(Duration.ofSeconds(1)) < 0 || ttl.compareTo(MOST) > 0) {
      throw new IllegalArgumentException("ttl is from PT1S to PT5M, was " + ttl);
    }
    if (most < 100 || most > 1_000_000) {
      throw new IllegalArgumentException("max-tokens is from 100 to 1,000,000, was " + most);
    }
    return Map.of(
        NAMESPACE,
        NamespaceOptions.ofTtl(ttl)
            .strict()
            .withLevels(Levels.L1)
            .withEarlyRefresh(0)
            .withMaxEntries(most));
  }

  /**
   * What is known of a token.
   *
   * @param realm who validates: what one validator found good another may refuse
   * @param token as sent
   * @param validator asked if nothing is known
   * @return what is known
   * @throws RuntimeException of the validator: the token is not good
   */
  public T get(String realm, String token, Validator<T> validator) {
    if (token.length() > longest || !fixes.isOn(WebFixes.TOKEN_CACHE.id())) {
      return validator.validate(token).value();
    }
    JwtTags tags = new JwtTags(token);
    Look look = new Look(token, tags, validator);
    Object found = known.get(key(realm, token), tags, look::load);
    if (look.mine != null) {
      return look.mine.value();
    }
    if (found instanceof Valid<?> valid
        && valid.isGoodAt(clock.instant())
        && type.isInstance(valid.value())) {
      return type.cast(valid.value());
    }
    // Run out, or found out by another thread and not to be kept: the validator has the word.
    return validator.validate(token).value();
  }

  /** One look-up that may become a validation. */
  private final class Look {
    private final String token;
    private final JwtTags tags;
    private final Validator<T> validator;
    private @Nullable Valid<T> mine;

    Look(String token, JwtTags tags, Validator<T> validator) {
      this.token = token;
      this.tags = tags;
      this.validator = validator;
    }

    @Nullable Object load() {
      Valid<T> valid = validator.validate(token);
      mine = valid;
      return valid.isGoodAt(clock.instant()) && tags.isReadable() ? valid : null;
    }
  }

  /**
   * Forgets a token on all instances, and waits until none serves it.
   *
   * @param realm who validated it
   * @param token as sent
   * @throws dev.headroom.cache.CacheUnavailableException if the others could not be told
   */
  public void revoke(String realm, String token) {
    known.revoke(key(realm, token));
  }

  private static String key(String realm, String token) {
    return Etags.hash(realm + '\n', token);
  }

  /**
   * Forgets all tokens of a subject on all instances, and waits until none serves them.
   *
   * @param subject the claim {@code sub}
   * @throws dev.headroom.cache.CacheUnavailableException if the others could not be told
   */
  public void revokeSubject(String subject) {
    known.revokeTag(JwtTags.ofSubject(subject));
  }

  /**
   * Forgets all tokens that a key signed, on all instances, and waits until none serves them: after
   * the key was taken out of the validator.
   *
   * @param keyId the header {@code kid}
   * @throws dev.headroom.cache.CacheUnavailableException if the others could not be told
   */
  public void revokeKey(String keyId) {
    known.revokeTag(JwtTags.ofKey(keyId));
  }
}
