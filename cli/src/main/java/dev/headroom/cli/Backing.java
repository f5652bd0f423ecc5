package dev.headroom.cli;

import dev.headroom.devservices.DevPostgres;
import dev.headroom.devservices.DevRedis;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * PostgreSQL and Redis of one reference service, in {@code .headroom/NAME}. The data is loaded
 * once, into a seed database that nobody works on; what is worked on is a copy of it.
 */
final class Backing implements AutoCloseable {

  private final ReferenceService service;
  private final Path home;
  private final Path folder;
  private final DevPostgres postgres;
  private final DevRedis redis;

  private Backing(
      ReferenceService service, Path home, Path folder, DevPostgres postgres, DevRedis redis) {
    this.service = service;
    this.home = home;
    this.folder = folder;
    this.postgres = postgres;
    this.redis = redis;
  }

  static Backing start(ReferenceService service, Path home) {
    Path folder = folder(service, home);
    DevPostgres postgres = DevPostgres.start(postgresFolder(service, home));
    try {
      return new Backing(
          service,
          home,
          folder,
          postgres,
          DevRedis.start("maxmemory 512mb", "maxmemory-policy allkeys-lru"));
    } catch (RuntimeException e) {
      postgres.close();
      throw e;
    }
  }

  private static Path folder(ReferenceService service, Path home) {
    return home.resolve(".headroom").resolve(service.name());
  }

  static Path postgresFolder(ReferenceService service, Path home) {
    return folder(service, home).resolve("postgres");
  }

  /** Loads the seed unless it is there and made from the same data and schema. */
  boolean seed(Steps steps, int port) throws IOException, InterruptedException, SQLException {
    Path marker = folder.resolve("seed.sha256");
    String wanted = fingerprint();
    if (Files.exists(marker) && Files.readString(marker).equals(wanted)) {
      return false;
    }
    Files.deleteIfExists(marker);
    postgres.dropDatabase(seedName());
    postgres.createDatabase(seedName(), null);
    try (ServiceProcess loader =
        ServiceProcess.start(
            service.jar(home),
            port,
            folder.resolve("load.log"),
            environment(seedName()),
            List.of(),
            List.of())) {
      loader.awaitHealthy(steps::progress);
    }
    Files.writeString(marker, wanted);
    return true;
  }

  /** A fresh copy of the seed under this name; an older one is dropped. */
  String copy(String database) throws SQLException {
    postgres.dropDatabase(database);
    postgres.createDatabase(database, seedName());
    return postgres.jdbcUrl(database);
  }

  /** A copy of the seed under this name, kept if it is there. */
  String copyOnce(String database, boolean fresh) throws SQLException {
    if (fresh) {
      postgres.dropDatabase(database);
    }
    postgres.createDatabase(database, seedName());
    return postgres.jdbcUrl(database);
  }

  Map<String, String> environment(String database) {
    return Map.of("DATABASE_URL", postgres.jdbcUrl(database), "REDIS_URL", redis.uri());
  }

  Path folder() {
    return folder;
  }

  String seedUrl() {
    return postgres.jdbcUrl(seedName());
  }

  Map<String, ProcessHandle> processes() {
    return Map.of("database", postgres.process(), "redis", redis.process());
  }

  private String seedName() {
    return service.name() + "_seed";
  }

  /** What the seed is made from: schema, data files, and the code that loads them. */
  private String fingerprint() {
    try (Stream<Path> files = Files.walk(service.folder(home).resolve("src/main"))) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (Path file :
          files
              .filter(Files::isRegularFile)
              .filter(
                  f ->
                      f.toString().contains("/data/")
                          || f.toString().contains("/db/migration/")
                          || f.getFileName().toString().matches("(Pos|Wellbeing)Data.java|Seed.*"))
              .sorted()
              .toList()) {
        digest.update(
            file.getFileName().toString().getBytes(java.nio.charset.StandardCharsets.UTF_8));
        digest.update(Files.readAllBytes(file));
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    redis.close();
    postgres.close();
  }
}
