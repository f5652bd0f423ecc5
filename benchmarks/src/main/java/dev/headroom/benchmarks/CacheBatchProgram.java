package dev.headroom.benchmarks;

import dev.headroom.cache.HeadroomCache;
import dev.headroom.cache.Namespace;
import dev.headroom.cache.NamespaceOptions;
import dev.headroom.devservices.DevRedis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A page of 50 look-ups, with Redis 10 ms away each way: its time over 20 ms is the number of round
 * trips that the page waits for.
 */
final class CacheBatchProgram {

  private static final int PAGE = 50;
  private static final Duration ONE_WAY = Duration.ofMillis(10);

  private final Namespace<String> other;
  private final Namespace<String> menu;
  private int pages;
  private int loads;

  private CacheBatchProgram(Namespace<String> other, Namespace<String> menu) {
    this.other = other;
    this.menu = menu;
  }

  static void run(boolean quick) throws Exception {
    System.out.println(Table.machine());
    Table table =
        new Table(
            "A page of 50 look-ups, Redis 10 ms away",
            "values are",
            "ms",
            "round trips",
            "calls of the loader");
    try (DevRedis redis = DevRedis.start();
        Distance distance = new Distance(redis.port(), ONE_WAY);
        HeadroomCache near = open(redis.uri());
        HeadroomCache far = open("redis://127.0.0.1:" + distance.port())) {
      new CacheBatchProgram(
              near.namespace("menu", String.class), far.namespace("menu", String.class))
          .rows(table, quick ? 1 : 7);
    }
    table.print(quick);
    System.out.println(
        "\nTarget: one round trip a level. A page that nobody has asks Redis, takes the leases,"
            + " loads once, and stores.");
  }

  private static HeadroomCache open(String uri) {
    return CacheNode.open(uri, NamespaceOptions.ofTtl(Duration.ofHours(1)));
  }

  private void rows(Table table, int rounds) {
    for (int round = 0; round < 20; round++) { // to be compiled
      read(menu, page());
    }
    row(table, "in the process", rounds, keys -> read(menu, keys), keys -> read(menu, keys));
    row(table, "in Redis", rounds, keys -> read(other, keys), keys -> read(menu, keys));
    row(
        table,
        "half in the process, half in Redis",
        rounds,
        keys -> {
          read(other, keys);
          read(menu, keys.subList(0, PAGE / 2));
        },
        keys -> read(menu, keys));
    row(table, "nowhere", rounds, keys -> {}, keys -> read(menu, keys));
    row(
        table,
        "in Redis, asked one by one",
        1,
        keys -> read(other, keys),
        keys -> keys.forEach(key -> read(menu, List.of(key))));
  }

  private interface Step {
    void take(List<String> keys);
  }

  private void row(Table table, String title, int rounds, Step before, Step measured) {
    double[] millis = new double[rounds];
    int called = 0;
    for (int round = 0; round < rounds; round++) {
      List<String> keys = page();
      before.take(keys);
      loads = 0;
      long began = System.nanoTime();
      measured.take(keys);
      millis[round] = (System.nanoTime() - began) / 1e6;
      called = Math.max(called, loads);
    }
    double median = Table.median(millis);
    table.row(
        title,
        Table.number(median),
        Table.number(median / (2 * ONE_WAY.toMillis())),
        Integer.toString(called));
  }

  private List<String> page() {
    int page = pages++;
    List<String> keys = new ArrayList<>(PAGE);
    for (int i = 0; i < PAGE; i++) {
      keys.add("page/" + page + "/item/" + i);
    }
    return keys;
  }

  private void read(Namespace<String> from, List<String> keys) {
    Map<String, String> values =
        from.getAll(
            keys,
            missing -> {
              loads++;
              Map<String, String> loaded = new HashMap<>();
              missing.forEach(key -> loaded.put(key, "value of " + key));
              return loaded;
            });
    if (values.size() != keys.size() || !("" + values.get(keys.get(0))).endsWith(keys.get(0))) {
      throw new IllegalStateException("wrong answers: " + values);
    }
  }
}
