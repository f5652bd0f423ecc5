package dev.headroom.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.devservices.DevRedis;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Loads before the end, answers after the end, and how true they were. */
class FreshnessTest {

  private static final NamespaceOptions HOUR = NamespaceOptions.ofTtl(Duration.ofHours(1));

  private static HeadroomCache open(String uri, NamespaceOptions options) {
    return HeadroomCache.open(
        new CacheOptions(uri, Map.of("menu", options), Duration.ofSeconds(5)));
  }

  @Test
  @DisplayName("early refresh is due with probability exp(-left / (beta * load time))")
  void earlyRefresh() {
    long load = 2_000;
    for (double beta : new double[] {0.5, 1, 3}) {
      NamespaceOptions options = HOUR.withEarlyRefresh(beta);
      for (long left : new long[] {500, 2_000, 6_000}) {
        int due = 0;
        for (int i = 0; i < 200_000; i++) {
          due += EarlyRefresh.isDue(options, load, left) ? 1 : 0;
        }
        // Five standard deviations of a share of 200,000 are at most 0.0056.
        assertThat(due / 200_000.0).isCloseTo(Math.exp(-left / (beta * load)), within(0.0056));
      }
    }
    assertThat(EarlyRefresh.isDue(HOUR.withEarlyRefresh(0), load, 1)).isFalse();
    assertThat(EarlyRefresh.isDue(HOUR, load, load * 38)).isFalse();
  }

  @Test
  @DisplayName("what an early refresh has loaded is kept: no hit loads for nothing")
  void refreshesAreKept() {
    NamespaceOptions options =
        NamespaceOptions.ofTtl(Duration.ofSeconds(60)).withEarlyRefresh(10).withJitter(0);
    try (HeadroomCache cache = open(null, options)) {
      Namespace<String> menu = cache.namespace("menu", String.class);
      menu.get("k", () -> "0");
      for (int i = 1; i <= 200; i++) {
        String next = Integer.toString(i);
        AtomicReference<String> loaded = new AtomicReference<>();
        local(menu).patch("k", FreshnessTest::slow); // Due in nine of ten.
        menu.get(
            "k",
            () -> {
              loaded.set(next);
              return next;
            });
        if (loaded.get() != null) {
          assertThat(menu.get("k", () -> "never")).isEqualTo(next);
        }
      }
      assertThat(menu.stats().refreshes()).isPositive();
    }
  }

  @Test
  @DisplayName(
      "while one caller loads early the others get the value at once; a failure is not seen")
  void refreshing() throws Exception {
    NamespaceOptions options =
        NamespaceOptions.ofTtl(Duration.ofSeconds(60)).withEarlyRefresh(10).withJitter(0);
    try (HeadroomCache cache = open(null, options)) {
      Namespace<String> menu = cache.namespace("menu", String.class);
      AtomicReference<String> database = new AtomicReference<>("old");
      menu.get("k", database::get);
      // As if its load had taken a minute: refreshed at once, nearly always.
      LocalLevel<String> local = local(menu);
      local.patch("k", FreshnessTest::slow);
      CountDownLatch loading = new CountDownLatch(1);
      CountDownLatch mayReturn = new CountDownLatch(1);
      FutureTask<String> refresher =
          new FutureTask<>(
              () -> {
                String value = "old";
                while (value.equals("old")) {
                  value =
                      menu.get(
                          "k",
                          () -> {
                            loading.countDown();
                            mayReturn.await();
                            return "new";
                          });
                }
                return value;
              });
      new Thread(refresher, "refresher").start();
      loading.await();
      assertThat(menu.get("k", () -> "never")).isEqualTo("old");
      mayReturn.countDown();
      assertThat(refresher.get()).isEqualTo("new");
      assertThat(menu.get("k", () -> "never")).isEqualTo("new");
      assertThat(menu.stats().refreshes()).isEqualTo(1);
      local.patch("k", FreshnessTest::slow);
      for (int i = 0; i < 50; i++) {
        assertThat(
                menu.get(
                    "k",
                    () -> {
                      throw new IllegalStateException("no database");
                    }))
            .isEqualTo("new");
      }
      assertThat(menu.stats().loadFailures()).isPositive();
    }
  }

  private static LocalLevel<String> local(Namespace<String> namespace) {
    return namespace.shards().get(0).local();
  }

