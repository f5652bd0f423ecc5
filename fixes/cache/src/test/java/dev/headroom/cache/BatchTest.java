package dev.headroom.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.RedisClient;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class BatchTest extends TwoNodes {

  private final List<List<String>> loads = new ArrayList<>();
  private final BatchLoader<String> loader =
      keys -> {
        loads.add(keys);
        Map<String, String> values = new LinkedHashMap<>();
        keys.forEach(key -> values.put(key, "value of " + key));
        values.remove("none");
        return values;
      };

  @Test
  @DisplayName("fifty look-ups are one batch load, then one MGET on another node, then nothing")
  void oneRoundTrip() {
    List<String> keys = IntStream.range(0, 50).mapToObj(i -> "k" + i).toList();
    assertThat(here.getAll(keys, loader).keySet()).containsExactlyElementsOf(keys);
    assertThat(loads).containsExactly(keys);
    try (RedisClient client = RedisClient.create(uri())) {
      var sync = client.connect().sync();
      sync.configResetstat();
      assertThat(there.getAll(keys, loader)).hasSize(50).containsEntry("k7", "value of k7");
      assertThat(sync.info("commandstats")).contains("cmdstat_mget:calls=1,");
      assertThat(sync.info("commandstats")).doesNotContain("cmdstat_evalsha");
    }
    there.getAll(keys, loader);
    assertThat(loads).hasSize(1);
    assertThat(there.stats().l2Hits()).isEqualTo(50);
    assertThat(there.stats().l1Hits()).isEqualTo(50);
  }

  @Test
  @DisplayName("only what is missing is loaded; keys without a value are left out; tags hold")
  void partly() {
    here.get("k1", List.of("t1"), () -> "own");
    Map<String, String> all =
        here.getAll(List.of("k2", "none", "k1", "k2"), key -> List.of("t" + key), loader);
    assertThat(all.keySet()).containsExactly("k2", "k1");
    assertThat(all).containsEntry("k1", "own");
    assertThat(loads).containsExactly(List.of("k2", "none"));
    here.invalidateTag("tk2");
    here.getAll(List.of("k1", "k2"), key -> List.of("t" + key), loader);
    assertThat(loads.get(1)).containsExactly("k2");
  }

  @Test
  @DisplayName("a batch loader that throws frees all its keys")
  void throwing() {
    assertThatThrownBy(
            () ->
                here.getAll(
                    List.of("k1", "k2"),
                    keys -> {
                      throw new IllegalStateException("no database");
                    }))
        .hasMessage("no database");
    assertThat(there.getAll(List.of("k1", "k2"), loader)).hasSize(2);
    assertThat(here.getAll(List.of("k1", "k2"), loader)).hasSize(2);
  }

  @Test
  @DisplayName("the time of a batch is told once, not once for each of its keys, its load left out")
  void timeOnce() {
    AtomicLong told = new AtomicLong();
    AtomicInteger lookups = new AtomicInteger();
    AtomicLong loading = new AtomicLong();
    List<String> keys = IntStream.range(0, 50).mapToObj(i -> "k" + i).toList();
    try (HeadroomCache watched =
        HeadroomCache.open(
            CacheOptions.of(null, Map.of("menu", menu())),
            (namespace, nanos, hit, level) -> {
              told.addAndGet(nanos);
              lookups.incrementAndGet();
            },
            Surroundings.NONE)) {
      Namespace<String> menu = watched.namespace("menu", String.class);
      BatchLoader<String> slow =
          missing -> {
            long begun = System.nanoTime();
            LockSupport.parkNanos(20_000_000);
            Map<String, String> values = loader.load(missing);
            loading.addAndGet(System.nanoTime() - begun);
            return values;
          };
      long begun = System.nanoTime();
      menu.getAll(keys, slow);
      menu.getAll(keys, slow);
      long elapsed = System.nanoTime() - begun;
      assertThat(lookups).hasValue(100);
      assertThat(told.get()).isPositive().isLessThanOrEqualTo(elapsed - loading.get());
    }
  }
}
