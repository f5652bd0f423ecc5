package dev.headroom.observe;

import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A connection that a thread has taken, from {@link Observer#taken} to {@link Observer#given}:
 * opaque to those who keep it.
 *
 * <p>As its connection, it is used by one thread at a time. After it was given it is the sum of all
 * holds of its request, pool and code line.
 */
public final class Hold {

  final Pool pool;
  final @Nullable Request request;
  final long takenNanos;
  private final long waitedBefore;
  private final AtomicBoolean given = new AtomicBoolean();

  /** The application's line that took the connection, where it was looked for. */
  @Nullable String codeLine;

  /** The hold that the same thread took before and may still have. */
  @Nullable Hold below;

  /** The next sum of the same request. */
  @Nullable Hold next;

  /** How many holds the thread had, with this one. */
  int depth;

  boolean autoCommit = true;

  /** Its turn as the writer of a SQLite file, if it has one. */
  SqliteFile.@Nullable Turn turn;

  private boolean inTransaction;
  private long transactionStart;

  long checkouts = 1;
  long holdNanos;
  long statementNanos;
  long callNanos;
  long waitedNanos;
  long maxHoldNanos;
  long transactions;
  long transactionNanos;
  long maxTransactionNanos;

  Hold(Pool pool, @Nullable Request request, long nowNanos) {
    this.pool = pool;
    this.request = request;
    this.takenNanos = nowNanos;
    this.waitedBefore = pool.waitedNanos(nowNanos);
  }

  boolean open() {
    return !given.get();
  }

  /** Ends it; false if it had ended before. */
  boolean close(long nowNanos) {
    if (!given.compareAndSet(false, true)) {
      return false;
    }
    holdNanos = Math.max(0, nowNanos - takenNanos);
    maxHoldNanos = holdNanos;
    waitedNanos = Math.min(holdNanos, pool.waitedNanos(nowNanos) - waitedBefore);
    endTransaction(nowNanos);
    return true;
  }

  /** An execution ended on this connection. */
  void executed(long startNanos, long nanos, @Nullable Shape shape) {
    statementNanos += nanos;
    Shape.Boundary boundary = shape == null ? Shape.Boundary.NONE : shape.boundary;
    if (boundary == Shape.Boundary.END) {
      endTransaction(startNanos + nanos);
    } else if (!inTransaction
        && (boundary == Shape.Boundary.BEGIN || (!autoCommit && shape != null && !shape.session))) {
      inTransaction = true;
      transactionStart = startNanos;
    }
  }

  boolean inTransaction() {
    return inTransaction;
  }

  void endTransaction(long nowNanos) {
    SqliteFile file = pool.sqlite;
    if (file != null && turn != null) {
      file.free(this, nowNanos);
    }
    if (inTransaction) {
      inTransaction = false;
      long nanos = Math.max(0, nowNanos - transactionStart);
      transactions++;
      transactionNanos += nanos;
      maxTransactionNanos = Math.max(maxTransactionNanos, nanos);
    }
  }

  /** Adds another hold that was given. */
  void merge(Hold other) {
    checkouts += other.checkouts;
    holdNanos += other.holdNanos;
    statementNanos += other.statementNanos;
    callNanos += other.callNanos;
    waitedNanos += other.waitedNanos;
    maxHoldNanos = Math.max(maxHoldNanos, other.maxHoldNanos);
    transactions += other.transactions;
    transactionNanos += other.transactionNanos;
    maxTransactionNanos = Math.max(maxTransactionNanos, other.maxTransactionNanos);
    if (codeLine == null) {
      codeLine = other.codeLine;
    }
  }
}
