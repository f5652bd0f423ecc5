package dev.headroom.benchmarks;

import dev.headroom.devservices.DevPostgres;
import dev.headroom.devservices.DevRedis;
import dev.headroom.prove.ServiceClient;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A reference service with what it stands on. The data are loaded once, by a process of their own,
 * and kept in {@code benchmarks/target/memory}.
 */
final class MemoryService implements AutoCloseable {

  static final List<String> NAMES = List.of("pos", "wellbeing", "automations");

  private final String name;
  private final Path folder;
  private final @Nullable DevPostgres postgres;
  private final DevRedis redis;
  private final String size;

  MemoryService(String name, boolean quick) throws IOException, InterruptedException, SQLException {
    this.name = name;
    size = quick ? "small" : "full";
    folder = Path.of("benchmarks/target/memory", name + "-" + size).toAbsolutePath();
    Files.createDirectories(folder);
    redis = DevRedis.start("maxmemory 512mb", "maxmemory-policy allkeys-lru");
    postgres = name.equals("automations") ? null : DevPostgres.start(folder.resolve("postgres"));
    Path loaded = folder.resolve("loaded");
    if (!Files.exists(loaded)) {
      System.err.println("loading the data of " + name + " ...");
      if (postgres != null) {
        postgres.dropDatabase(name);
        postgres.createDatabase(name, null);
      } else {
        Files.deleteIfExists(folder.resolve("automations.db"));
      }
      try (Running loader = start(List.of("-Xmx512m"))) {
        Files.writeString(loaded, loader.base.toString());
      }
    }
  }

  private String url() {
    return postgres != null
        ? postgres.jdbcUrl(name)
        : "jdbc:sqlite:" + folder.resolve("automations.db");
  }

  static Path scenario(String name) {
    return Path.of("services", name, "src/main/resources/scenario.yml");
  }

  /** Starts a process of it, and waits until it is healthy. */
  Running start(List<String> options) throws IOException, InterruptedException {
    int port = DevRedis.freePort();
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "-jar",
            "services/" + name + "/target/headroom-" + name + "-0.1.0-SNAPSHOT-exec.jar"));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("service.log").toFile());
    Map<String, String> settings = new HashMap<>();
    settings.put("SERVER_PORT", Integer.toString(port));
    settings.put("DATABASE_URL", url());
    settings.put("REDIS_URL", redis.uri());
    settings.put(name.toUpperCase(Locale.ROOT) + "_DATA", size);
    settings.put("HEADROOM_SQLITE_ENABLED", "true");
    settings.put("HEADROOM_OBSERVE_SAMPLES", "true"); // as headroom serve does
    // The whole load comes from one address.
    settings.put("SIGN_IN_LIMIT", "1000000");
    settings.put("USER_LIMIT", "1000000");
    settings.forEach(builder.environment()::putIfAbsent);
    Running running =
        new Running(builder.start(), URI.create("http://127.0.0.1:" + port), name.equals("pos"));
    try {
      running.awaitHealthy(folder.resolve("service.log"));
      return running;
    } catch (IOException | InterruptedException | RuntimeException e) {
      running.close();
      throw e;
    }
  }

  /** A process of the service. */
  static final class Running implements AutoCloseable {

    final Process process;
    final URI base;
    final ServiceClient client;
    private final boolean pos;

    private Running(Process process, URI base, boolean pos) {
      this.process = process;
      this.base = base;
      this.pos = pos;
      client = new ServiceClient(base);
    }

    private void awaitHealthy(Path log) throws IOException, InterruptedException {
      long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(10);
      while (!client.answers("/api/v1/health")) {
        if (process.waitFor(200, TimeUnit.MILLISECONDS) || System.nanoTime() > deadline) {
          throw new IOException("the service did not start, its log is " + log);
        }
      }
    }

    /** All that it has. */
    void switchFixes() throws IOException, InterruptedException {
      String who = pos ? "owner" : "admin";
      client.signIn("/api/v1/auth/sign-in", who + "@headroom.example", who);
      client.switchTo(
          client.fixes().stream().map(ServiceClient.SwitchableFix::id).collect(Collectors.toSet()));
    }

    @Override
    public void close() {
      client.close();
      Started.stop(process);
    }
  }

  @Override
  public void close() {
    redis.close();
    if (postgres != null) {
      postgres.close();
    }
  }
}