  private static Entry<String> slow(Entry<String> old) {
    return new Entry<>(
        old.value(),
        old.view(),
        old.guards(),
        old.born(),
        old.readNanos(),
        old.expiresNanos(),
        Duration.ofMinutes(10).toNanos(),
        0);
  }

  @Test
  @DisplayName("stale on failure: from either level, until it is invalidated or its time is over")
  void staleOnFailure() {
    try (DevRedis redis = DevRedis.start()) {
      NamespaceOptions options =
          NamespaceOptions.ofTtl(Duration.ofMillis(50))
              .withEarlyRefresh(0)
              .withStaleOnFailure(Duration.ofMinutes(1));
      Loader<String> failing =
          () -> {
            throw new IllegalStateException("no database");
          };
      try (HeadroomCache one = open(redis.uri(), options);
          HeadroomCache two = open(redis.uri(), options)) {
        Namespace<String> here = one.namespace("menu", String.class);
        Namespace<String> there = two.namespace("menu", String.class);
        here.get("k", List.of("t"), () -> "value");
        Await.until(() -> here.stats().staleServed() > 0 || here.get("k", failing) == null);
        assertThat(here.get("k", List.of("t"), failing)).isEqualTo("value");
        // From Redis; the nodes' ideas of its time differ by less than a round trip.
        Await.until(
            () ->
                there.get("k", List.of("t"), failing).equals("value")
                    && there.stats().staleServed() > 0);
        here.invalidateTag("t");
        assertThatThrownBy(() -> here.get("k", List.of("t"), failing)).hasMessage("no database");
        Await.until(
            () -> {
              try {
                there.get("k", List.of("t"), failing);
                return false;
              } catch (IllegalStateException e) {
                return true;
              }
            });
        assertThat(here.get("k", List.of("t"), () -> "new")).isEqualTo("new");
      }
      try (HeadroomCache none = open(redis.uri(), options.withStaleOnFailure(Duration.ZERO))) {
        Namespace<String> menu = none.namespace("menu", String.class);
        menu.get("other", () -> "value");
        Await.until(
            () -> {
              try {
                menu.get("other", failing);
                return false;
              } catch (IllegalStateException e) {
                return true;
              }
            });
      }
    }
  }

  @Test
  @DisplayName("who would wait for another's load takes the expired value instead")
  void staleWhileLoading() throws Exception {
    NamespaceOptions options =
        NamespaceOptions.ofTtl(Duration.ofMillis(20))
            .withEarlyRefresh(0)
            .withStaleOnFailure(Duration.ofMinutes(1));
    try (HeadroomCache cache = open(null, options)) {
      Namespace<String> menu = cache.namespace("menu", String.class);
      menu.get("k", () -> "old");
      CountDownLatch loading = new CountDownLatch(1);
      CountDownLatch mayReturn = new CountDownLatch(1);
      FutureTask<String> loader =
          new FutureTask<>(
              () -> {
                String value = "old";
                while (value.equals("old")) {
                  value =
                      menu.get(
                          "k",
                          () -> {
                            loading.countDown();
                            mayReturn.await();
                            return "new";
                          });
                }
                return value;
              });
      new Thread(loader, "loader").start();
      loading.await();
      assertThat(menu.get("k", () -> "never")).isEqualTo("old");
      mayReturn.countDown();
      assertThat(loader.get()).isEqualTo("new");
    }
  }

