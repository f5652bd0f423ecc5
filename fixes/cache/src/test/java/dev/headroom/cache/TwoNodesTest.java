package dev.headroom.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.devservices.DevRedis;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Two caches in one JVM are two nodes of one service. */
class TwoNodesTest {

  private static DevRedis redis;

  private HeadroomCache one;
  private HeadroomCache two;
  private Namespace<String> here;
  private Namespace<String> there;

  @BeforeAll
  static void startRedis() {
    redis = DevRedis.start();
  }

  @AfterAll
  static void stopRedis() {
    redis.close();
  }

  @BeforeEach
  void open() {
    CacheOptions options =
        CacheOptions.of(redis.uri(), Map.of("menu", NamespaceOptions.ofTtl(Duration.ofMinutes(1))));
    one = HeadroomCache.open(options);
    two = HeadroomCache.open(options);
    here = one.namespace("menu", String.class);
    there = two.namespace("menu", String.class);
    here.clear();
  }

  @AfterEach
  void close() {
    one.close();
    two.close();
  }

  @Test
  @DisplayName("D4: what one node loaded the other finds in Redis, and then in its process")
  void sharesThroughRedis() {
    AtomicInteger loads = new AtomicInteger();
    Loader<String> loader = () -> "v" + loads.incrementAndGet();
    assertThat(here.get("k", loader)).isEqualTo("v1");
    assertThat(there.get("k", loader)).isEqualTo("v1");
    assertThat(there.get("k", loader)).isEqualTo("v1");
    assertThat(loads).hasValue(1);
    assertThat(there.stats().l2Hits()).isEqualTo(1);
    assertThat(there.stats().l1Hits()).isEqualTo(1);
    assertThat(here.stats().misses()).isEqualTo(1);
  }

  @Test
  @DisplayName("an invalidation on one node is seen on the other: key, tag and clear")
  void invalidationReachesTheOther() {
    AtomicInteger loads = new AtomicInteger();
    Loader<String> loader = () -> "v" + loads.incrementAndGet();
    List<Runnable> ways =
        List.of(() -> there.invalidate("k"), () -> there.invalidateTag("category 7"), there::clear);
    for (Runnable invalidate : ways) {
      String before = here.get("k", List.of("category 7"), loader);
      assertThat(there.get("k", List.of("category 7"), loader)).isEqualTo(before);
      invalidate.run();
      assertThat(there.get("k", List.of("category 7"), loader)).isNotEqualTo(before);
      Await.until(() -> !before.equals(here.get("k", List.of("category 7"), loader)));
    }
  }
}
