package dev.headroom.cache;

import dev.headroom.devservices.DevRedis;
import io.lettuce.core.RedisClient;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** Two caches in one JVM are two nodes of one service, with a real Redis between them. */
abstract class TwoNodes {

  private static final AtomicInteger QUESTIONS = new AtomicInteger();

  /** Classes run side by side, each on a thread of its own. */
  private static final ThreadLocal<DevRedis> REDIS = new ThreadLocal<>();

  HeadroomCache one;
  HeadroomCache two;
  Namespace<String> here;
  Namespace<String> there;

  @BeforeAll
  static void startRedis() {
    REDIS.set(DevRedis.start());
  }

  @AfterAll
  static void stopRedis() {
    REDIS.get().close();
  }

  NamespaceOptions menu() {
    return NamespaceOptions.ofTtl(Duration.ofMinutes(1));
  }

  static String uri() {
    return REDIS.get().uri();
  }

  @BeforeEach
  void open() {
    flush();
    CacheOptions options =
        new CacheOptions(
            uri(),
            Map.of("menu", menu(), "small", menu().withCacheNulls(true)),
            Duration.ofSeconds(5));
    one = HeadroomCache.open(options);
    two = HeadroomCache.open(options);
    here = one.namespace("menu", String.class);
    there = two.namespace("menu", String.class);
  }

  private static void flush() {
    try (RedisClient client = RedisClient.create(uri())) {
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
    String question = "caught up " + QUESTIONS.incrementAndGet() + "?";
    listener.get(question, () -> "no");
    speaker.invalidate(question);
    Await.until(() -> listener.get(question, () -> "yes").equals("yes"));
  }
}
