package dev.headroom.benchmarks;

import dev.headroom.cache.CacheOptions;
import dev.headroom.cache.CacheUnavailableException;
import dev.headroom.cache.HeadroomCache;
import dev.headroom.cache.Namespace;
import dev.headroom.devservices.DevRedis;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * R4: how long a revocation takes, and whether a read that begins after it has returned gets what
 * was before, anywhere, while three other processes read, are stopped or killed, and Redis is slow
 * or hangs.
 */
final class CacheRevokeProgram implements AutoCloseable {

  /** The right to serve from the process, the two per cent, and the time-out of two commands. */
  private static final String BOUND = "1,520";

  private final Children nodes;
  private final HeadroomCache cache;
  private final Namespace<Long> tokens;
  private final SharedVersion version;

  /** When the revocation of a version had returned. */
  private final Map<Long, Long> revoked = new HashMap<>();

  private final List<Double> millis = new ArrayList<>();
  private long told;
  private int refused;

  private CacheRevokeProgram(String redis, Path file) throws Exception {
    version = SharedVersion.in(file);
    version.set(1);
    nodes = Children.start(3, RevocationNode.class, redis, file.toString());
    cache = HeadroomCache.open(CacheOptions.of(redis, RevocationNode.NAMESPACES));
    tokens = cache.namespace("token", Long.class);
    pause(1_500); // The list of nodes is complete after a second.
  }

  static void run(boolean quick) throws Exception {
    System.out.println(Table.machine());
    Table table =
        new Table(
            "R4: revocations, three other processes reading",
            "while",
            "revocations",
            "p50, ms",
            "p99, ms",
            "longest, ms",
            "that said they could not",
            "reads of the old after",
            "bound, ms");
    Path file = Files.createTempFile("headroom-revoke", ".version");
    try (DevRedis redis = DevRedis.start()) {
      row(table, "all are well", redis.uri(), file, quick ? 3 : 300, CacheRevokeProgram::well);
      row(table, "one process is stopped", redis.uri(), file, quick ? 1 : 20, self -> self.stop());
      row(table, "one process is killed", redis.uri(), file, quick ? 1 : 10, self -> self.kill());
      try (Distance distance = new Distance(redis.port(), Duration.ofMillis(50))) {
        String far = "redis://127.0.0.1:" + distance.port();
        row(
            table,
            "Redis is 50 ms away each way",
            far,
            file,
            quick ? 2 : 100,
            CacheRevokeProgram::well);
      }
      row(
          table,
          "Redis hangs",
          redis.uri(),
          file,
          quick ? 1 : 10,
          self -> self.hang(redis.process().pid()));
    } finally {
      Files.delete(file);
    }
    table.print(quick);
  }

  private interface Round {
    void with(CacheRevokeProgram self) throws Exception;
  }

  private static void row(Table table, String title, String uri, Path file, int rounds, Round round)
      throws Exception {
    try (CacheRevokeProgram self = new CacheRevokeProgram(uri, file)) {
      for (int i = 0; i < rounds; i++) {
        round.with(self);
      }
      double[] all = self.millis.stream().mapToDouble(one -> one).toArray();
      table.row(
          title,
          Integer.toString(all.length),
          Table.number(Table.quantile(0.5, all)),
          Table.number(Table.quantile(0.99, all)),
          Table.number(Table.quantile(1, all)),
          Integer.toString(self.refused),
          Integer.toString(self.old()),
          BOUND);
    }
  }

  private void well() {
    revoke();
    pause(20);
  }

  private void stop() throws Exception {
    long pid = nodes.process(0).pid();
    Children.signal("STOP", pid);
    revoke();
    pause(200);
    revoke();
    Children.signal("CONT", pid);
    pause(300);
  }

  private void kill() throws Exception {
    nodes.process(0).destroyForcibly().waitFor();
    revoke();
    nodes.restart(0);
    pause(300);
  }

  private void hang(long redis) throws Exception {
    Children.signal("STOP", redis);
    revoke();
    Children.signal("CONT", redis);
    pause(2_500); // Until all use it again.
  }

  private void revoke() {
    long before = version.get();
    version.set(before + 1);
    long began = System.nanoTime();
    try {
      tokens.revoke("k");
    } catch (CacheUnavailableException e) {
      refused++;
      millis.add((System.nanoTime() - began) / 1e6);
      return;
    }
    long ended = System.nanoTime();
    millis.add((ended - began) / 1e6);
    while (told < before) {
      revoked.put(++told, ended);
    }
  }

  /** Versions that some process read, in a read that began after their revocation had returned. */
  private int old() throws Exception {
    pause(2_000);
    var unused = nodes.said();
    for (int i = 0; i < nodes.size(); i++) {
      nodes.say(i, "report");
    }
    int old = 0;
    for (int reports = 0; reports < nodes.size(); ) {
      String text = nodes.next().text();
      if (text == null || !text.startsWith("seen ")) {
        continue;
      }
      reports++;
      for (String one : text.substring(5).split(" ", -1)) {
        String[] words = one.split(":", -1);
        Long after = revoked.get(Long.parseLong(words[0]));
        if (after != null && Long.parseLong(words[1]) - after > 0) {
          old++;
        }
      }
    }
    return old;
  }

  private static void pause(long millis) {
    long end = System.nanoTime() + millis * 1_000_000;
    for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  @Override
  public void close() {
    cache.close();
    nodes.close();
  }
}