  @Test
  @DisplayName("shadow reads count what was stale, by age, and advise a time to live")
  void staleness() {
    try (HeadroomCache cache = open(null, HOUR.withShadowReads(1))) {
      Namespace<String> menu = cache.namespace("menu", String.class);
      AtomicReference<String> database = new AtomicReference<>("old");
      assertThat(menu.stats().staleness().longestTtl(0.01)).isNull();
      assertThat(menu.stats().staleness().rate()).isNaN();
      menu.get("k", database::get);
      for (int i = 0; i < 3; i++) {
        assertThat(menu.get("k", database::get)).isEqualTo("old");
      }
      database.set("changed, and nobody said so");
      assertThat(menu.get("k", database::get)).isEqualTo("old");
      StalenessStats seen = menu.stats().staleness();
      assertThat(seen.shadowReads()).isEqualTo(4);
      assertThat(seen.stale()).isEqualTo(1);
      assertThat(seen.rate()).isEqualTo(0.25);
      assertThat(seen.staleByAge().stream().mapToLong(age -> age).sum()).isEqualTo(1);
      // Invalidated between the two looks: that is no staleness.
      menu.get(
          "k",
          () -> {
            menu.invalidate("k");
            return "new";
          });
      assertThat(menu.stats().staleness().stale()).isEqualTo(1);
    }
    List<Long> none = List.of(0L, 0L, 0L, 0L, 0L, 0L, 0L);
    // 5 changes in 1,000 s are one in 200 s; one in a hundred answers may be stale: 2 * 0.01 * 200.
    assertThat(new StalenessStats(9, 5, none, 1_000_000_000_000L, 5).longestTtl(0.01))
        .isEqualTo(Duration.ofSeconds(4));
    // None seen in 1,000 s: at most three in that time, 2 * 0.01 * 1,000 / 3.
    assertThat(new StalenessStats(9, 0, none, 1_000_000_000_000L, 0).longestTtl(0.01).toMillis())
        .isEqualTo(6_666);
    assertThatThrownBy(() -> new StalenessStats(9, 0, none, 1, 0).longestTtl(0))
        .hasMessageContaining("such as 0.01");
  }

  @Test
  @DisplayName(
      "asynchronously: at once from the process, else on the executor; failures are passed")
  void async() {
    try (HeadroomCache cache = open(null, HOUR)) {
      Namespace<String> menu = cache.namespace("menu", String.class);
      AtomicInteger given = new AtomicInteger();
      java.util.concurrent.Executor executor =
          task -> {
            given.incrementAndGet();
            new Thread(task, "async").start();
          };
      assertThat(menu.getAsync("k", List.of(), () -> Thread.currentThread().getName(), executor))
          .succeedsWithin(Duration.ofSeconds(20))
          .isEqualTo("async");
      assertThat(menu.getAsync("k", List.of(), () -> "never", executor))
          .isCompletedWithValue("async");
      assertThat(given).hasValue(1);
      assertThatThrownBy(
              () ->
                  menu.getAsync(
                          "other",
                          List.of(),
                          () -> {
                            throw new java.io.IOException("cut");
                          },
                          executor)
                      .join())
          .isInstanceOf(CompletionException.class)
          .hasCauseInstanceOf(CacheLoadException.class);
    }
  }

  @Test
  @DisplayName("values loaded together expire apart: up to a tenth earlier, never later")
  void jitter() {
    try (HeadroomCache cache = open(null, HOUR)) {
      Namespace<String> menu = cache.namespace("menu", String.class);
      double least = 1;
      double most = 0;
      for (int i = 0; i < 1_000; i++) {
        menu.get("key " + i, () -> "value");
        Entry<String> entry = local(menu).valid("key " + i);
        double share =
            (double) (entry.expiresNanos() - entry.readNanos()) / Duration.ofHours(1).toNanos();
        least = Math.min(least, share);
        most = Math.max(most, share);
      }
      assertThat(least).isBetween(0.9, 0.91);
      assertThat(most).isBetween(0.99, 1.0);
    }
  }

  @Test
  @DisplayName("empty results are kept only when told; a size in bytes holds")
  void emptyAndBytes() {
    AtomicInteger loads = new AtomicInteger();
    Loader<List<String>> empty =
        () -> {
          loads.incrementAndGet();
          return List.of();
        };
    var type = new tools.jackson.core.type.TypeReference<List<String>>() {};
    try (HeadroomCache not = open(null, HOUR);
        HeadroomCache keeping = open(null, HOUR.withCacheEmpty(true));
        HeadroomCache small = open(null, HOUR.withMaxBytes(100_000))) {
      for (int i = 0; i < 2; i++) {
        not.namespace("menu", type).get("k", empty);
      }
      assertThat(loads).hasValue(2);
      for (int i = 0; i < 2; i++) {
        keeping.namespace("menu", type).get("k", empty);
      }
      assertThat(loads).hasValue(3);
      Namespace<String> menu = small.namespace("menu", String.class);
      for (int i = 0; i < 1_000; i++) {
        menu.get("key " + i, () -> "x".repeat(1_000));
      }
      // 1,002 bytes of JSON, 150 and two for each letter of the key: 85 fit.
      Await.until(() -> menu.stats().entries() <= 86);
      assertThat(menu.stats().entries()).isGreaterThan(60);
      assertThat(menu.stats().evictions()).isGreaterThan(900);
    }
  }
}
