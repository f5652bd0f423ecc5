package dev.headroom.agent;

import dev.headroom.observe.Observer;
import dev.headroom.observe.Plans;
import java.lang.reflect.InvocationTargetException;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.ServiceLoader;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Plans of what ran on a pool, over a connection that is not the pool's: opened by the pool's own
 * driver with the address, user and password that the pool tells. Only where {@code observe.plans}
 * is on.
 */
final class PoolPlans {

  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final Observer observer;
  private final List<Plans> started = new CopyOnWriteArrayList<>();

  PoolPlans(Observer observer) {
    this.observer = observer;
  }

  /** A pool has given its first connection. */
  void pool(Object pool, String name) {
    String url = said(pool, "getJdbcUrl", "getUrl");
    if (url == null) {
      Say.line("no plans for " + name + ": " + pool.getClass().getName() + " tells no address");
      return;
    }
    started.add(Plans.start(observer, name, () -> Own.open(pool, url)));
  }

  /** Asks for what has not been asked yet; after three seconds the rest is for later. */
  void askNow() {
    if (started.isEmpty()) {
      return;
    }
    Thread asking = new Thread(() -> started.forEach(Plans::askNow), "headroom-plans-now");
    asking.setDaemon(true);
    asking.start();
    try {
      asking.join(PATIENCE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void put(Properties who, String key, @Nullable String value) {
    if (value != null) {
      who.setProperty(key, value);
    }
  }

  private static @Nullable String said(Object pool, String... getters) {
    for (String getter : getters) {
      try {
        if (pool.getClass().getMethod(getter).invoke(pool) instanceof String text) {
          return text;
        }
      } catch (NoSuchMethodException other) {
        // the next name
      } catch (IllegalAccessException | InvocationTargetException closed) {
        return null;
      }
    }
    return null;
  }

  /** Apart from the rest, because a JVM without java.sql loads the rest. */
  private static final class Own {

    static Connection open(Object pool, String url) throws SQLException {
      Properties who = new Properties();
      put(who, "user", said(pool, "getUsername", "getUserName", "getUser"));
      put(who, "password", said(pool, "getPassword"));
      // Drivers are the application's: its loader finds them, DriverManager would not from here.
      for (Driver driver : ServiceLoader.load(Driver.class, pool.getClass().getClassLoader())) {
        if (driver.acceptsURL(url)) {
          Connection connection = driver.connect(url, who);
          if (connection != null) {
            return connection;
          }
        }
      }
      throw new SQLException("no driver of the application takes the pool's address");
    }
  }
}
