package dev.headroom.benchmarks;

import dev.headroom.cache.HeadroomCache;
import dev.headroom.cache.Namespace;
import dev.headroom.cache.NamespaceOptions;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One of the processes of S4. Reads {@code KEY CALLERS LOAD_MILLIS} a line, lets so many virtual
 * threads ask for the key at once, and says {@code loading KEY} for each load that begins, then
 * {@code done KEY RIGHT_ANSWERS SLOWEST_MILLIS}.
 */
final class StampedeNode {

  private StampedeNode() {}

  /**
   * Runs until its input ends.
   *
   * @param args the address of Redis, the loader's deadline in milliseconds
   */
  public static void main(String[] args) throws Exception {
    NamespaceOptions menu =
        NamespaceOptions.ofTtl(Duration.ofHours(1))
            .withLoaderDeadline(Duration.ofMillis(Long.parseLong(args[1])));
    try (HeadroomCache cache = CacheNode.open(args[0], menu)) {
      Namespace<String> namespace = cache.namespace("menu", String.class);
      say(Children.READY);
      BufferedReader in =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      String line;
      while ((line = in.readLine()) != null) {
        String[] words = line.split(" ", -1);
        ask(namespace, words[0], Integer.parseInt(words[1]), Long.parseLong(words[2]));
      }
    }
  }

  private static void ask(Namespace<String> namespace, String key, int callers, long millis)
      throws InterruptedException {
    CountDownLatch go = new CountDownLatch(1);
    AtomicInteger right = new AtomicInteger();
    AtomicLong slowest = new AtomicLong();
    List<Thread> threads = new ArrayList<>(callers);
    for (int i = 0; i < callers; i++) {
      threads.add(
          Thread.ofVirtual()
              .name("caller")
              .start(
                  () -> {
                    try {
                      go.await();
                      long began = System.nanoTime();
                      String value = namespace.get(key, () -> load(key, millis));
                      slowest.accumulateAndGet(System.nanoTime() - began, Math::max);
                      if (("value of " + key).equals(value)) {
                        right.incrementAndGet();
                      }
                    } catch (InterruptedException ended) {
                      Thread.currentThread().interrupt();
                    }
                  }));
    }
    go.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
    say("done " + key + " " + right + " " + TimeUnit.NANOSECONDS.toMillis(slowest.get()));
  }

  private static String load(String key, long millis) throws InterruptedException {
    say("loading " + key);
    var unused = new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS);
    return "value of " + key;
  }

  private static synchronized void say(String line) {
    System.out.println(line);
    System.out.flush();
  }
}
