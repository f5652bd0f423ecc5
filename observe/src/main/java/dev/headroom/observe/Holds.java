package dev.headroom.observe;

import java.sql.SQLTimeoutException;
import java.sql.SQLTransientConnectionException;
import org.jspecify.annotations.Nullable;

/**
 * Who holds which connection, and who waits for one.
 *
 * <p>A thread's open holds are a stack. A statement that does not know its connection counts for
 * the innermost one; a call to another service counts for all of them, since all are kept from
 * others. A hold is added to the request that took it when it is given back, on whatever thread; if
 * the request has ended by then, to its endpoint.
 */
final class Holds {

  /** More open holds of one thread are not followed; an application that leaks has as many. */
  private static final int DEEPEST = 16;

  private final Reports observer;
  private final CodeLine codeLine;

  Holds(Reports observer, CodeLine codeLine) {
    this.observer = observer;
    this.codeLine = codeLine;
  }

  /** This thread begins to wait; {@link #taken} or {@link #refused} ends it. */
  void waiting(Current current, Pool pool, long now) {
    if (current.waitsFor != null) {
      current.waitsFor.leave(now); // its end was never told
    }
    current.waitsFor = pool;
    int threads = pool.enter(now);
    if (threads > 1) {
      observer.window().pool(pool).waiting(threads);
    }
  }

  private static void waited(Current current, long now, long waitNanos) {
    Pool pool = current.waitsFor;
    if (pool != null) {
      current.waitsFor = null;
      pool.leave(now);
    }
    if (current.request != null) {
      current.request.poolWaitNanos += waitNanos;
    }
  }

  Hold taken(Current current, Pool pool, long now, long waitNanos) {
    waited(current, now, waitNanos);
    Hold hold = new Hold(pool, current.request, now);
    pool.lent.incrementAndGet();
    observer.window().pool(pool).taken(waitNanos);
    Hold below = current.innermost();
    hold.below = below;
    hold.depth = below == null ? 1 : below.depth + 1;
    if (hold.depth <= DEEPEST) {
      current.hold = hold;
    }
    if (pool.line.walkNow(now, false)) {
      hold.codeLine = codeLine.find();
    }
    return hold;
  }

  void refused(Current current, Pool pool, long now, long waitNanos, @Nullable Throwable why) {
    waited(current, now, waitNanos);
    boolean timeout =
        why instanceof SQLTransientConnectionException || why instanceof SQLTimeoutException;
    observer.window().pool(pool).refused(waitNanos, timeout);
  }

  void given(Current current, Hold hold, long now) {
    if (!hold.close(now)) {
      return;
    }
    hold.pool.lent.decrementAndGet();
    current.innermost();
    Request request = hold.request;
    if (request != null && request == current.request) {
      request.give(hold);
      return;
    }
    Request part = new Request("", Request.NO_ROUTE, hold.takenNanos);
    part.give(hold);
    for (Request to = request; to != null; to = to.parent) {
      if (to.join(part)) {
        return;
      }
      if (to.endpoint != null) {
        observer.late(part, to.endpoint);
        return;
      }
    }
    observer.late(part, Window.BACKGROUND);
  }

  static void called(Current current, long nanos) {
    if (current.request != null) {
      current.request.calls++;
      current.request.callNanos += nanos;
    }
    for (Hold hold = current.innermost(); hold != null; hold = hold.below) {
      hold.callNanos += nanos;
    }
  }

  /** A commit or rollback ended: time in the database, but no statement. */
  static void committed(Current current, @Nullable Hold of, long startNanos, long now) {
    long nanos = now - startNanos;
    if (current.request != null) {
      current.request.databaseNanos += nanos;
    }
    Hold hold = of == null ? current.innermost() : of;
    if (hold != null) {
      hold.statementNanos += nanos;
      hold.endTransaction(now);
    }
  }

  static void autoCommit(@Nullable Hold hold, boolean on, long now) {
    if (hold != null) {
      if (on && !hold.autoCommit) {
        hold.endTransaction(now); // JDBC: switching it on commits
      }
      hold.autoCommit = on;
    }
  }
}
