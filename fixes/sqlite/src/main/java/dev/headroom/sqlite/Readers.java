package dev.headroom.sqlite;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The readers. A few, which are taken first, have all pages of cache; the others are opened in
 * peaks, have a small one, and are closed when the peak is over. A pool alone gives each thread the
 * connection that it had before, so that all of them stay open, with all that each maps and caches.
 */
final class Readers implements AutoCloseable {

  private final SqliteOptions options;
  private final HikariDataSource cached;
  private final HikariDataSource peak;
  private final Semaphore free;
  private final Semaphore cachedFree;

  Readers(SqliteOptions options, HikariDataSource cached, HikariDataSource peak) {
    this.options = options;
    this.cached = cached;
    this.peak = peak;
    free = new Semaphore(options.readers(), true);
    cachedFree = new Semaphore(options.cachedReaders());
  }

  Physical take() throws SQLException {
    try {
      if (!free.tryAcquire(options.waitAtMost().toNanos(), TimeUnit.NANOSECONDS)) {
        throw new SQLTransientConnectionException(
            "no reader within "
                + options.waitAtMost().toMillis()
                + " ms: all "
                + options.readers()
                + " are in use");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SQLTransientConnectionException("interrupted while waiting to read", e);
    }
    boolean first = cachedFree.tryAcquire();
    HikariDataSource pool = first ? cached : peak;
    boolean taken = false;
    try {
      Physical reader = new Physical(pool, pool.getConnection(), "begin");
      taken = true;
      return reader;
    } finally {
      if (!taken) {
        release(first);
      }
    }
  }

  void give(Physical reader, boolean byHand) throws SQLException {
    try {
      reader.close(byHand);
    } finally {
      release(reader.isOf(cached));
    }
  }

  /** The inner one before: whoever has one of all finds a connection in one of the pools. */
  private void release(boolean first) {
    if (first) {
      cachedFree.release();
    }
    free.release();
  }

  int active() {
    return options.readers() - free.availablePermits();
  }

  int waiting() {
    return free.getQueueLength();
  }

  @Override
  public void close() {
    cached.close();
    peak.close();
  }
}
