package dev.headroom.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.RedisClient;
import io.lettuce.core.codec.ByteArrayCodec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each of these was a bug of some cache; what happens in between is put there by latches. */
class RacesTest extends TwoNodes {

  private final AtomicReference<String> database = new AtomicReference<>("old");

  enum Way {
    KEY,
    TAG,
    CLEAR;

    void invalidate(Namespace<String> namespace) {
      switch (this) {
        case KEY -> namespace.invalidate("k");
        case TAG -> namespace.invalidateTag("t");
        case CLEAR -> namespace.clear();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("R4: an invalidation during a load wins: the loaded value stays in neither level")
  void invalidationBeatsOwnLoad(Way way) throws Exception {
    Slow slow = new Slow(here);
    slow.begin();
    database.set("new");
    way.invalidate(here);
    assertThat(slow.end()).isEqualTo("old"); // It asked before the change.
    assertNewEverywhere();
    assertThat(here.stats().overtaken()).isPositive();
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("R4: an invalidation on another node during a load wins too, in both levels")
  void invalidationBeatsForeignLoad(Way way) throws Exception {
    Slow slow = new Slow(here);
    slow.begin();
    database.set("new");
    way.invalidate(there);
    assertThat(there.get("k", List.of("t"), database::get)).isEqualTo("new");
    slow.end();
    caughtUp(here, there);
    assertNewEverywhere();
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("a caller after an invalidation does not join the load that it cancelled")
  void cancelledFlightsAreNotJoined(Way way) throws Exception {
    Slow slow = new Slow(here);
    slow.begin();
    database.set("new");
    way.invalidate(here);
    assertThat(here.get("k", List.of("t"), database::get)).isEqualTo("new");
    slow.end();
    assertNewEverywhere();
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("R4: a value read from Redis before an invalidation is not installed after it")
  void readDuringDelete(Way way) {
    here.get("k", List.of("t"), () -> "old");
    Partition partition = two.partitions().get(0);
    LocalLevel<String> local =
        new LocalLevel<>(
            LocalLevel.values(menu(), new Counters()), partition::generations, System::nanoTime);
    partition.register("menu", local);
    Filler<String> filler = filler(two, local);
    Fill<String> fill = filler.fill(filler.flight("k", List.of("t"), true));
    assertThat(local.join(fill.flight)).isNull();
    filler.look(List.of(fill));
    assertThat(fill.state).isEqualTo(Fill.State.HIT);
    way.invalidate(there);
    filler.install(fill);
    assertThat(local.valid("k")).isNull();
  }

  @Test
  @DisplayName("R4: a node that was deaf and hears while it reads does not vouch for what it had")
  void hearsWhileReading() {
    AtomicLong ticker = new AtomicLong(1_000_000_000_000L);
    NamespaceOptions strict = menu().strict();
    Partition partition = new Partition(false, ticker::get, "deaf");
    try (RedisClient client = RedisClient.create(uri())) {
      Mutant.Connected remote =
          Mutant.NONE.remote(
              client.connect(ByteArrayCodec.INSTANCE), client.connect(ByteArrayCodec.INSTANCE));
      LocalLevel<String> local =
          new LocalLevel<>(
              LocalLevel.values(strict, new Counters()), partition::generations, ticker::get) {
            @Override
            Entry<String> valid(String key) {
              Entry<String> entry = super.valid(key);
              assertThat(partition.hear(remote, Duration.ofMillis(1))).isTrue();
              return entry;
            }
          };
      partition.register("menu", local);
      partition.join(remote);
      List<Shard<String>> shards = List.of(new Shard<>(partition, local));
      Packer<String> packer = new Packer<>(Packer.MAPPER.constructType(String.class));
      Counters counters = new Counters();
      Filler<String> filler =
          new Filler<>("menu", strict, shards, packer, counters, ticker::get, "deaf");
      Getter<String> getter =
          new Getter<>(
              "menu",
              strict,
              shards,
              filler,
              counters,
              new Observing("menu", LookupListener.NONE, ticker::get),
              new Changes<>(strict, packer, counters));
      assertThat(getter.fetch("k", List.of("t"), Use.CACHE, keys -> Map.of("k", "old"), 0))
          .isEqualTo("old");
      assertThat(getter.servable("k")).isNotNull();
      here.invalidateTag("t");
      ticker.addAndGet(2 * Partition.LEASE_NANOS);
      assertThat(getter.servable("k")).isNull();
    }
  }

  @Test
  @DisplayName("a loader that throws: its callers get it, nothing is stored, the key is free")
  void throwingLoader() {
    assertThatThrownBy(
            () ->
                here.get(
                    "k",
                    () -> {
                      throw new IllegalStateException("no database");
                    }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("no database");
    assertThatThrownBy(
            () ->
                here.get(
                    "k",
                    () -> {
                      throw new java.io.IOException("cut");
                    }))
        .isInstanceOf(CacheLoadException.class)
        .hasMessageContaining("menu:k")
        .hasRootCauseMessage("cut");
    assertThat(there.get("k", () -> "fine")).isEqualTo("fine");
    assertThat(here.get("k", () -> "again")).isEqualTo("fine");
    assertThat(here.stats().loadFailures()).isEqualTo(2);
  }

  @Test
  @DisplayName("a loader that asks for its own key is told so instead of waiting for itself")
  void recursiveLoader() {
    assertThatThrownBy(() -> here.get("k", () -> here.get("k", () -> "inner")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("menu:k asks the cache for the key it is loading");
    assertThat(here.get("k", () -> here.get("other", () -> "inner") + "!")).isEqualTo("inner!");
  }

  @Test
  @DisplayName("'there is none' is kept only where the namespace says so")
  void nulls() {
    AtomicInteger loads = new AtomicInteger();
    Loader<String> none =
        () -> {
          loads.incrementAndGet();
          return null;
        };
    assertThat(here.get("k", none)).isNull();
    assertThat(here.get("k", none)).isNull();
    assertThat(loads).hasValue(2);
    Namespace<String> keeping = one.namespace("small", String.class);
    assertThat(keeping.get("k", none)).isNull();
    assertThat(keeping.get("k", none)).isNull();
    assertThat(two.namespace("small", String.class).get("k", none)).isNull();
    assertThat(loads).hasValue(3);
    keeping.invalidate("k");
    assertThat(keeping.get("k", () -> "some")).isEqualTo("some");
  }

  @Test
  @DisplayName("a hung loader holds its key until the deadline, then others load")
  void hungLoader() throws Exception {
    HeadroomCache cache =
        HeadroomCache.open(
            CacheOptions.of(
                uri(), Map.of("menu", menu().withLoaderDeadline(Duration.ofMillis(200)))));
    try (cache) {
      Namespace<String> menu = cache.namespace("menu", String.class);
      Slow hung = new Slow(menu);
      hung.begin();
      database.set("new");
      assertThat(menu.get("k", database::get)).isEqualTo("new");
      assertThat(hung.end()).isEqualTo("old");
      assertThat(menu.get("k", database::get)).isEqualTo("new");
      assertThat(there.get("k", database::get)).isEqualTo("new");
    }
  }

  private Filler<String> filler(HeadroomCache cache, LocalLevel<String> local) {
    return new Filler<>(
        "menu",
        menu(),
        List.of(new Shard<>(cache.partitions().get(0), local)),
        new Packer<>(Packer.MAPPER.constructType(String.class)),
        new Counters(),
        System::nanoTime,
        "test");
  }

  private void assertNewEverywhere() {
    assertThat(here.get("k", List.of("t"), database::get)).isEqualTo("new");
    assertThat(there.get("k", List.of("t"), database::get)).isEqualTo("new");
    assertThat(here.get("k", List.of("t"), database::get)).isEqualTo("new");
  }

  /** A load that has read the database and is held before it returns. */
  private final class Slow {
    private final CountDownLatch hasRead = new CountDownLatch(1);
    private final CountDownLatch mayReturn = new CountDownLatch(1);
    private final FutureTask<String> task;

    Slow(Namespace<String> namespace) {
      task =
          new FutureTask<>(
              () ->
                  namespace.get(
                      "k",
                      List.of("t"),
                      () -> {
                        String value = database.get();
                        hasRead.countDown();
                        mayReturn.await();
                        return value;
                      }));
    }

    void begin() throws InterruptedException {
      new Thread(task, "slow loader").start();
      assertThat(hasRead.await(20, TimeUnit.SECONDS)).isTrue();
    }

    String end() throws Exception {
      mayReturn.countDown();
      return task.get(20, TimeUnit.SECONDS);
    }
  }
}
