package dev.headroom.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.devservices.DevRedis;
import io.lettuce.core.RedisClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** The bound that docs/cache.md states for a revocation, with the time-out that is the default. */
@Isolated // It measures how long things take.
class RevocationTest {

  private static final Duration TIMEOUT = Duration.ofMillis(250);

  /**
   * The right to serve from the process and 2 % for the clocks, and the time-out of two commands.
   */
  private static final Duration BOUND = Duration.ofMillis(1_020).plus(TIMEOUT.multipliedBy(2));

  /** For a machine that does other things too. */
  private static final Duration MACHINE = Duration.ofMillis(500);

  private final AtomicReference<String> database = new AtomicReference<>("old");
  private DevRedis redis;
  private HeadroomCache one;
  private HeadroomCache two;
  private Namespace<String> here;
  private Namespace<String> there;

  @BeforeEach
  void open() {
    redis = DevRedis.start();
    CacheOptions options =
        new CacheOptions(
            redis.uri(),
            Map.of("token", NamespaceOptions.ofTtl(Duration.ofMinutes(1)).strict()),
            TIMEOUT);
    one = HeadroomCache.open(options);
    two = HeadroomCache.open(options);
    here = one.namespace("token", String.class);
    there = two.namespace("token", String.class);
    Await.until(() -> one.health().redis() == CacheHealth.Redis.UP);
    Await.until(() -> two.health().redis() == CacheHealth.Redis.UP);
  }

  @AfterEach
  void close() {
    one.close();
    two.close();
    redis.close();
  }

  private String get(Namespace<String> namespace) {
    return namespace.get("k", List.of("t"), database::get);
  }

  private void filled(String value) {
    database.set(value);
    here.clear();
    Await.until(() -> get(here).equals(value) && get(there).equals(value));
  }

  private void inTime() {
    assertThat(here.stats().longestRevocationNanos()).isLessThan(BOUND.plus(MACHINE).toNanos());
  }

  @Test
  @DisplayName(
      "a node that hears nothing, or died, is waited for, and not for longer than the bound")
  void silentAndDead() throws Exception {
    filled("old");
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
    try {
      assertThat(get(there)).isEqualTo("old");
      database.set("new");
      here.revoke("k");
      assertThat(get(there)).isEqualTo("new");
    } finally {
      release.countDown();
    }
    deaf.join();
    filled("old again");
    two.close();
    database.set("newer");
    here.revokeTag("t");
    assertThat(get(here)).isEqualTo("newer");
    inTime();
  }

  @Test
  @DisplayName("with a slow Redis it is still within the bound, and nobody serves the old after it")
  void slow() {
    try (RedisClient client = RedisClient.create(redis.uri())) {
      var sync = client.connect().sync();
      for (int i = 0; i < 5; i++) {
        filled("v" + i);
        database.set("revoked " + i);
        sync.clientPause(80);
        here.revoke("k");
        assertThat(get(there)).isEqualTo("revoked " + i);
        assertThat(get(here)).isEqualTo("revoked " + i);
      }
    }
    inTime();
  }

  @Test
  @DisplayName(
      "while Redis hangs it says within the bound that it could not, and goes on by itself")
  void hanging() throws Exception {
    filled("old");
    HistoryTest.signal("STOP", redis);
    try {
      database.set("new");
      assertThatThrownBy(() -> here.revoke("k"))
          .isInstanceOf(CacheUnavailableException.class)
          .hasMessageContaining("could not be told");
      assertThat(get(here)).isEqualTo("new");
      assertThat(get(there)).as("its right to serve has run out meanwhile").isEqualTo("new");
      inTime();
    } finally {
      HistoryTest.signal("CONT", redis);
    }
    Await.until(() -> one.health().redis() == CacheHealth.Redis.UP);
    Await.until(() -> two.health().redis() == CacheHealth.Redis.UP);
    assertThat(get(there)).isEqualTo("new");
  }
}
