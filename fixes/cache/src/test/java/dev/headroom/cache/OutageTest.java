package dev.headroom.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.devservices.DevRedis;
import io.lettuce.core.RedisClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Redis is killed, restarted empty, flushed, or holds what nobody of ours wrote. */
class OutageTest {

  private DevRedis redis;
  private CacheOptions options;

  @BeforeEach
  void start() {
    redis = DevRedis.start();
    NamespaceOptions menu = NamespaceOptions.ofTtl(Duration.ofMinutes(1));
    options =
        CacheOptions.of(
            redis.uri(),
            Map.of(
                "menu",
                menu.withMaxSilence(Duration.ofSeconds(20)),
                "brief",
                menu.withMaxSilence(Duration.ofMillis(1)),
                "token",
                menu.strict(),
                "remote",
                menu.withLevels(Levels.L2)));
  }

  @AfterEach
  void stop() {
    redis.close();
  }

  @Test
  @DisplayName("R1: Redis gone: AVAILABLE serves up to its bound, STRICT loads; all recover")
  void outage() {
    try (HeadroomCache cache = HeadroomCache.open(options)) {
      Namespace<String> menu = cache.namespace("menu", String.class);
      Namespace<String> brief = cache.namespace("brief", String.class);
      Namespace<String> token = cache.namespace("token", String.class);
      for (Namespace<String> namespace : List.of(menu, brief, token)) {
        assertThat(namespace.get("k", () -> "before")).isEqualTo("before");
        assertThat(namespace.get("k", () -> "never")).isEqualTo("before");
      }
      redis.close();
      Await.until(() -> cache.health().redis() == CacheHealth.Redis.DOWN);
      Await.until(() -> cache.health().silentNanos() > Partition.LEASE_NANOS);
      assertThat(menu.get("k", () -> "never")).isEqualTo("before");
      assertThat(brief.get("k", () -> "loaded")).isEqualTo("loaded");
      assertThat(token.get("k", () -> "loaded")).isEqualTo("loaded");
      assertThat(token.get("k", () -> "loaded again")).isEqualTo("loaded again");

      menu.invalidate("k");
      assertThat(menu.get("k", () -> "during")).isEqualTo("during");
      assertThat(menu.get("k", () -> "never")).isEqualTo("during");
      menu.get("tagged", List.of("t"), () -> "old");
      menu.invalidateTag("t");
      assertThat(menu.get("tagged", List.of("t"), () -> "new")).isEqualTo("new");
      assertThat(cache.health().journal()).isEqualTo(2);

      redis = DevRedis.startOn(redis.port());
      Await.until(() -> cache.health().redis() == CacheHealth.Redis.UP);
      assertThat(cache.health().journal()).isZero();
      assertThat(menu.get("k", () -> "after")).isEqualTo("after");
      Namespace<String> remote = cache.namespace("remote", String.class);
      assertThat(remote.get("k", () -> "stored")).isEqualTo("stored");
      assertThat(remote.get("k", () -> "never")).isEqualTo("stored");
    }
  }

  @Test
  @DisplayName("what was invalidated while Redis was away is replayed before its values are used")
  void journalIsReplayed() {
    try (HeadroomCache cut = HeadroomCache.open(options);
        HeadroomCache other = HeadroomCache.open(options)) {
      Namespace<String> here = cut.namespace("menu", String.class);
      Namespace<String> there = other.namespace("menu", String.class);
      there.get("k", () -> "old");
      there.get("tagged", List.of("t"), () -> "old");
      // This node alone loses touch; Redis keeps its values.
      lose(cut.partitions().get(0));
      here.invalidate("k");
      here.invalidateTag("t");
      Await.until(() -> cut.health().redis() == CacheHealth.Redis.UP);
      assertThat(here.get("k", () -> "new")).isEqualTo("new");
      assertThat(here.get("tagged", List.of("t"), () -> "new")).isEqualTo("new");
      Await.until(() -> there.get("k", () -> "new").equals("new"));
      Await.until(() -> there.get("tagged", List.of("t"), () -> "new").equals("new"));
    }
  }

