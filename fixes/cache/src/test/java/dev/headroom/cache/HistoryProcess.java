package dev.headroom.cache;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;

/**
 * One process of {@link HistoryTest}: a writer that counts versions up in a database (another
 * Redis, which nothing happens to) and invalidates, and readers that check what the cache answers.
 * Arguments: address of the cache's Redis, of the database, seed. Ends when its input ends; says
 * how it is ten times a second.
 *
 * <p>Checked at each read: it is no older than what this process had invalidated when the read
 * began; and how long before that the invalidation of what it saw had returned, anywhere. The
 * machine's monotonic clock is the same for all processes.
 */
final class HistoryProcess {

  static final int KEYS = 4;
  static final Duration SILENCE = Duration.ofSeconds(3);

  private final RedisClient client;
  private final HeadroomCache cache;
  private final Namespace<Long> strict;
  private final Namespace<Long> available;
  private final AtomicLongArray owed = new AtomicLongArray(KEYS);
  private final AtomicBoolean stop = new AtomicBoolean();
  private final AtomicLong reads = new AtomicLong();
  private final AtomicLong failures = new AtomicLong();
  private final AtomicLong backwards = new AtomicLong();
  private final AtomicLong strictStaleNanos = new AtomicLong();
  private final AtomicLong availableStaleNanos = new AtomicLong();
  private final AtomicLong slowestNanos = new AtomicLong();

  private HistoryProcess(String cacheUri, String databaseUri) {
    client = RedisClient.create(databaseUri);
    NamespaceOptions options = NamespaceOptions.ofTtl(Duration.ofMinutes(5));
    cache =
        HeadroomCache.open(
            CacheOptions.of(
                cacheUri,
                Map.of("strict", options.strict(), "available", options.withMaxSilence(SILENCE))));
    strict = cache.namespace("strict", Long.class);
    available = cache.namespace("available", Long.class);
  }

  public static void main(String[] arguments) throws Exception {
    HistoryProcess process = new HistoryProcess(arguments[0], arguments[1]);
    long seed = Long.parseLong(arguments[2]);
    process.start("writer", seed, process::write);
    process.start("reader 1", seed + 100, process::read);
    process.start("reader 2", seed + 200, process::read);
    process.untilInputEnds();
    System.exit(0);
  }

  private interface Work {
    void once(Random random, RedisCommands<String, String> database);
  }

  private void start(String name, long seed, Work work) {
    Thread thread =
        new Thread(
            () -> {
              Random random = new Random(seed);
              RedisCommands<String, String> database = client.connect().sync();
              while (!stop.get()) {
                try {
                  work.once(random, database);
                } catch (RuntimeException e) {
                  failures.incrementAndGet();
                  System.err.println(name + ": " + e);
                }
              }
            },
            name);
    thread.setDaemon(true);
    thread.start();
  }

  private void write(Random random, RedisCommands<String, String> database) {
    LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
    int key = random.nextInt(KEYS);
    long version = database.incr("version:" + key);
    if (random.nextBoolean()) {
      strict.invalidate("k" + key);
      available.invalidate("k" + key);
    } else {
      strict.invalidateTag("t" + key);
      available.invalidateTag("t" + key);
    }
    owed.accumulateAndGet(key, version, Math::max);
    database.hset("invalidated:" + key, Long.toString(version), Long.toString(System.nanoTime()));
  }

  private void read(Random random, RedisCommands<String, String> database) {
    int key = random.nextInt(KEYS);
    boolean isStrict = random.nextBoolean();
    long least = owed.get(key);
    long start = System.nanoTime();
    Long seen =
        (isStrict ? strict : available)
            .get(
                "k" + key,
                List.of("t" + key),
                () -> {
                  String version = database.get("version:" + key);
                  return version == null ? 0 : Long.parseLong(version);
                });
    slowestNanos.accumulateAndGet(System.nanoTime() - start, Math::max);
    reads.incrementAndGet();
    if (seen == null || seen < least) {
      backwards.incrementAndGet();
      System.err.println("k" + key + " was " + seen + " after " + least + ", strict " + isStrict);
      return;
    }
    String next = database.hget("invalidated:" + key, Long.toString(seen + 1));
    if (next != null) {
      (isStrict ? strictStaleNanos : availableStaleNanos)
          .accumulateAndGet(start - Long.parseLong(next), Math::max);
    }
  }

  private void untilInputEnds() throws IOException {
    long due = System.nanoTime();
    while (System.in.available() == 0) {
      CacheHealth health = cache.health();
      System.out.println(
          String.join(
              " ",
              "STATUS",
              health.redis().name(),
              Long.toString(strict.stats().l2Hits() + available.stats().l2Hits()),
              Long.toString(reads.get()),
              Long.toString(failures.get()),
              Long.toString(backwards.get()),
              Long.toString(strictStaleNanos.get() / 1_000_000),
              Long.toString(availableStaleNanos.get() / 1_000_000),
              Long.toString(slowestNanos.getAndSet(0) / 1_000_000)));
      due += Duration.ofMillis(100).toNanos();
      LockSupport.parkNanos(due - System.nanoTime());
    }
    stop.set(true);
  }
}
