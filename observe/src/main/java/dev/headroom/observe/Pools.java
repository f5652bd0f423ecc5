package dev.headroom.observe;

import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The pools by name; beyond {@value #MOST} names, which no application has, they are one. Those
 * that tell gauges are looked at once a second, by a thread that ends with the observer.
 */
final class Pools {

  static final int MOST = 64;

  private static final String ONE_WRITER = "dev.headroom.sqlite.SqliteDataSource";

  private final ConcurrentHashMap<String, Pool> pools = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<Path, SqliteFile> files = new ConcurrentHashMap<>();
  private @Nullable ScheduledThreadPoolExecutor watch;
  private boolean closed;

  Pool named(String name) {
    Pool known = pools.get(name);
    if (known != null) {
      return known;
    }
    return pools.computeIfAbsent(pools.size() >= MOST ? "(other)" : name, Pool::new);
  }

  /** Finds out whether a pool is one of SQLite, and for which file: pools of one file share it. */
  void sqlite(Pool pool, Connection connection, @Nullable DataSource source) throws SQLException {
    pool.sqliteAsked = true;
    DatabaseMetaData about = connection.getMetaData();
    if (Dialect.ofProduct(about.getDatabaseProductName()) != Dialect.SQLITE) {
      return;
    }
    pool.oneWriter = source != null && KnownPool.find(source, ONE_WRITER) != null;
    Path path = SqliteFile.path(about.getURL());
    if (path != null) {
      pool.sqlite = files.computeIfAbsent(path, SqliteFile::new);
    }
  }

  /** Looks at all pools that tell gauges. */
  void look(Window window, Faults faults) {
    for (Pool pool : pools.values()) {
      if (pool.gauges != null) {
        window.pool(pool).seen(pool.read(faults));
      }
    }
  }

  synchronized void watch(Observer observer) {
    if (watch != null || closed) {
      return;
    }
    ScheduledThreadPoolExecutor started =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "headroom-pools");
              thread.setDaemon(true);
              return thread;
            });
    var unused =
        started.scheduleWithFixedDelay(
            new Look(new WeakReference<>(observer), started), 1, 1, TimeUnit.SECONDS);
    watch = started;
  }

  /** Knows the observer only weakly: one that nobody closed ends too. */
  private record Look(WeakReference<Observer> observer, ScheduledThreadPoolExecutor on)
      implements Runnable {

    @Override
    public void run() {
      Observer alive = observer.get();
      if (alive == null) {
        on.shutdown();
        return;
      }
      try {
        alive.lookAtPools();
      } catch (Throwable fault) {
        alive.fault(fault);
      }
    }
  }

  synchronized void close() {
    closed = true;
    if (watch != null) {
      watch.shutdownNow();
    }
  }
}
