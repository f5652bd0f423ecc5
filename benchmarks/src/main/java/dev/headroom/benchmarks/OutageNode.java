package dev.headroom.benchmarks;

import dev.headroom.cache.CacheHealth;
import dev.headroom.cache.CacheOptions;
import dev.headroom.cache.HeadroomCache;
import dev.headroom.cache.Namespace;
import dev.headroom.cache.NamespaceOptions;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A process that looks 500 keys up, 500 times a second, whatever becomes of the look-ups before:
 * each is a virtual thread, and its time counts from when it was due. A load takes 5 ms. Says ten
 * times a second {@code was REDIS L2_HITS FAILED MICROS ...}.
 */
final class OutageNode {

  private static final int KEYS = 500;
  private static final long EVERY_NANOS = 2_000_000;
  private static final long LOAD_NANOS = 5_000_000;

  private OutageNode() {}

  /**
   * Runs until its input ends.
   *
   * @param args the address of Redis, or {@code none}; a seed
   */
  public static void main(String[] args) throws Exception {
    NamespaceOptions menu = NamespaceOptions.ofTtl(Duration.ofSeconds(2));
    String redis = args[0].equals("none") ? null : args[0];
    Queue<Long> micros = new ConcurrentLinkedQueue<>();
    AtomicInteger failed = new AtomicInteger();
    try (HeadroomCache cache = HeadroomCache.open(CacheOptions.of(redis, Map.of("menu", menu)))) {
      Namespace<String> namespace = cache.namespace("menu", String.class);
      Thread.ofPlatform().daemon(true).name("load").start(() -> load(namespace, micros, failed));
      System.out.println(Children.READY);
      Thread.ofPlatform()
          .daemon(true)
          .name("status")
          .start(
              () -> {
                while (true) {
                  say(cache.health(), namespace, micros, failed);
                  LockSupport.parkNanos(100_000_000);
                }
              });
      while (System.in.read() >= 0) {
        // Until it is closed.
      }
    }
    System.exit(0);
  }

  private static void load(Namespace<String> menu, Queue<Long> micros, AtomicInteger failed) {
    Random random = new Random(20261126);
    for (long due = System.nanoTime(); ; due += EVERY_NANOS) {
      for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
      String key = "item/" + random.nextInt(KEYS);
      long began = due;
      Thread.ofVirtual()
          .name("look-up")
          .start(
              () -> {
                try {
                  if (!("value of " + key).equals(menu.get(key, () -> read(key)))) {
                    failed.incrementAndGet();
                  }
                } catch (RuntimeException e) {
                  failed.incrementAndGet();
                }
                micros.add((System.nanoTime() - began) / 1_000);
              });
    }
  }

  private static String read(String key) {
    LockSupport.parkNanos(LOAD_NANOS);
    return "value of " + key;
  }

  private static void say(
      CacheHealth health, Namespace<String> menu, Queue<Long> micros, AtomicInteger failed) {
    StringBuilder line = new StringBuilder("was ").append(health.redis());
    line.append(' ').append(menu.stats().l2Hits()).append(' ').append(failed.get());
    for (Long one = micros.poll(); one != null; one = micros.poll()) {
      line.append(' ').append(one);
    }
    System.out.println(line);
  }
}
