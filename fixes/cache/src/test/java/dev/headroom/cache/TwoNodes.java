package dev.headroom.cache;

import dev.headroom.devservices.DevRedis;
import io.lettuce.core.RedisClient;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** Two caches in one JVM are two nodes of one service, with a real Redis between them. */
abstract class TwoNodes {

  private static DevRedis redis;

  HeadroomCache one;
  HeadroomCache two;
  Namespace<String> here;
  Namespace<String> there;

  @BeforeAll
  static void startRedis() {
    redis = DevRedis.start();
  }

  @AfterAll
  static void stopRedis() {
    redis.close();
  }

  NamespaceOptions menu() {
    return NamespaceOptions.ofTtl(Duration.ofMinutes(1));
  }

  static String uri() {
    return redis.uri();
  }

  @BeforeEach
  void open() {
    flush();
    CacheOptions options =
        new CacheOptions(
            redis.uri(),
            Map.of("menu", menu(), "small", menu().withCacheNulls(true)),
            Duration.ofSeconds(5));
    one = HeadroomCache.open(options);
    two = HeadroomCache.open(options);
    here = one.namespace("menu", String.class);
    there = two.namespace("menu", String.class);
  }

  private static void flush() {
    try (RedisClient client = RedisClient.create(redis.uri())) {
      client.connect().sync().flushall();
    }
  }

  @AfterEach
  void close() {
    one.close();
    two.close();
  }

  /** Waits until a node has heard all that was said before. */
  static void caughtUp(Namespace<String> listener, Namespace<String> speaker) {
    listener.get("caught up?", () -> "no");
    speaker.invalidate("caught up?");
    Await.until(() -> listener.get("caught up?", () -> "yes").equals("yes"));
  }
}
