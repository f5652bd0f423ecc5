package dev.headroom.cli;

import dev.headroom.advise.AdviceOptions;
import dev.headroom.advise.DatabaseAdvice;
import dev.headroom.advise.IndexAdvisor;
import dev.headroom.advise.ScratchCopy;
import dev.headroom.devservices.DevPostgres;
import dev.headroom.devservices.DevRedis;
import dev.headroom.loop.StatementObservation;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Embedded PostgreSQL and Redis: one database server, and one Redis, for all that runs on them. */
final class PostgresBacking implements Backing {

  private final Seed seed;
  private final DevPostgres postgres;
  private final DevRedis redis;

  private PostgresBacking(Seed seed, DevPostgres postgres, DevRedis redis) {
    this.seed = seed;
    this.postgres = postgres;
    this.redis = redis;
  }

  static PostgresBacking start(Seed seed) {
    DevPostgres postgres = DevPostgres.start(files(seed.folder()));
    try {
      return new PostgresBacking(seed, postgres, Backing.redis());
    } catch (RuntimeException e) {
      postgres.close();
      throw e;
    }
  }

  private static Path files(Path folder) {
    return folder.resolve("postgres");
  }

  static void stopLeftBehind(Path folder) {
    DevPostgres.stopLeftBehind(files(folder));
  }

  @Override
  public boolean seed(Steps steps, int port)
      throws IOException, InterruptedException, SQLException {
    return seed.load(
        steps,
        port,
        () -> {
          postgres.dropDatabase(seedName());
          postgres.createDatabase(seedName(), null);
        },
        environment(seedName()));
  }

  @Override
  public void copy(String name) throws SQLException {
    copyOnce(name, true);
  }

  @Override
  public void copyOnce(String name, boolean fresh) throws SQLException {
    if (fresh) {
      postgres.dropDatabase(name);
    }
    postgres.createDatabase(name, seedName());
  }

  @Override
  public String url(String name) {
    return postgres.jdbcUrl(name);
  }

  @Override
  public Map<String, String> environment(String name) {
    return Map.of("DATABASE_URL", url(name), "REDIS_URL", redis.uri());
  }

  @Override
  public Map<String, ProcessHandle> processes(String name) {
    return Map.of("database", postgres.process(), "redis", redis.process());
  }

  @Override
  public boolean ownCopies() {
    return false;
  }

  @Override
  public Advised advise(
      String name,
      List<StatementObservation> workload,
      AdviceOptions options,
      Consumer<String> progress)
      throws SQLException {
    try (ScratchCopy copy = ScratchCopy.of(url(seedName()))) {
      return new Advised(
          new IndexAdvisor(options, progress).advise(copy.url(), workload),
          DatabaseAdvice.superfluous(url(name)));
    }
  }

  private String seedName() {
    return seed.service().name() + "_seed";
  }

  @Override
  public void close() {
    redis.close();
    postgres.close();
  }
}
