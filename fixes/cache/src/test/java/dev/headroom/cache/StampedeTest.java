package dev.headroom.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.devservices.DevRedis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class StampedeTest {

  @Test
  @DisplayName("S4: 1,000 callers of a cold key on three nodes cause exactly one load")
  void oneLoad() throws Exception {
    try (DevRedis redis = DevRedis.start()) {
      CacheOptions options =
          new CacheOptions(
              redis.uri(),
              Map.of("menu", NamespaceOptions.ofTtl(Duration.ofMinutes(1))),
              Duration.ofSeconds(10));
      List<HeadroomCache> nodes = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        nodes.add(HeadroomCache.open(options));
      }
      AtomicInteger loads = new AtomicInteger();
      CountDownLatch go = new CountDownLatch(1);
      List<FutureTask<String>> callers = new ArrayList<>();
      for (int i = 0; i < 1_000; i++) {
        Namespace<String> menu = nodes.get(i % 3).namespace("menu", String.class);
        FutureTask<String> caller =
            new FutureTask<>(
                () -> {
                  go.await();
                  return menu.get(
                      "cold",
                      () -> {
                        LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
                        return "value " + loads.incrementAndGet();
                      });
                });
        callers.add(caller);
        new Thread(null, caller, "caller " + i, 256 * 1024).start();
      }
      go.countDown();
      for (FutureTask<String> caller : callers) {
        assertThat(caller.get(20, TimeUnit.SECONDS)).isEqualTo("value 1");
      }
      assertThat(loads).hasValue(1);
      nodes.forEach(HeadroomCache::close);
    }
  }

  @Test
  @DisplayName("S4: when the node that loads is lost, one other loads, however many wait elsewhere")
  void holderLost() throws Exception {
    Duration deadline = Duration.ofMillis(500);
    try (DevRedis redis = DevRedis.start()) {
      CacheOptions options =
          new CacheOptions(
              redis.uri(),
              Map.of(
                  "menu",
                  NamespaceOptions.ofTtl(Duration.ofMinutes(1)).withLoaderDeadline(deadline)),
              Duration.ofSeconds(10));
      List<HeadroomCache> nodes = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        nodes.add(HeadroomCache.open(options));
        HeadroomCache node = nodes.get(i);
        Await.until(() -> node.health().redis() == CacheHealth.Redis.UP);
      }
      CountDownLatch lost = new CountDownLatch(1);
      CountDownLatch loading = new CountDownLatch(1);
      FutureTask<String> holder =
          new FutureTask<>(
              () ->
                  nodes
                      .get(0)
                      .namespace("menu", String.class)
                      .get(
                          "cold",
                          () -> {
                            loading.countDown();
                            lost.await();
                            return "late";
                          }));
      new Thread(holder, "holder").start();
      loading.await();
      AtomicInteger loads = new AtomicInteger();
      List<FutureTask<String>> callers = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        Namespace<String> menu = nodes.get(1 + i % 2).namespace("menu", String.class);
        FutureTask<String> caller =
            new FutureTask<>(
                () ->
                    menu.get(
                        "cold",
                        () -> {
                          LockSupport.parkNanos(deadline.toNanos() / 2);
                          return "value " + loads.incrementAndGet();
                        }));
        callers.add(caller);
        new Thread(null, caller, "caller " + i, 256 * 1024).start();
      }
      for (FutureTask<String> caller : callers) {
        assertThat(caller.get(20, TimeUnit.SECONDS)).isEqualTo("value 1");
      }
      assertThat(loads).hasValue(1);
      lost.countDown();
      assertThat(holder.get(20, TimeUnit.SECONDS)).isEqualTo("late");
      assertThat(nodes.get(0).namespace("menu", String.class).get("cold", () -> "again"))
          .isEqualTo("value 1");
      nodes.forEach(HeadroomCache::close);
    }
  }
}
