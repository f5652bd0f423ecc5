package dev.headroom.observe;

import dev.headroom.loop.Observations;
import dev.headroom.loop.Profile;
import dev.headroom.loop.StatementObservation;
import java.sql.ResultSet;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Counts what requests do.
 *
 * <p>A request writes into plain fields of its own {@link Request} while it runs: two clock reads,
 * a thread-local read and a slot per statement, no lock. When it ends, its slots are added to the
 * window's sums, one atomic addition a field. The sums only grow until {@link #reset} begins the
 * next window; a request belongs to the window in which it ends.
 *
 * <p>What happens outside of requests is found under the endpoint {@code (background)}, where each
 * execution counts as a request of one statement.
 *
 * <p>Nothing here throws into the observed: a fault is logged once and counted ({@link #faults}).
 * Thread-safe.
 */
public final class Observer implements AutoCloseable {

  /** Answers of this size are large: below it, compression gains little. */
  private static final long LARGE_BYTES = 10 * 1_024;

  private final ObserveOptions options;
  private final LongSupplier ticker;
  private final long slowNanos;
  private final Shapes[] shapes = new Shapes[Dialect.values().length];
  private final ThreadLocal<Current> currents = ThreadLocal.withInitial(Current::new);
  private final Faults faults = new Faults();
  private final CodeLine codeLine;
  private final Pools pools = new Pools();
  private final Holds holds;
  private volatile Window window;

  /**
   * An observer with an empty window that begins now.
   *
   * @param options how to observe
   */
  public Observer(ObserveOptions options) {
    this(options, System::nanoTime);
  }

  /**
   * An observer with its own clock, for tests.
   *
   * @param options how to observe
   * @param ticker nanoseconds from any origin, never backwards
   */
  public Observer(ObserveOptions options, LongSupplier ticker) {
    this.options = options;
    this.ticker = ticker;
    Arrays.setAll(shapes, i -> new Shapes(Dialect.values()[i]));
    this.slowNanos = options.slowStatement().toNanos();
    this.codeLine = new CodeLine(options.application());
    this.holds = new Holds(this, codeLine);
    this.window = new Window(ticker.getAsLong(), options);
  }

  /**
   * Begins a request on this thread.
   *
   * @param method the HTTP method, or any first word of the endpoint's name
   * @return to be given to {@link #end}
   */
  public Request begin(String method) {
    return begin(method, () -> null);
  }

  /**
   * Begins a request on this thread.
   *
   * @param method the HTTP method, or any first word of the endpoint's name
   * @param route tells the route template while the request runs, as soon as it is known; null
   *     before
   * @return to be given to {@link #end}
   */
  public Request begin(String method, Supplier<@Nullable String> route) {
    Request request = new Request(method, route, now());
    request.thread = Thread.currentThread().getId();
    request.allocatedAtStart = Allocation.ofThisThread();
    currents.get().request = request;
    return request;
  }

  /**
   * Ends a request: adds it to the window. A second end of the same request does nothing.
   *
   * @param request what {@link #begin} returned
   * @param route the route template, or a word in brackets such as {@code (unmatched)}
   * @param status the HTTP status; 500 and above count as errors
   */
  public void end(Request request, String route, int status) {
    Current current = currents.get();
    if (current.request == request) {
      current.request = null;
    }
    try {
      long nanos = now() - request.startNanos;
      String name = request.method + " " + route;
      if (request.endpoint == null) {
        request.endpoint = name; // before it is closed: late work finds it
      }
      if (!request.close()) {
        return;
      }
      Window into = window;
      EndpointAggregate endpoint = into.endpoint(name);
      endpoint.add(request, nanos, status >= 500, allocated(request));
      into.addWork(endpoint, request);
      if (request.trace != null) {
        endpoint.addTrace(request.trace, request);
      }
      if (repeats(request)) {
        endpoint.arm(now());
      }
    } catch (Throwable fault) {
      fault(fault);
    }
  }

  private static boolean repeats(Request request) {
    for (Slot slot : request.slots) {
      if (slot.count >= StatementAggregate.REPEATS) {
        return true;
      }
    }
    return false;
  }

  private static long allocated(Request request) {
    return request.allocatedAtStart < 0 || request.thread != Thread.currentThread().getId()
        ? 0
        : Allocation.ofThisThread() - request.allocatedAtStart;
  }

  /**
   * This thread's request, to be carried to another thread.
   *
   * @return null outside a request
   */
  public @Nullable Request current() {
    return currents.get().request;
  }

  /**
   * Goes on with a request on this thread, after the thread that had it has let go of it: an async
   * dispatch. For work beside a thread that still has it, {@link #carry}.
   *
   * @param request the request, or null for none
   * @return to be closed on this thread; restores what was before
   */
  public Scope resume(@Nullable Request request) {
    Current current = currents.get();
    Request before = current.request;
    current.request = request;
    return () -> current.request = before;
  }

  /**
   * Works for a request on this thread while others do too. The work is added to the request when
   * the scope is closed; if the request has ended by then, to its endpoint.
   *
   * @param request what {@link #current} returned on the request's thread
   * @return to be closed on this thread; restores what was before
   */
  public Scope carry(@Nullable Request request) {
    if (request == null) {
      return resume(null);
    }
    Current current = currents.get();
    Request before = current.request;
    Request part = new Request(request.method, request.route, request.startNanos);
    part.parent = request;
    current.request = part;
    return () -> {
      current.request = before;
      part.close();
      if (!request.join(part)) {
        String endpoint = request.endpoint;
        late(part, endpoint == null ? Window.BACKGROUND : endpoint);
      }
    };
  }

  /**
   * Counts a cache look-up of this thread's request.
   *
   * @param nanos time of the look-up without its load, in nanoseconds
   * @param hit whether the cache answered
   */
  public void cacheLookup(long nanos, boolean hit) {
    Request request = currents.get().request;
    if (request == null) {
      return;
    }
    request.cacheNanos += nanos;
    if (hit) {
      request.cacheHits++;
    } else {
      request.cacheMisses++;
    }
  }

  /**
   * This thread begins to wait for a connection; ended by {@link #taken} or {@link #refused}. May
   * be left out: then nobody is seen to wait for this pool, and no hold to be waited for.
   *
   * @param pool the pool's name
   */
  public void waiting(String pool) {
    try {
      holds.waiting(currents.get(), pools.named(pool), now());
    } catch (Throwable fault) {
      fault(fault);
    }
  }

  /**
   * This thread has taken a connection. The hold counts for this thread's request, and is known by
   * the application's line that took it.
   *
   * @param pool the pool's name, or one that tells data sources apart
   * @param waitNanos time waited for it, in nanoseconds
   * @return to be {@link #given} when the connection is given back, on any thread; null only if the
   *     observer is broken
   */
  public @Nullable Hold taken(String pool, long waitNanos) {
    try {
      return holds.taken(currents.get(), pools.named(pool), now(), waitNanos);
    } catch (Throwable fault) {
      fault(fault);
      return null;
    }
  }

  /**
   * This thread got no connection.
   *
   * @param pool the pool's name
   * @param waitNanos time waited for it, in nanoseconds
   * @param why what the pool threw; a time-out is counted
   */
  public void refused(String pool, long waitNanos, Throwable why) {
    try {
      holds.refused(currents.get(), pools.named(pool), now(), waitNanos, why);
    } catch (Throwable fault) {
      fault(fault);
    }
  }

  /**
   * A connection was given back. A second time does nothing.
   *
   * @param hold what {@link #taken} returned
   */
  public void given(@Nullable Hold hold) {
    if (hold == null) {
      return;
    }
    try {
      holds.given(currents.get(), hold, now());
    } catch (Throwable fault) {
      fault(fault);
    }
  }

  /**
   * A call of this thread to another service ended.
   *
   * @param nanos its time, in nanoseconds
   */
  public void call(long nanos) {
    Holds.called(currents.get(), nanos);
  }

  /**
   * What a request received and sent; to be told before it ends, at most once.
   *
   * @param request what {@link #begin} returned
   * @param requestBytes the body's announced length; 0 if unknown
   * @param responseBytes bytes sent, before the container compresses them
   * @param compressible whether the answer's type compresses well
   * @param encoded whether the answer is compressed, by whomever
   */
  public void transfer(
      Request request,
      long requestBytes,
      long responseBytes,
      boolean compressible,
      boolean encoded) {
    request.requestBytes = Math.max(0, requestBytes);
    request.responseBytes = Math.max(0, responseBytes);
    request.large = responseBytes >= LARGE_BYTES && compressible && !encoded;
  }

  /**
   * Looks at a pool from now on. A second one of the same name takes the first one's place.
   *
   * @param gauges what the pool tells of itself
   */
  public void pool(PoolGauges gauges) {
    try {
      pools.named(gauges.name()).gauges = gauges;
      pools.watch(this);
    } catch (Throwable fault) {
      fault(fault);
    }
  }

  /**
   * Sampled stacks by endpoint; empty while no {@link FlightRecorder} runs.
   *
   * @return for flame graphs
   */
  public List<Profile> profiles() {
    return List.of();
  }

  /**
   * What was seen since the window began, without SQL texts and samples.
   *
   * @return sums; requests that are still running are not in it
   */
  public Observations snapshot() {
    pools.look(window, faults);
    return window.snapshot(now(), faults);
  }

  /**
   * The statements of the window with SQL texts and sampled binds.
   *
   * @return one per endpoint and statement
   * @throws IllegalStateException if samples are not allowed; the message names the option
   */
  public List<StatementObservation> workload() {
    if (!options.samples()) {
      throw new IllegalStateException(
          "no bind values are sampled: set headroom.observe.samples=true; they are the"
              + " application's data");
    }
    return window.statements(true);
  }

  /** Begins a new window. */
  public void reset() {
    Window before = window;
    window = new Window(now(), options);
    before.retire();
  }

  /** Ends the background thread; nothing else changes. */
  @Override
  public void close() {
    pools.close();
  }

  /** Looks at all gauges. */
  void lookAtPools() {
    pools.look(window, faults);
  }

  /**
   * Faults of the observer itself.
   *
   * @return 0 in the normal state
   */
  public long faults() {
    return faults.count();
  }

  /**
   * The options.
   *
   * @return as given
   */
  public ObserveOptions options() {
    return options;
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
      return shapes[dialect.ordinal()].of(sql);
    } catch (Throwable fault) {
      fault(fault);
      return null;
    }
  }

  /** Whether executions of a statement prepared now should come with their bind values. */
  boolean wantsValues() {
    Request request = currents.get().request;
    boolean traced = request != null && trace(request) != null;
    return traced || options.samples();
  }

  /** The trace of a request; it is decided as soon as the endpoint is known. */
  private @Nullable FlowTrace trace(Request request) {
    if (!request.traceDecided) {
      try {
        String route = request.route.get();
        if (route != null) {
          request.traceDecided = true;
          EndpointAggregate endpoint = window.known(request.method + " " + route);
          if (endpoint != null && endpoint.trace(now())) {
            request.trace = new FlowTrace();
          }
        }
      } catch (Throwable fault) {
        request.traceDecided = true;
        fault(fault);
      }
    }
    return request.trace;
  }

  /** The result as the application gets it: itself, unless the request is traced. */
  <T> T traced(@Nullable Shape shape, T result) {
    Request request = currents.get().request;
    if (request == null || request.trace == null || shape == null) {
      return result;
    }
    try {
      @SuppressWarnings("unchecked") // a result set for a result set
      T traced =
          result instanceof ResultSet rows
              ? (T) TracedResult.of(rows, request.trace.results(shape), this)
              : result;
      return traced;
    } catch (Throwable fault) {
      fault(fault);
      return result;
    }
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
    Current current = currents.get();
    if (--current.depth != 0) {
      return;
    }
    long now = now();
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

  /** A connection's auto-commit was set; null if only the thread is known. */
  void autoCommit(@Nullable Hold of, boolean on) {
    Hold hold = of == null ? currents.get().innermost() : of;
    if (hold != null) {
      if (on && !hold.autoCommit) {
        hold.endTransaction(now());
      }
      hold.autoCommit = on;
    }
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
      long startNanos, @Nullable Shape shape, Execution execution, long rows, boolean failed) {
    Current current = currents.get();
    if (--current.depth != 0) {
      return;
    }
    try {
      long now = now();
      long nanos = now - startNanos;
      Hold known = execution.hold();
      Hold hold = known == null ? current.innermost() : known;
      if (hold != null) {
        hold.executed(startNanos, nanos, shape);
      }
      String dataSource = hold == null ? null : hold.pool.name;
      Request request = current.request;
      if (request != null) {
        record(request, shape, execution, dataSource, now, nanos, rows, failed);
      } else if (shape != null && !shape.session) {
        Request alone = new Request("", () -> null, startNanos);
        record(alone, shape, execution, dataSource, now, nanos, rows, failed);
        late(alone, Window.BACKGROUND);
      }
    } catch (Throwable fault) {
      fault(fault);
    }
  }

  private void record(
      Request request,
      @Nullable Shape shape,
      Execution execution,
      @Nullable String dataSource,
      long now,
      long nanos,
      long rows,
      boolean failed) {
    request.databaseNanos += nanos;
    if (shape == null || shape.session) {
      return;
    }
    request.statements++;
    Slot slot = request.slot(shape);
    slot.add(nanos, execution.bindHash(), rows, failed, nanos >= slowNanos);
    slot.ranOn(dataSource);
    int batch = execution.batch();
    if (batch > 0) {
      slot.batch(batch);
    }
    if (slot.codeLine == null && shape.line.walkNow(now, slot.count == 2)) {
      slot.codeLine = codeLine.find();
    }
    if (request.trace != null) {
      @Nullable Object[] values = execution.takeValues();
      if (values != null) {
        request.trace.bound(shape, values, execution.valueCount());
      }
    }
    if (options.samples() && slot.wantsSample()) {
      slot.sample = execution.takeValues();
      slot.sampleSize = execution.valueCount();
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

  /** A stay of a request on a thread. */
  @FunctionalInterface
  public interface Scope extends AutoCloseable {
    @Override
    void close();
  }
}
