package dev.headroom.benchmarks;

import dev.headroom.cache.Compression;
import dev.headroom.cache.HeadroomCache;
import dev.headroom.cache.Levels;
import dev.headroom.cache.Namespace;
import dev.headroom.cache.NamespaceOptions;
import dev.headroom.devservices.DevRedis;
import dev.headroom.loop.Effect;
import dev.headroom.stats.PairedVerdict;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/**
 * S3: a hit in Redis, beside a bare GET of the same JSON by the same client library with the same
 * codec. Both are alive at once and take turns, in an order that a seed decides; one caller, so
 * what is compared is the whole time of an answer.
 */
final class CacheRemoteProgram {

  private static final long SEED = 20261125;
  private static final int KEYS = 64;

  private CacheRemoteProgram() {}

  /** What is cached. */
  record Item(long id, String name, String description, long priceMinor, boolean available) {

    static Item of(int id, int bytes) {
      String start = "item number " + id;
      Item bare = new Item(id, start, "", 1_250 + id, true);
      int rest = bytes - JSON.writeValueAsBytes(bare).length;
      StringBuilder text = new StringBuilder();
      Random words = new Random(id);
      while (text.length() < rest) {
        text.append((char) ('a' + words.nextInt(26))).append(words.nextInt(5) == 0 ? " " : "");
      }
      return new Item(id, start, text.substring(0, rest), 1_250 + id, true);
    }
  }

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /** One look-up. */
  private interface Reading {
    Item read(int key) throws Exception;
  }

  static void run(boolean quick) throws Exception {
    System.out.println(Table.machine());
    Table table =
        new Table(
            "S3: a hit in Redis, one caller",
            "value",
            "bare GET and decode, us",
            "Headroom, us",
            "ratio",
            "95 %",
            "header, B",
            "header with two tags, B");
    for (int bytes : List.of(200, 2_048)) {
      try (DevRedis redis = DevRedis.start();
          RedisClient client = RedisClient.create(redis.uri());
          StatefulRedisConnection<byte[], byte[]> bare = client.connect(ByteArrayCodec.INSTANCE);
          HeadroomCache cache = open(redis.uri())) {
        measure(quick, bytes, bare, cache, table);
      }
    }
    table.print(quick);
    System.out.println("\nTarget (S3): at most 1.10 x, header at most 64 B. Seed " + SEED + ".");
  }

  private static HeadroomCache open(String uri) {
    return CacheNode.open(
        uri,
        NamespaceOptions.ofTtl(Duration.ofHours(1))
            .withLevels(Levels.L2)
            .withCompression(Compression.NONE)
            .withEarlyRefresh(0));
  }

  private static void measure(
      boolean quick,
      int bytes,
      StatefulRedisConnection<byte[], byte[]> bare,
      HeadroomCache cache,
      Table table)
      throws Exception {
    Namespace<Item> menu = cache.namespace("menu", Item.class);
    String[] keys = new String[KEYS];
    byte[][] names = new byte[KEYS][];
    for (int i = 0; i < KEYS; i++) {
      Item item = Item.of(i, bytes);
      keys[i] = "item/" + i;
      names[i] = ("bare:menu:" + keys[i]).getBytes(StandardCharsets.US_ASCII);
      bare.sync().set(names[i], JSON.writeValueAsBytes(item));
      Objects.requireNonNull(menu.get(keys[i], () -> item));
    }
    ObjectReader reader = JSON.readerFor(Item.class);
    Reading first = key -> reader.readValue(bare.async().get(names[key]).get(5, TimeUnit.SECONDS));
    Reading second =
        key ->
            Objects.requireNonNull(
                menu.get(
                    keys[key],
                    () -> {
                      throw new IllegalStateException("a miss, where only hits are measured");
                    }));
    int calls = quick ? 100 : 1_000;
    int rounds = quick ? 5 : 60;
    for (int i = 0; i < (quick ? 1 : 20); i++) {
      nanos(first, calls);
      nanos(second, calls);
    }
    double[] bares = new double[rounds];
    double[] ours = new double[rounds];
    Random random = new Random(SEED);
    for (int round = 0; round < rounds; round++) {
      boolean bareFirst = random.nextBoolean();
      if (!bareFirst) {
        ours[round] = nanos(second, calls);
      }
      bares[round] = nanos(first, calls);
      if (bareFirst) {
        ours[round] = nanos(second, calls);
      }
    }
    Effect effect = new PairedVerdict().judge(bares, ours).effect();
    int header = stored(bare, keys[0]) - JSON.writeValueAsBytes(Item.of(0, bytes)).length;
    Item tagged = Item.of(1, bytes);
    Objects.requireNonNull(menu.get("tagged", List.of("menu/1", "shop/7"), () -> tagged));
    int withTags = stored(bare, "tagged") - JSON.writeValueAsBytes(tagged).length;
    table.row(
        bytes == 200 ? "200 B" : "2 KB",
        Table.number(Table.median(bares) / 1e3),
        Table.number(Table.median(ours) / 1e3),
        Table.number(effect.ratio()) + " x",
        Table.number(effect.low()) + " to " + Table.number(effect.high()),
        Integer.toString(header),
        Integer.toString(withTags));
  }

  private static int stored(StatefulRedisConnection<byte[], byte[]> bare, String key) {
    byte[] name = ("{hr:0}d:menu:" + key).getBytes(StandardCharsets.US_ASCII);
    return bare.sync().strlen(name).intValue();
  }

  /** Nanoseconds a call. */
  private static double nanos(Reading reading, int calls) throws Exception {
    long sum = 0;
    long began = System.nanoTime();
    for (int i = 0; i < calls; i++) {
      sum += reading.read(i % KEYS).id();
    }
    long took = System.nanoTime() - began;
    long expected = 0;
    for (int i = 0; i < calls; i++) {
      expected += i % KEYS;
    }
    if (sum != expected) {
      throw new IllegalStateException("wrong answers: " + sum + ", not " + expected);
    }
    return (double) took / calls;
  }
}
