package dev.headroom.cli;

import dev.headroom.advise.AdviceOptions;
import dev.headroom.advise.AdviceReport;
import dev.headroom.advise.SqliteAdvice;
import dev.headroom.advise.Workload;
import dev.headroom.devservices.DevRedis;
import dev.headroom.loop.FindingKind;
import dev.headroom.loop.StatementObservation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A SQLite file for each copy, and a Redis beside it: what one copy's service caches must not be
 * read by another's. Nothing is started but the Redis; the database works within the service.
 */
final class SqliteBacking implements Backing {

  private static final String SEED = "seed";

  private final Seed seed;
  private final Map<String, DevRedis> redis = new HashMap<>();

  /** Copies for this run alone: several of a large file would stay for nothing. */
  private final Set<String> forThisRun = new LinkedHashSet<>();

  private boolean closed;

  SqliteBacking(Seed seed) {
    this.seed = seed;
  }

  @Override
  public boolean seed(Steps steps, int port)
      throws IOException, InterruptedException, SQLException {
    boolean loaded = seed.load(steps, port, () -> delete(SEED), Map.of("DATABASE_URL", url(SEED)));
    if (loaded) {
      // A copy of the file is whole only if nothing is left in a write-ahead log.
      try (Connection connection = DriverManager.getConnection(url(SEED));
          Statement statement = connection.createStatement()) {
        statement.execute("pragma wal_checkpoint(truncate)");
      }
    }
    return loaded;
  }

  private Path file(String name) {
    return seed.folder().resolve(name + ".db");
  }

  private void delete(String name) throws IOException {
    for (String ending : List.of("", "-wal", "-shm", "-journal")) {
      Files.deleteIfExists(seed.folder().resolve(name + ".db" + ending));
    }
  }

  @Override
  public synchronized void copy(String name) throws IOException {
    forThisRun.add(name);
    fill(name);
  }

  private void fill(String name) throws IOException {
    forget(name);
    delete(name);
    Files.copy(file(SEED), file(name));
  }

  @Override
  public void copyOnce(String name, boolean fresh) throws IOException {
    if (fresh || !Files.exists(file(name))) {
      fill(name);
    }
  }

  @Override
  public String url(String name) {
    return "jdbc:sqlite:" + file(name).toAbsolutePath();
  }

  @Override
  public Map<String, String> environment(String name) {
    return Map.of("DATABASE_URL", url(name), "REDIS_URL", redis(name).uri());
  }

  private synchronized DevRedis redis(String name) {
    if (closed) {
      throw new IllegalStateException("interrupted: nothing more is started");
    }
    return redis.computeIfAbsent(name, n -> Backing.redis());
  }

  /** What was cached is of the copy before. */
  private synchronized void forget(String name) {
    DevRedis before = redis.remove(name);
    if (before != null) {
      before.close();
    }
  }

  @Override
  public Map<String, ProcessHandle> processes(String name) {
    return Map.of("redis", redis(name).process());
  }

  @Override
  public boolean ownCopies() {
    return true;
  }

  @Override
  public Advised advise(
      String name,
      List<StatementObservation> workload,
      AdviceOptions options,
      Consumer<String> progress)
      throws IOException, SQLException {
    try (SqliteAdvice advice = SqliteAdvice.of(url(SEED), progress)) {
      // Statements are executed where PostgreSQL plans them, the slow ones of as found too.
      AdviceOptions longer = options.within(options.timeLimit().multipliedBy(4));
      AdviceReport report = advice.advise(new Workload(workload, List.of()), longer, false);
      return new Advised(
          report.advice(),
          report.findings(0).stream()
              .filter(finding -> finding.kind() != FindingKind.MISSING_INDEX)
              .toList());
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    redis.values().forEach(DevRedis::close);
    for (String name : forThisRun) {
      try {
        delete(name);
      } catch (IOException e) {
        System.err.println("headroom: " + file(name) + " is left behind: " + e.getMessage());
      }
    }
  }
}
