package dev.headroom.observe;

import dev.headroom.loop.Observations;
import dev.headroom.loop.StatementObservation;
import java.sql.ResultSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
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
public final class Observer {

  private static final System.Logger LOG = System.getLogger("dev.headroom.observe");

  private final ObserveOptions options;
  private final LongSupplier ticker;
  private final long slowNanos;
  private final Shapes shapes = new Shapes();
  private final ThreadLocal<Current> currents = ThreadLocal.withInitial(Current::new);
  private final LongAdder faults = new LongAdder();
  private final AtomicBoolean faultLogged = new AtomicBoolean();
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
    this.slowNanos = options.slowStatement().toNanos();
    this.window = new Window(ticker.getAsLong());
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
      if (!request.close()) {
        return;
      }
      Window into = window;
      EndpointAggregate endpoint = into.endpoint(request.method + " " + route);
      endpoint.add(request, nanos, status >= 500, allocated(request));
      into.add(endpoint, request.slots);
      if (request.trace != null) {
        endpoint.addTrace(request.trace, request);
      }
      if (repeats(request)) {
        endpoint.arm(now());
      }
      request.endpoint = endpoint.name;
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
   * What was seen since the window began, without SQL texts and samples.
   *
   * @return sums; requests that are still running are not in it
   */
  public Observations snapshot() {
    return window.snapshot(now());
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
    window = new Window(now());
    before.retire();
  }

  /**
   * Faults of the observer itself.
   *
   * @return 0 in the normal state
   */
  public long faults() {
    return faults.sum();
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

  @Nullable Shape shape(String sql) {
    try {
      return shapes.of(sql);
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
    Current current = currents.get();
    if (--current.depth == 0 && current.request != null) {
      current.request.databaseNanos += now() - startNanos;
    }
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
      Request request = current.request;
      if (request != null) {
        record(request, shape, execution, now, now - startNanos, rows, failed);
      } else if (shape != null && !shape.session) {
        Request alone = new Request("", () -> null, startNanos);
        record(alone, shape, execution, now, now - startNanos, rows, failed);
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
    if (slot.codeLine == null && shape.wantsWalk(now, slot.count == 2)) {
      slot.codeLine = CodeLine.find();
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
  private void late(Request part, String name) {
    Window into = window;
    EndpointAggregate endpoint = into.endpoint(name);
    endpoint.addWork(part);
    into.add(endpoint, part.slots);
  }

  /** A fault of the observer: counted, and logged the first time. */
  void fault(Throwable fault) {
    faults.increment();
    if (faultLogged.compareAndSet(false, true)) {
      try {
        LOG.log(
            System.Logger.Level.WARNING,
            "Observation failed; the application goes on, further faults are only counted",
            fault);
      } catch (Throwable alsoBroken) {
        faults.increment();
      }
    }
  }

  /** A stay of a request on a thread. */
  @FunctionalInterface
  public interface Scope extends AutoCloseable {
    @Override
    void close();
  }
}
