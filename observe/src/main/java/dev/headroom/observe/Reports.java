package dev.headroom.observe;

import java.sql.Connection;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.LongSupplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The inner side of the {@link Observer}: what observed drivers, pools and results report, and what
 * the parts of this package share. Nothing here throws.
 */
abstract class Reports {

  private final ObserveOptions options;
  private final LongSupplier ticker;
  private final Map<Dialect, Shapes> shapes = new EnumMap<>(Dialect.class);
  final ThreadLocal<Current> currents = ThreadLocal.withInitial(Current::new);
  final Faults faults = new Faults();
  final CodeLine codeLine;
  final Pools pools = new Pools();
  final Holds holds;
  final Executions executions;
  volatile Window window;

  /** Null while no flight recorder runs. */
  volatile @Nullable Stays stays;

  volatile String flightMissing = "no flight recorder runs: set headroom.observe.profile=true";

  Reports(ObserveOptions options, LongSupplier ticker) {
    this.options = options;
    this.ticker = ticker;
    for (Dialect dialect : Dialect.values()) {
      shapes.put(dialect, new Shapes(dialect));
    }
    this.codeLine = new CodeLine(options.application());
    this.holds = new Holds(this, codeLine);
    this.executions = new Executions(this, options, codeLine);
    this.window = new Window(ticker.getAsLong(), options);
  }

  /** This thread works for another request from now on, or for none. */
  final void turn(Current current, @Nullable Request to) {
    current.request = to;
    Stays recorded = stays;
    if (recorded != null || current.stay != null) {
      try {
        Stays.turn(recorded, current, to, now());
      } catch (Throwable fault) {
        fault(fault);
      }
    }
  }

  /** From now on, stays of requests on threads are kept for a recorder; null to end. */
  void record(@Nullable Stays recorded) {
    stays = recorded;
  }

  /** Why the flight recorder says nothing; empty if it runs. */
  void flight(String missing) {
    flightMissing = missing;
  }

  CodeLine codeLine() {
    return codeLine;
  }

  /** Looks at all gauges. */
  void lookAtPools() {
    pools.look(window, faults);
  }

  /** The time; 0 if even the clock is broken. */
  long now() {
    try {
      return ticker.getAsLong();
    } catch (Throwable fault) {
      fault(fault);
      return 0;
    }
  }

  /** The shape of a statement of an unknown database. */
  @Nullable Shape shape(String sql) {
    return shape(sql, Dialect.UNKNOWN);
  }

  @Nullable Shape shape(String sql, Dialect dialect) {
    try {
      Shapes known = shapes.get(dialect);
      return known == null ? null : known.of(sql);
    } catch (Throwable fault) {
      fault(fault);
      return null;
    }
  }

  /** Whether executions of a statement prepared now should come with their bind values. */
  boolean wantsValues() {
    Request request = currents.get().request;
    boolean traced = request != null && executions.trace(request) != null;
    return traced || options.samples();
  }

  /** The result as the application gets it: itself, unless the request is traced. */
  <T> T traced(@Nullable Shape shape, T result) {
    return executions.traced(currents.get().request, shape, result);
  }

  /** Begins an observed call; every enter has its exit. Returns the time. */
  long enter() {
    currents.get().depth++;
    return now();
  }

  /** Ends the wait for a connection. */
  void exitPool(long startNanos) {
    Current current = currents.get();
    if (--current.depth == 0 && current.request != null) {
      current.request.poolWaitNanos += now() - startNanos;
    }
  }

  /** Ends a commit or rollback: time in the database, but no statement. */
  void exitTransaction(long startNanos) {
    exitTransaction(startNanos, null);
  }

  /** Ends a commit or rollback on a connection; null if only the thread is known. */
  void exitTransaction(long startNanos, @Nullable Hold of) {
    exitTransaction(startNanos, of, null);
  }

  /** The same, with what it threw. */
  void exitTransaction(long startNanos, @Nullable Hold of, @Nullable Throwable why) {
    Current current = currents.get();
    if (--current.depth != 0) {
      return;
    }
    long now = now();
    if (why != null && of != null) {
      try {
        executions.sqlite(of, current.request, null, startNanos, now, why);
      } catch (Throwable fault) {
        fault(fault);
      }
    }
    Holds.committed(current, of, startNanos, now);
  }

  /**
   * A connection was taken, within {@link #enterPool}: if it is one to SQLite, it is asked how it
   * is set, once in a window.
   */
  void taken(Pool pool, Connection connection, @Nullable DataSource source) {
    try {
      if (!pool.sqliteAsked) {
        pools.sqlite(pool, connection, source);
      }
      SqliteFile file = pool.sqlite;
      if (file != null && !pool.oneWriter) {
        window.pool(pool).sqlite.ask(connection);
      }
    } catch (Throwable fault) {
      fault(fault);
    }
  }

  /** A connection's auto-commit was set; null if only the thread is known. */
  void autoCommit(@Nullable Hold of, boolean on) {
    Holds.autoCommit(of == null ? currents.get().innermost() : of, on, now());
  }

  /** Begins the wait for a connection; every one has its {@link #exitPool}. Returns the time. */
  long enterPool(@Nullable Pool pool) {
    Current current = currents.get();
    long now = now();
    if (current.depth++ == 0 && pool != null) {
      try {
        holds.waiting(current, pool, now);
      } catch (Throwable fault) {
        fault(fault);
      }
    }
    return now;
  }

  /**
   * Ends the wait for a connection, with one if {@code why} is null.
   *
   * @return null without a connection, and where it was taken from a data source that is observed
   *     itself
   */
  @Nullable Hold exitPool(long startNanos, Pool pool, @Nullable Throwable why) {
    Current current = currents.get();
    if (--current.depth != 0) {
      return null;
    }
    try {
      long now = now();
      if (why == null) {
        return holds.taken(current, pool, now, now - startNanos);
      }
      holds.refused(current, pool, now, now - startNanos, why);
    } catch (Throwable fault) {
      fault(fault);
    }
    return null;
  }

  /** A pool by its name, the same one for the same name. */
  Pool poolNamed(String name) {
    return pools.named(name);
  }

  /** The present window. */
  Window window() {
    return window;
  }

  /** Ends an execution. */
  void exit(
      long startNanos,
      @Nullable Shape shape,
      Execution execution,
      long rows,
      @Nullable Throwable why) {
    Current current = currents.get();
    if (--current.depth != 0) {
      return;
    }
    try {
      executions.ended(current, startNanos, now(), shape, execution, rows, why);
    } catch (Throwable fault) {
      fault(fault);
    }
  }

  /** Adds work that no running request takes. */
  void late(Request part, String name) {
    Window into = window;
    EndpointAggregate endpoint = into.endpoint(name);
    into.addWork(endpoint, part);
  }

  /** A fault of the observer: counted, and logged the first time. */
  void fault(Throwable fault) {
    faults.add(fault);
  }
}
