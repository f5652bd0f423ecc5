package dev.headroom.benchmarks;

import dev.headroom.devservices.DevRedis;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * R1: three processes under load while something happens to Redis. What a look-up takes from when
 * it was due, what fails, and how long after Redis is there again all three find values in it.
 */
final class CacheOutageProgram implements AutoCloseable {

  private static final String[] SMALL = {"maxmemory 12mb", "maxmemory-policy allkeys-lru"};
  private static final int NODES = 3;

  private final Children nodes;
  private final String[] redis = new String[NODES];
  private final long[] hits = new long[NODES];
  private final int[] failed = new int[NODES];
  private final List<Double> millis = new ArrayList<>();

  private CacheOutageProgram(String redis) throws Exception {
    nodes = Children.start(NODES, OutageNode.class, redis);
  }

  static void run(boolean quick) throws Exception {
    System.out.println(Table.machine());
    Table table =
        new Table(
            "R1: three processes, 1,500 look-ups a second in all",
            "Redis",
            "look-ups",
            "failed",
            "p50, ms",
            "p99, ms",
            "p99 above that without Redis, ms",
            "longest, ms",
            "in use again after, s");
    double seconds = quick ? 1 : 10;
    double without;
    try (CacheOutageProgram alone = new CacheOutageProgram("none")) {
      alone.run(3);
      alone.millis.clear();
      alone.run(seconds);
      without = alone.quantile(0.99);
      alone.row(table, "none at all", without, "");
    }
    DevRedis redis = DevRedis.start(SMALL);
    int port = redis.port();
    try (CacheOutageProgram self = new CacheOutageProgram(redis.uri());
        RedisClient client = RedisClient.create(redis.uri())) {
      self.awaitUse();
      self.run(2);
      self.millis.clear();
      self.run(seconds);
      self.row(table, "there", without, "");

      long pid = redis.process().pid();
      Children.signal("STOP", pid);
      self.run(seconds);
      Children.signal("CONT", pid);
      self.row(table, "hangs (SIGSTOP)", without, self.awaitUse());

      flush(client);
      String used = self.awaitUse();
      self.run(seconds);
      self.row(table, "flushed", without, used);

      fill(client);
      used = self.awaitUse();
      self.run(seconds);
      self.row(table, "filled, evicting", without, used);

      redis.process().destroyForcibly();
      self.run(seconds);
      redis.close();
      redis = DevRedis.startOn(port, SMALL);
      self.row(table, "killed, later started empty", without, self.awaitUse());

      redis.close();
      redis = DevRedis.startOn(port, SMALL);
      used = self.awaitUse();
      self.run(seconds);
      self.row(table, "restarted empty", without, used);
    } finally {
      redis.close();
    }
    failOver(table, without, seconds);
    table.print(quick);
    System.out.println(
        "\n"
            + "Target (R1): none failed, p99 at most 50 ms above that without Redis, in use again"
            + " within 5 s.");
  }

  private static void failOver(Table table, double without, double seconds) throws Exception {
    try (Sentinel sentinel = Sentinel.start();
        CacheOutageProgram self = new CacheOutageProgram(sentinel.uri())) {
      self.awaitUse();
      self.run(2);
      self.millis.clear();
      sentinel.killMaster();
      try (RedisClient client = RedisClient.create(sentinel.replica().uri())) {
        while (!isMaster(client)) {
          self.read();
        }
      }
      String used = self.awaitUse();
      self.run(seconds);
      self.row(table, "killed, failed over to a replica", without, used);
    }
  }

  private static boolean isMaster(RedisClient client) {
    try (var connection = client.connect()) {
      return connection.sync().info("replication").contains("role:master");
    } catch (RedisException changing) {
      return false; // who becomes the master may drop its clients
    }
  }

  private static void flush(RedisClient client) {
    try (var connection = client.connect()) {
      connection.sync().flushall();
    }
  }

  /** Twice what fits. */
  private static void fill(RedisClient client) {
    try (var connection = client.connect()) {
      String value = "x".repeat(20_000);
      for (int i = 0; i < 1_200; i++) {
        connection.sync().set("filler " + i, value);
      }
    }
  }

  private void row(Table table, String title, double without, String used) {
    double p99 = quantile(0.99);
    table.row(
        title,
        Integer.toString(millis.size()),
        Integer.toString(Arrays.stream(failed).sum()),
        Table.number(quantile(0.5)),
        Table.number(p99),
        Table.number(p99 - without),
        Table.number(quantile(1)),
        used);
    millis.clear();
  }

  private double quantile(double q) {
    return Table.quantile(q, millis.stream().mapToDouble(one -> one).toArray());
  }

  private void run(double seconds) throws IOException {
    long end = System.nanoTime() + (long) (seconds * 1e9);
    while (System.nanoTime() - end < 0) {
      read();
    }
  }

  /**
   * The seconds until all of them use Redis and find in it what others stored, and go on doing so;
   * a flush is noticed only a moment later.
   */
  private String awaitUse() throws IOException {
    long began = System.nanoTime();
    long[] before = hits.clone();
    double since = -1;
    while (true) {
      read();
      double seconds = (System.nanoTime() - began) / 1e9;
      boolean used = true;
      for (int i = 0; i < NODES; i++) {
        if (!"UP".equals(redis[i])) {
          before = hits.clone();
        }
        used &= hits[i] > before[i];
      }
      if (!used) {
        since = -1;
      } else if (since < 0) {
        since = seconds;
      }
      if (used && seconds >= 1.5) {
        return Table.number(since);
      }
      if (seconds > 60) {
        throw new IOException("not in use again after a minute");
      }
    }
  }

  private void read() throws IOException {
    LockSupport.parkNanos(10_000_000);
    for (Children.Line line : nodes.said()) {
      String text = line.text();
      if (text == null) {
        throw new IOException("a process of the outage ended by itself");
      }
      String[] words = text.split(" ", -1);
      if (!words[0].equals("was")) {
        continue;
      }
      redis[line.child()] = words[1];
      hits[line.child()] = Long.parseLong(words[2]);
      failed[line.child()] = Integer.parseInt(words[3]);
      for (int i = 4; i < words.length; i++) {
        millis.add(Long.parseLong(words[i]) / 1e3);
      }
    }
  }

  @Override
  public void close() {
    nodes.close();
  }
}
