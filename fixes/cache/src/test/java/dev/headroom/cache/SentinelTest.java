package dev.headroom.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.devservices.DevRedis;
import io.lettuce.core.RedisClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SentinelTest {

  @Test
  @DisplayName(
      "R1: the master dies, a sentinel promotes the replica, and the cache goes on with it")
  void failover() throws Exception {
    try (Sentinel sentinel = Sentinel.start();
        HeadroomCache one = HeadroomCache.open(options(sentinel));
        HeadroomCache two = HeadroomCache.open(options(sentinel))) {
      Namespace<String> here = one.namespace("menu", String.class);
      Namespace<String> there = two.namespace("menu", String.class);
      assertThat(one.health().redis()).isEqualTo(CacheHealth.Redis.UP);
      here.get("k", List.of("t"), () -> "old");
      assertThat(there.get("k", List.of("t"), () -> "never")).isEqualTo("old");
      sentinel.killMaster();
      Await.until(() -> one.health().redis() == CacheHealth.Redis.DOWN);
      here.invalidateTag("t"); // The replica has the value and has not heard of this.
      Await.until(() -> one.health().redis() == CacheHealth.Redis.UP);
      Await.until(() -> two.health().redis() == CacheHealth.Redis.UP);
      assertThat(here.get("k", List.of("t"), () -> "new")).isEqualTo("new");
      assertThat(there.get("k", List.of("t"), () -> "new")).isEqualTo("new");
      try (RedisClient client = RedisClient.create(sentinel.replica().uri())) {
        assertThat(client.connect().sync().exists("{hr:0}d:menu:k")).isEqualTo(1);
      }
    }
  }

  private static CacheOptions options(Sentinel sentinel) {
    return CacheOptions.of(
        sentinel.uri(), Map.of("menu", NamespaceOptions.ofTtl(Duration.ofMinutes(5))));
  }

  /** A master, its replica and a sentinel. */
  record Sentinel(DevRedis master, DevRedis replica, redis.embedded.RedisSentinel watcher)
      implements AutoCloseable {

    static Sentinel start() throws Exception {
      DevRedis master = DevRedis.start("repl-diskless-sync-delay 0");
      DevRedis replica = DevRedis.start("replicaof 127.0.0.1 " + master.port());
      try (RedisClient client = RedisClient.create(replica.uri())) {
        var sync = client.connect().sync();
        Await.until(() -> sync.info("replication").contains("master_link_status:up"));
      }
      redis.embedded.RedisSentinel watcher =
          redis.embedded.RedisSentinel.builder()
              .bind("127.0.0.1")
              .port(DevRedis.freePort())
              .masterName("main")
              .masterPort(master.port())
              .quorumSize(1)
              .downAfterMilliseconds(500L)
              .failoverTimeout(3_000L)
              .parallelSyncs(1)
              .build();
      watcher.start();
      try (RedisClient client = RedisClient.create();
          var connection =
              client.connectSentinel(
                  io.lettuce.core.RedisURI.create(
                      "redis-sentinel://127.0.0.1:" + watcher.ports().get(0) + "/0#main"))) {
        Await.until(
            () ->
                connection.sync().replicas("main").stream()
                    .anyMatch(known -> known.get("flags").equals("slave")));
      }
      return new Sentinel(master, replica, watcher);
    }

    String uri() {
      return "redis-sentinel://127.0.0.1:" + watcher.ports().get(0) + "/0#main";
    }

    /** Dies without a word, as a process does that is killed. */
    void killMaster() {
      master.process().destroyForcibly();
    }

    @Override
    public void close() throws Exception {
      watcher.stop();
      replica.close();
      master.close();
    }
  }
}
