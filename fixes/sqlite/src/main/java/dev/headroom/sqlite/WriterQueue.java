package dev.headroom.sqlite;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** The one writer, in order of arrival: a pool alone lets a newcomer pass by those who wait. */
final class WriterQueue {

  /** SQLite's own number for it, by which callers know a failure that may be tried again. */
  private static final int SQLITE_BUSY = 5;

  private record Holder(Thread thread, long sinceNanos) {

    /** Looks where it is only when asked: a stack for each turn would cost more than the turn. */
    String told() {
      long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - sinceNanos);
      String who = thread.equals(Thread.currentThread()) ? "this very thread" : thread.getName();
      return who
          + " for "
          + millis
          + " ms"
          + Library.line(thread).map(l -> ", now at " + l).orElse("");
    }
  }

  private final HikariDataSource writer;
  private final long waitNanos;
  private final Semaphore turn = new Semaphore(1, true);
  private final LongAdder refused = new LongAdder();
  private volatile @Nullable Holder holder;

  WriterQueue(HikariDataSource writer, Duration waitAtMost) {
    this.writer = writer;
    waitNanos = waitAtMost.toNanos();
  }

  Physical take() throws SQLException {
    try {
      if (!turn.tryAcquire(waitNanos, TimeUnit.NANOSECONDS)) {
        refused.increment();
        Holder who = holder;
        throw new SQLTransientConnectionException(
            "[SQLITE_BUSY] no turn to write within "
                + TimeUnit.NANOSECONDS.toMillis(waitNanos)
                + " ms; the writer is held by "
                + (who == null ? "others who waited too" : who.told()),
            null,
            SQLITE_BUSY);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SQLTransientConnectionException("interrupted while waiting to write", e);
    }
    boolean taken = false;
    try {
      // With the write lock from the start: what it reads cannot be outdated when it writes.
      Physical connection = new Physical(writer, writer.getConnection(), "begin immediate");
      holder = new Holder(Thread.currentThread(), System.nanoTime());
      taken = true;
      return connection;
    } finally {
      if (!taken) {
        turn.release();
      }
    }
  }

  void give(Physical connection, boolean byHand) throws SQLException {
    try {
      connection.close(byHand);
    } finally {
      holder = null;
      turn.release();
    }
  }

  @Nullable String holder() {
    Holder who = holder;
    return who == null ? null : who.told();
  }

  int waiting() {
    return turn.getQueueLength();
  }

  long refused() {
    return refused.sum();
  }
}
