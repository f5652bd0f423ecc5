package dev.headroom.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.cache.CacheOptions;
import dev.headroom.cache.HeadroomCache;
import dev.headroom.devservices.DevRedis;
import dev.headroom.loop.Fixes;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What the cache does; what validators refuse is tested with Spring Security's decoder. */
class TokenCacheTest {

  private static final Instant START = Instant.parse("2026-11-25T12:00:00Z");

  private final AtomicInteger validations = new AtomicInteger();
  private Instant now = START;
  private final Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);

  private static String token(String subject, String keyId) {
    return part("{\"alg\":\"HS256\",\"kid\":\"" + keyId + "\"}")
        + "."
        + part("{\"sub\":\"" + subject + "\"}")
        + ".c2ln";
  }

  private static String part(String json) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(json.getBytes(StandardCharsets.UTF_8));
  }

  private static Fixes fixes() {
    Fixes fixes = new Fixes(List.of(WebFixes.TOKEN_CACHE));
    var unused = fixes.switchTo(Set.of(WebFixes.TOKEN_CACHE.id()));
    return fixes;
  }

  private static HeadroomCache cache(@Nullable String redis) {
    return HeadroomCache.open(
        CacheOptions.of(redis, TokenCache.namespaces(TokenCache.MOST, 1_000)));
  }

  private TokenCache<String> tokens(HeadroomCache cache, Fixes fixes) {
    return new TokenCache<>(cache, String.class, fixes, clock, 8_192);
  }

  private TokenCache.Validator<String> good(@Nullable Instant until, @Nullable Instant from) {
    return token -> {
      validations.incrementAndGet();
      return new TokenCache.Valid<>("user", until, from);
    };
  }

  @Test
  @DisplayName("A4: a good token is validated once; never used at or after exp nor before nbf")
  void times() {
    try (HeadroomCache cache = cache(null)) {
      TokenCache<String> tokens = tokens(cache, fixes());
      String token = token("ann", "1");
      var good = good(START.plusSeconds(60), START);
      for (int i = 0; i < 5; i++) {
        assertThat(tokens.get("r", token, good)).isEqualTo("user");
      }
      assertThat(validations).hasValue(1);
      now = START.plusSeconds(60).minusNanos(1);
      tokens.get("r", token, good);
      assertThat(validations).hasValue(1);
      now = START.plusSeconds(60);
      assertThatThrownBy(
              () ->
                  tokens.get(
                      "r",
                      token,
                      t -> {
                        throw new IllegalStateException("expired");
                      }))
          .hasMessage("expired");
      now = START.minusNanos(1);
      tokens.get("r", token, good);
      assertThat(validations).as("before nbf the validator has the word").hasValue(2);
    }
  }

  @Test
  @DisplayName("refused, endless, huge, opaque and unsigned tokens are validated each time")
  void notKept() {
    try (HeadroomCache cache = cache(null)) {
      TokenCache<String> tokens = tokens(cache, fixes());
      Instant later = START.plusSeconds(600);
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(
                () ->
                    tokens.get(
                        "r",
                        token("bad", "1"),
                        t -> {
                          validations.incrementAndGet();
                          throw new IllegalStateException("no");
                        }))
            .hasMessage("no");
        tokens.get("r", token("endless", "1"), good(null, null));
        tokens.get("r", token("x".repeat(8_192), "1"), good(later, null));
        tokens.get("r", token("x".repeat(1_001), "1"), good(later, null));
        tokens.get("r", "opaque", good(later, null));
        tokens.get("r", "a.b.c", good(later, null));
        tokens.get("r", part("{}") + "." + part("{\"sub\":\"ann\"}") + ".", good(later, null));
        tokens.get("r", token("later", "1"), good(later, START.plusSeconds(1)));
      }
      assertThat(validations).hasValue(2 * 8);
    }
  }

  @Test
  @DisplayName(
      "what one validator found good another validates itself; a changed bit is another token")
  void realms() {
    try (HeadroomCache cache = cache(null)) {
      TokenCache<String> tokens = tokens(cache, fixes());
      var good = good(START.plusSeconds(60), null);
      tokens.get("one", token("ann", "1"), good);
      tokens.get("two", token("ann", "1"), good);
      tokens.get("one", token("ann", "1") + "x", good);
      tokens.get("one", token("anm", "1"), good);
      assertThat(validations).hasValue(4);
    }
  }

  @Test
  @DisplayName("switched off each use validates, and a revocation meanwhile counts all the same")
  void maintained() {
    Fixes fixes = fixes();
    try (HeadroomCache cache = cache(null)) {
      TokenCache<String> tokens = tokens(cache, fixes);
      var good = good(START.plusSeconds(60), null);
      tokens.get("r", token("ann", "1"), good);
      var unused = fixes.switchTo(Set.of());
      tokens.get("r", token("ann", "1"), good);
      tokens.revokeSubject("ann");
      unused = fixes.switchTo(Set.of(WebFixes.TOKEN_CACHE.id()));
      tokens.get("r", token("ann", "1"), good);
      assertThat(validations).hasValue(3);
    }
  }

  @Test
  @DisplayName(
      "A4: when a revocation returns no instance knows the token, the subject's or the key's")
  void revoked() {
    try (DevRedis redis = DevRedis.start();
        HeadroomCache here = cache(redis.uri());
        HeadroomCache there = cache(redis.uri())) {
      TokenCache<String> one = tokens(here, fixes());
      TokenCache<String> two = tokens(there, fixes());
      var good = good(START.plusSeconds(600), null);
      List<Runnable> revocations =
          List.of(
              () -> one.revoke("r", token("ann", "1")),
              () -> one.revokeSubject("ann"),
              () -> one.revokeKey("1"));
      for (Runnable revocation : revocations) {
        one.get("r", token("ann", "1"), good);
        two.get("r", token("ann", "1"), good);
        two.get("r", token("bob", "2"), good);
        int before = validations.get();
        two.get("r", token("ann", "1"), good);
        assertThat(validations).hasValue(before);
        revocation.run();
        two.get("r", token("ann", "1"), good);
        one.get("r", token("ann", "1"), good);
        assertThat(validations).hasValue(before + 2);
        two.get("r", token("bob", "2"), good);
        assertThat(validations).as("others stay known").hasValue(before + 2);
      }
    }
  }

  @Test
  @DisplayName("a validation that was under way when its subject was revoked is not kept")
  void revokedMeanwhile() throws Exception {
    CountDownLatch validating = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    try (HeadroomCache cache = cache(null);
        ExecutorService thread = Executors.newSingleThreadExecutor(r -> new Thread(r, "user"))) {
      TokenCache<String> tokens = tokens(cache, fixes());
      Future<String> late =
          thread.submit(
              () ->
                  tokens.get(
                      "r",
                      token("ann", "1"),
                      t -> {
                        validating.countDown();
                        try {
                          assertThat(go.await(10, TimeUnit.SECONDS)).isTrue();
                        } catch (InterruptedException e) {
                          throw new IllegalStateException(e);
                        }
                        return new TokenCache.Valid<>("user", START.plusSeconds(600), null);
                      }));
      assertThat(validating.await(10, TimeUnit.SECONDS)).isTrue();
      tokens.revokeSubject("ann");
      go.countDown();
      late.get();
      tokens.get("r", token("ann", "1"), good(START.plusSeconds(600), null));
      assertThat(validations).hasValue(1);
    }
  }

  @Test
  @DisplayName("settings out of range are refused")
  void settings() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TokenCache.namespaces(Duration.ofMinutes(6), 1_000))
        .withMessageContaining("ttl is from PT1S to PT5M");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TokenCache.namespaces(Duration.ofMinutes(5), 99))
        .withMessageContaining("max-tokens is from 100");
    try (HeadroomCache cache = cache(null)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new TokenCache<>(cache, String.class, fixes(), clock, 99))
          .withMessageContaining("max-length is from 100");
    }
  }
}
