package dev.headroom.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisClient;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * What users of other caches met. A read during a delete, a remove during a load and a hung loader
 * are in {@link RacesTest}, subscriptions after a failover in {@link SentinelTest}, serialised
 * forms of another release in {@link OutageTest}; the others are here.
 */
class OthersBugsTest extends TwoNodes {

  @Override
  NamespaceOptions menu() {
    return super.menu().withStaleOnFailure(Duration.ofMinutes(1));
  }

  private static Loader<String> failing() {
    return () -> {
      throw new IllegalStateException("no database");
    };
  }

  @Test
  @DisplayName("a tag invalidated while a refresh runs is not lost")
  void tagDuringRefresh() throws Exception {
    here.get("k", List.of("t"), () -> "old");
    LocalLevel<String> local = here.shards().get(0).local();
    local.patch(
        "k",
        old ->
            new Entry<>(
                old.value(),
                old.view(),
                old.guards(),
                old.born(),
                old.readNanos(),
                old.expiresNanos(),
                Duration.ofHours(1).toNanos(), // As if it had taken so long: refreshed early.
                0));
    CountDownLatch loading = new CountDownLatch(1);
    CountDownLatch mayReturn = new CountDownLatch(1);
    FutureTask<String> refresh =
        new FutureTask<>(
            () -> {
              while (loading.getCount() > 0) {
                here.get(
                    "k",
                    List.of("t"),
                    () -> {
                      loading.countDown();
                      mayReturn.await();
                      return "read before the change";
                    });
              }
              return "";
            });
    new Thread(refresh, "refresh").start();
    loading.await();
    there.invalidateTag("t");
    assertThat(there.get("k", List.of("t"), () -> "new")).isEqualTo("new");
    caughtUp(here, there);
    mayReturn.countDown();
    refresh.get();
    assertThat(here.get("k", List.of("t"), () -> "new")).isEqualTo("new");
    assertThat(there.get("k", List.of("t"), () -> "new")).isEqualTo("new");
  }

  @Test
  @DisplayName("clearing leaves no copy for the case that a loader fails, on either node")
  void clearSparesNothing() {
    here.get("k", () -> "old");
    there.get("k", () -> "old");
    here.clear();
    caughtUp(there, here);
    for (Namespace<String> node : List.of(here, there)) {
      try {
        assertThat(node.get("k", failing())).isNull();
      } catch (IllegalStateException e) {
        assertThat(e).hasMessage("no database");
      }
    }
    assertThat(here.stats().staleServed() + there.stats().staleServed()).isZero();
  }

  @Test
  @DisplayName("filling broadcasts nothing: a thousand loads are not one event")
  void noBroadcastForFills() {
    try (RedisClient client = RedisClient.create(uri())) {
      var sync = client.connect().sync();
      for (int i = 0; i < 1_000; i++) {
        here.get("key " + i, () -> "value");
      }
      assertThat(sync.exists("{hr:0}inv")).isZero();
      here.invalidate("key 1");
      assertThat(sync.xlen("{hr:0}inv")).isEqualTo(1);
    }
  }

  @Test
  @DisplayName("the node that invalidates does not keep its own copy")
  void ownCopy() {
    here.get("k", List.of("t"), () -> "old");
    here.invalidate("k");
    assertThat(here.get("k", List.of("t"), () -> "new")).isEqualTo("new");
    here.invalidateTag("t");
    assertThat(here.get("k", List.of("t"), () -> "newer")).isEqualTo("newer");
  }

  @Test
  @DisplayName("tag memory that the server evicts brings no old value back")
  void evictedTags() {
    try (RedisClient client = RedisClient.create(uri())) {
      var sync = client.connect().sync();
      here.get("k", List.of("t"), () -> "old");
      String stored = sync.get("{hr:0}d:menu:k");
      here.invalidateTag("t");
      sync.del("{hr:0}g"); // As maxmemory-policy allkeys-lru does.
      sync.set("{hr:0}d:menu:k", stored);
      Await.until(() -> one.health().gaps() > 0 && two.health().gaps() > 0);
      Await.until(() -> one.health().redis() == CacheHealth.Redis.UP);
      Await.until(() -> two.health().redis() == CacheHealth.Redis.UP);
      assertThat(there.get("k", List.of("t"), () -> "new")).isEqualTo("new");
      assertThat(here.get("k", List.of("t"), () -> "new")).isEqualTo("new");
    }
  }

  @Test
  @DisplayName("tags beyond the cap: the older half goes and takes its values along, no more")
  void cap() {
    try (RedisClient client = RedisClient.create(uri())) {
      var sync = client.connect().sync();
      here.get("old", List.of("t0"), () -> "old");
      here.invalidateTag("t0");
      sync.hset("{hr:0}g", "#floor", "0");
      for (int i = 1; i < RedisRemote.MOST_GENERATIONS; i++) {
        sync.hset("{hr:0}g", "t:menu:filler" + i, Integer.toString(i));
      }
      here.invalidateTag("t0");
      assertThat(here.get("k", List.of("t0"), () -> "kept")).isEqualTo("kept");
      here.invalidateTag("one more");
      assertThat(sync.hlen("{hr:0}g")).isLessThan(RedisRemote.MOST_GENERATIONS * 6 / 10L);
      caughtUp(there, here);
      assertThat(there.get("k", List.of("t0"), () -> "never")).isEqualTo("kept");
      // 9,999 and t0: the older half are those of 1 to 5,000.
      assertThat(sync.hget("{hr:0}g", "#floor")).isEqualTo("5000");
    }
  }
}
