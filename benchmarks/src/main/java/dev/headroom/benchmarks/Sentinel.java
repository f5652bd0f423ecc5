package dev.headroom.benchmarks;

import dev.headroom.devservices.DevRedis;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import java.io.IOException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import redis.embedded.RedisSentinel;

/** A master, its replica, and a sentinel that watches them. */
record Sentinel(DevRedis master, DevRedis replica, RedisSentinel watcher) implements AutoCloseable {

  static Sentinel start() throws IOException {
    DevRedis master = DevRedis.start("repl-diskless-sync-delay 0");
    DevRedis replica = DevRedis.start("replicaof 127.0.0.1 " + master.port());
    try (RedisClient client = RedisClient.create(replica.uri());
        var connection = client.connect()) {
      await(() -> connection.sync().info("replication").contains("master_link_status:up"));
    }
    RedisSentinel watcher =
        RedisSentinel.builder()
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
    Sentinel all = new Sentinel(master, replica, watcher);
    try (RedisClient client = RedisClient.create();
        var connection = client.connectSentinel(RedisURI.create(all.uri()))) {
      await(
          () ->
              connection.sync().replicas("main").stream()
                  .anyMatch(known -> "slave".equals(known.get("flags"))));
    }
    return all;
  }

  private static void await(BooleanSupplier condition) throws IOException {
    long end = System.nanoTime() + 20_000_000_000L;
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        throw new IOException("the replica was not seen within 20 s");
      }
      LockSupport.parkNanos(10_000_000);
    }
  }

  String uri() {
    return "redis-sentinel://127.0.0.1:" + watcher.ports().get(0) + "/0#main";
  }

  /** Dies without a word. */
  void killMaster() {
    master.process().destroyForcibly();
  }

  @Override
  public void close() throws IOException {
    watcher.stop();
    replica.close();
    master.close();
  }
}