  @Test
  @DisplayName("who is back first does not use what another one may still have to invalidate")
  void grace() throws Exception {
    try (HeadroomCache cut = HeadroomCache.open(options);
        HeadroomCache other = HeadroomCache.open(options)) {
      Namespace<String> here = cut.namespace("menu", String.class);
      Namespace<String> there = other.namespace("menu", String.class);
      here.get("k", () -> "old");
      CountDownLatch untold = new CountDownLatch(1);
      CountDownLatch mayRejoin = new CountDownLatch(1);
      Thread late =
          new Thread(
              () -> {
                Partition partition = cut.partitions().get(0);
                synchronized (partition) { // It cannot join meanwhile.
                  lose(partition);
                  here.invalidate("k");
                  untold.countDown();
                  try {
                    mayRejoin.await();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                }
              },
              "late");
      late.start();
      untold.await();
      try {
        lose(other.partitions().get(0));
        Await.until(() -> other.health().redis() == CacheHealth.Redis.UP);
        assertThat(there.get("k", () -> "new")).isEqualTo("new");
      } finally {
        mayRejoin.countDown();
      }
      late.join();
      Await.until(() -> cut.health().redis() == CacheHealth.Redis.UP);
      assertThat(here.get("k", () -> "new")).isEqualTo("new");
    }
  }

  private static void lose(Partition partition) {
    Remote server = partition.remote();
    assertThat(server).isNotNull();
    partition.lose(server, new RemoteFailure(RemoteFailure.Kind.LOST, "cut for a test", null));
  }

  @Test
  @DisplayName("FLUSHALL and lost tag memory: misses, never an old value")
  void flushed() {
    try (HeadroomCache cache = HeadroomCache.open(options);
        RedisClient client = RedisClient.create(redis.uri())) {
      Namespace<String> remote = cache.namespace("remote", String.class);
      remote.get("k", List.of("t"), () -> "old");
      remote.invalidateTag("t");
      byte[] old = null;
      try (var connection = client.connect(io.lettuce.core.codec.ByteArrayCodec.INSTANCE)) {
        old =
            connection
                .sync()
                .get("{hr:0}d:remote:k".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        assertThat(old).isNotNull();
        connection.sync().del("{hr:0}g".getBytes(java.nio.charset.StandardCharsets.UTF_8));
      }
      Await.until(
          () -> cache.health().gaps() == 1 && cache.health().redis() == CacheHealth.Redis.UP);
      assertThat(remote.get("k", List.of("t"), () -> "new")).isEqualTo("new");
      client.connect().sync().flushall();
      Await.until(
          () -> cache.health().gaps() >= 2 && cache.health().redis() == CacheHealth.Redis.UP);
      assertThat(remote.get("k", List.of("t"), () -> "newer")).isEqualTo("newer");
      client.connect().sync().scriptFlush();
      assertThat(remote.get("other", () -> "scripts are sent again")).startsWith("scripts");
    }
  }

  @Test
  @DisplayName("garbage, other types and older schemas in Redis are misses, and counted")
  void garbage() {
    try (HeadroomCache cache = HeadroomCache.open(options);
        RedisClient client = RedisClient.create(redis.uri())) {
      Namespace<String> remote = cache.namespace("remote", String.class);
      var sync = client.connect().sync();
      String key = "{hr:0}d:remote:k";
      List<Runnable> garbage =
          List.of(
              () -> sync.set(key, "garbage"),
              () -> sync.set(key, ""),
              () -> sync.set(key, "1 0 99999999999999999999 0 0 j 3 0 \n\"x\""),
              () -> sync.set(key, "1 0 9007199254740991 0 0 j 3 3 99999:cut"),
              () -> sync.set(key, sync.get(key).replace("\"value", "{\"value")),
              () -> sync.set(key, sync.get(key).replaceFirst("1 [0-9a-f]{8}", "1 00000000")));
      for (Runnable write : garbage) {
        assertThat(remote.get("k", () -> "value")).isEqualTo("value");
        long before = remote.stats().unreadable();
        write.run();
        assertThat(remote.get("k", () -> "value again")).isEqualTo("value again");
        assertThat(remote.stats().unreadable()).isGreaterThan(before);
        remote.invalidate("k");
      }
      sync.sadd(key, "a set");
      assertThat(remote.get("k", () -> "value")).isEqualTo("value");
      sync.set("{hr:0}l:remote:other", "a lease nobody holds");
      assertThat(remote.get("other", () -> "value")).isEqualTo("value");
      sync.xadd("{hr:0}inv", Map.of("what", "nobody wrote this"));
      Await.until(() -> cache.health().outages() + cache.health().gaps() > 0);
      Await.until(() -> cache.health().redis() == CacheHealth.Redis.UP);
    }
  }

  @Test
  @DisplayName("R1: killed, restarted empty and flushed under load: no failed get, none too old")
  void underLoad() throws Exception {
    AtomicLong version = new AtomicLong(1);
    AtomicBoolean stop = new AtomicBoolean();
    AtomicInteger gets = new AtomicInteger();
    AtomicReference<Throwable> failure = new AtomicReference<>();
    try (HeadroomCache one = HeadroomCache.open(options);
        HeadroomCache two = HeadroomCache.open(options)) {
      Namespace<Long> writing = one.namespace("menu", Long.class);
      Namespace<Long> strict = one.namespace("token", Long.class);
      two.namespace("menu", Long.class);
      Thread[] readers = new Thread[3];
      for (int i = 0; i < readers.length; i++) {
        Namespace<Long> mine = i == 0 ? strict : writing;
        readers[i] =
            new Thread(
                () -> {
                  try {
                    while (!stop.get()) {
                      // On the node that invalidates, a read never goes back behind it.
                      long before = committedAndInvalidated.get();
                      Long seen = mine.get("k", List.of("t"), version::get);
                      assertThat(seen).isGreaterThanOrEqualTo(before);
                      gets.incrementAndGet();
                    }
                  } catch (Throwable e) {
                    failure.compareAndSet(null, e);
                  }
                },
                "reader " + i);
        readers[i].start();
      }
      for (int round = 0; round < 60; round++) {
        long next = version.incrementAndGet();
        if (round % 2 == 0) {
          writing.invalidate("k");
          strict.invalidate("k");
        } else {
          writing.invalidateTag("t");
          strict.invalidateTag("t");
        }
        committedAndInvalidated.set(next);
        int goal = gets.get() + 20;
        Await.until(() -> gets.get() >= goal || failure.get() != null);
        if (round == 15) {
          redis.close();
        } else if (round == 30) {
          redis = DevRedis.startOn(redis.port());
          Await.until(() -> one.health().redis() == CacheHealth.Redis.UP);
        } else if (round == 45) {
          try (RedisClient client = RedisClient.create(redis.uri())) {
            client.connect().sync().flushall();
          }
        }
      }
      stop.set(true);
      for (Thread reader : readers) {
        reader.join();
      }
      assertThat(failure.get()).isNull();
      Await.until(() -> one.health().redis() == CacheHealth.Redis.UP);
      assertThat(writing.get("k", List.of("t"), version::get)).isEqualTo(version.get());
      Namespace<Long> elsewhere = two.namespace("menu", Long.class);
      Await.until(() -> elsewhere.get("k", List.of("t"), version::get).equals(version.get()));
    }
  }

  private final AtomicLong committedAndInvalidated = new AtomicLong();

  @Test
  @DisplayName("a Redis that is not there at the start is used when it comes")
  void comesLater() {
    int port = redis.port();
    redis.close();
    try (HeadroomCache cache = HeadroomCache.open(options)) {
      Namespace<String> menu = cache.namespace("menu", String.class);
      assertThat(menu.get("k", () -> "alone")).isEqualTo("alone");
      assertThat(cache.health().redis()).isEqualTo(CacheHealth.Redis.DOWN);
      redis = DevRedis.startOn(port);
      Await.until(() -> cache.health().redis() == CacheHealth.Redis.UP);
      assertThat(menu.get("k", () -> "joined")).isEqualTo("joined");
    }
  }
}
