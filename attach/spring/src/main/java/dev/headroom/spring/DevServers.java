package dev.headroom.spring;

import dev.headroom.devservices.DevPostgres;
import dev.headroom.devservices.DevRedis;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.commons.logging.Log;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.support.DefaultSingletonBeanRegistry;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.bootstrap.ConfigurableBootstrapContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.util.ClassUtils;

/**
 * PostgreSQL and Redis of this process, where headroom-devservices is on the class path and no
 * {@code spring.datasource.url} is named. They stop after the last bean of the context, or with the
 * JVM. Contexts that use the same directory share the servers.
 */
final class DevServers {

  private static final Map<Path, DevServers> RUNNING = new HashMap<>();

  private final Path directory;
  private final Deque<AutoCloseable> servers = new ArrayDeque<>();
  private final Map<String, String> properties = new LinkedHashMap<>();
  private final Thread atExit;
  private int users;

  private DevServers(Path directory) {
    this.directory = directory;
    this.atExit = new Thread(this::stop, "headroom-devservices-stop");
  }

  static Map<String, String> properties(
      ConfigurableEnvironment environment,
      SpringApplication application,
      Log log,
      ConfigurableBootstrapContext bootstrap) {
    @Nullable ClassLoader loader = application.getClassLoader();
    if (!environment.getProperty("headroom.devservices.enabled", Boolean.class, true)
        || environment.containsProperty("spring.datasource.url")
        || !present("dev.headroom.devservices.DevPostgres", loader)
        || !present("org.postgresql.Driver", loader)
        || !present("org.springframework.boot.jdbc.autoconfigure.DataSourceProperties", loader)) {
      return Map.of();
    }
    Path directory =
        Path.of(environment.getProperty("headroom.devservices.directory", ".headroom/dev"))
            .toAbsolutePath()
            .normalize();
    boolean redis =
        !environment.containsProperty("headroom.cache.redis-url")
            && present("io.lettuce.core.RedisClient", loader);
    DevServers servers =
        join(directory, database(environment.getProperty("spring.application.name")), redis);
    bootstrap.addCloseListener(
        event -> {
          // Registered first, destroyed last: pools close before their server does.
          if (event.getApplicationContext().getBeanFactory()
              instanceof DefaultSingletonBeanRegistry beans) {
            beans.registerDisposableBean("headroomDevServers", servers::leave);
          }
        });
    log.info("Development servers started, since no spring.datasource.url is set: " + servers);
    return servers.properties;
  }

  private static boolean present(String type, @Nullable ClassLoader loader) {
    return ClassUtils.isPresent(type, loader);
  }

  private static synchronized DevServers join(Path directory, String database, boolean redis) {
    DevServers servers = RUNNING.get(directory);
    if (servers == null) {
      servers = new DevServers(directory);
      try {
        servers.start(database, redis);
      } catch (Exception e) {
        servers.stop();
        throw new IllegalStateException(
            "development servers did not start; name a database by spring.datasource.url or"
                + " DATABASE_URL, or correct this: "
                + e.getMessage(),
            e);
      }
      Runtime.getRuntime().addShutdownHook(servers.atExit);
      RUNNING.put(directory, servers);
    }
    servers.users++;
    return servers;
  }

  private void start(String database, boolean redis) throws Exception {
    DevPostgres postgres = DevPostgres.start(directory);
    servers.push(postgres);
    postgres.createDatabase(database, null);
    properties.put("spring.datasource.url", postgres.jdbcUrl(database));
    properties.put("spring.datasource.username", "postgres");
    if (redis) {
      DevRedis server = DevRedis.start();
      servers.push(server);
      properties.put("headroom.cache.redis-url", server.uri());
      properties.put("REDIS_URL", server.uri());
    }
  }

  /** A name that needs no quoting. */
  private static String database(@Nullable String application) {
    String name =
        application == null
            ? ""
            : application.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_");
    name = name.replaceAll("^[_0-9]+|_+$", "");
    return name.isEmpty() ? "dev" : name.substring(0, Math.min(60, name.length()));
  }

  private void leave() {
    synchronized (DevServers.class) {
      if (--users > 0 || !RUNNING.remove(directory, this)) {
        return;
      }
    }
    stop();
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException e) {
      // the JVM is going down: the hook finds nothing left to stop
    }
  }

  private synchronized void stop() {
    while (!servers.isEmpty()) {
      try {
        servers.pop().close();
      } catch (Exception e) {
        System.getLogger("dev.headroom.spring")
            .log(System.Logger.Level.WARNING, "a development server did not stop cleanly", e);
      }
    }
  }

  @Override
  public String toString() {
    return properties.get("spring.datasource.url")
        + (properties.containsKey("REDIS_URL") ? " and " + properties.get("REDIS_URL") : "")
        + ", data in "
        + directory;
  }
}
