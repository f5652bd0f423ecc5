package dev.headroom.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.devservices.DevRedis;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** STRICT: nothing old survives a crash, and a revocation is over when it returns. */
class FenceTest {

  private static DevRedis redis;

  private final AtomicReference<String> database = new AtomicReference<>("old");
  private HeadroomCache one;
  private HeadroomCache two;
  private Namespace<String> here;
  private Namespace<String> there;

  @BeforeAll
  static void start() {
    redis = DevRedis.start();
  }

  @AfterAll
  static void stop() {
    redis.close();
  }

  @BeforeEach
  void open(org.junit.jupiter.api.TestInfo test) {
    String name = "token-" + Integer.toHexString(test.getDisplayName().hashCode());
    one = HeadroomCache.open(options(redis.uri(), name));
    two = HeadroomCache.open(options(redis.uri(), name));
    here = one.namespace(name, String.class);
    there = two.namespace(name, String.class);
  }

  @org.junit.jupiter.api.AfterEach
  void close() {
    one.close();
    two.close();
  }

  private static CacheOptions options(String uri, String name) {
    NamespaceOptions strict = NamespaceOptions.ofTtl(Duration.ofMinutes(1)).strict();
    return new CacheOptions(
        uri, Map.of(name, strict), Duration.ofSeconds(5), Duration.ofSeconds(1));
  }

  private String get(Namespace<String> namespace) {
    return namespace.get("k", List.of("t"), database::get);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "EVERYTHING")
  @DisplayName("a process that dies after its commit leaves nothing old: the fence outlives it")
  void crash(Invalidation.Kind kind) {
    String name =
        switch (kind) {
          case KEY -> "k";
          case TAG -> "t";
          case PATTERN -> "k*";
          default -> "";
        };
    database.set("old " + kind);
    here.clear();
    assertThat(get(here)).isEqualTo("old " + kind);
    here.change(kind, name).beforeCommit();
    // Read and not stored, before the commit and after it.
    assertThat(get(there)).isEqualTo("old " + kind);
    database.set("new " + kind);
    assertThat(get(here)).isEqualTo("new " + kind);
    Await.until(() -> get(there).equals("new " + kind));
    database.set("newer " + kind);
    // The other process is never heard of again; its fence ends after a second.
    Await.until(
        () -> {
          get(there);
          long before = there.stats().loads();
          get(there);
          return there.stats().loads() == before;
        });
    assertThat(get(there)).isEqualTo("newer " + kind);
  }

  @Test
  @DisplayName("an end lifts only its own fence; a rollback invalidates nothing further")
  void owners() {
    Change first = here.change(Invalidation.Kind.KEY, "k");
    Change second = there.change(Invalidation.Kind.KEY, "k");
    first.beforeCommit();
    second.beforeCommit();
    database.set("new");
    first.committed();
    get(here);
    long loads = here.stats().loads();
    assertThat(get(here)).isEqualTo("new");
    assertThat(here.stats().loads()).as("still fenced by the other").isEqualTo(loads + 1);
    second.rolledBack();
    get(here);
    loads = here.stats().loads();
    assertThat(get(here)).isEqualTo("new");
    assertThat(here.stats().loads()).isEqualTo(loads);
  }

  @Test
  @DisplayName("when a revocation returns, no node serves what was before; a live node in no time")
  void revocation() {
    for (int i = 0; i < 20; i++) {
      String old = "v" + i;
      database.set(old);
      here.clear();
      Await.until(() -> get(there).equals(old) && get(here).equals(old));
      database.set("revoked " + i);
      if (i % 2 == 0) {
        here.revoke("k");
      } else {
        here.revokeTag("t");
      }
      assertThat(get(there)).isEqualTo("revoked " + i);
      assertThat(get(here)).isEqualTo("revoked " + i);
    }
    assertThat(here.stats().revocations()).isEqualTo(20);
  }

  @Test
  @DisplayName("a node that hears nothing is waited for until it may serve nothing, about a second")
  void silentNode() throws Exception {
    get(here);
    Await.until(() -> get(there).equals("old"));
    CountDownLatch held = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    Thread deaf =
        new Thread(
            () -> {
              synchronized (two.partitions().get(0)) {
                held.countDown();
                try {
                  release.await();
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            },
            "deaf");
    deaf.start();
    held.await();
    database.set("new");
    here.revoke("k");
    assertThat(get(there)).isEqualTo("new");
    release.countDown();
    deaf.join();
    assertThat(here.stats().longestRevocationNanos())
        .isLessThan(Duration.ofSeconds(1).plusMillis(20).plusSeconds(5).toNanos());
  }

  @Test
  @DisplayName("without Redis a revocation says that it cannot be, a change that it is not fenced")
  void redisAway() {
    DevRedis own = DevRedis.start();
    try (HeadroomCache cache = HeadroomCache.open(options(own.uri(), "token"))) {
      Namespace<String> token = cache.namespace("token", String.class);
      get(token);
      own.close();
      Await.until(() -> cache.health().redis() == CacheHealth.Redis.DOWN);
      database.set("new");
      assertThatThrownBy(() -> token.revoke("k"))
          .isInstanceOf(CacheUnavailableException.class)
          .hasMessageContaining("could not be told");
      assertThat(get(token)).isEqualTo("new");
      Change change = token.change(Invalidation.Kind.KEY, "k");
      change.beforeCommit();
      database.set("newer");
      change.committed();
      assertThat(get(token)).isEqualTo("newer");
      assertThat(token.stats().unfenced()).isEqualTo(1);
    } finally {
      own.close();
    }
  }

  @Test
  @DisplayName("an AVAILABLE namespace cannot revoke, and is told what to write")
  void available() {
    CacheOptions options =
        CacheOptions.of(null, Map.of("menu", NamespaceOptions.ofTtl(Duration.ofMinutes(1))));
    try (HeadroomCache cache = HeadroomCache.open(options)) {
      assertThatThrownBy(() -> cache.namespace("menu", String.class).revoke("k"))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("mode STRICT");
    }
  }
}
