package dev.headroom.observe;

import dev.headroom.loop.Observations;
import dev.headroom.loop.StatementObservation;
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
    Request request = new Request(method, route, ticker.getAsLong());
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
      long nanos = ticker.getAsLong() - request.startNanos;
      if (!request.close()) {
        return;
      }
      Window now = window;
      EndpointAggregate endpoint = now.endpoint(request.method + " " + route);
      endpoint.add(request, nanos, status >= 500, allocated(request));
      now.add(endpoint, request.slots);
    } catch (Throwable fault) {
      fault(fault);
    }
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
   * the scope is closed; if the request has ended by then, to {@code (background)}.
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
        background(part);
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
    return window.snapshot(ticker.getAsLong());
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
    window = new Window(ticker.getAsLong());
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

  long now() {
    return ticker.getAsLong();
  }

  @Nullable Shape shape(String sql) {
    try {
      return shapes.of(sql);
    } catch (Throwable fault) {
      fault(fault);
      return null;
    }
  }

  /** Whether executions should come with their bind values. */
  boolean wantsValues() {
    return options.samples();
  }

  /** Begins an observed call; every enter has its exit. Returns the time. */
  long enter() {
    currents.get().depth++;
    return ticker.getAsLong();
  }

  /** Ends the wait for a connection. */
  void exitPool(long startNanos) {
    Current current = currents.get();
    if (--current.depth == 0 && current.request != null) {
      current.request.poolWaitNanos += ticker.getAsLong() - startNanos;
    }
  }

  /** Ends a commit or rollback: time in the database, but no statement. */
  void exitTransaction(long startNanos) {
    Current current = currents.get();
    if (--current.depth == 0 && current.request != null) {
      current.request.databaseNanos += ticker.getAsLong() - startNanos;
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
      long now = ticker.getAsLong();
      Request request = current.request;
      if (request != null) {
        record(request, shape, execution, now, now - startNanos, rows, failed);
      } else if (shape != null && !shape.session) {
        Request alone = new Request("", () -> null, startNanos);
        record(alone, shape, execution, now, now - startNanos, rows, failed);
        background(alone);
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
    if (options.samples() && slot.wantsSample()) {
      slot.sample = execution.takeValues();
      slot.sampleSize = execution.valueCount();
    }
  }

  private void background(Request part) {
    Window now = window;
    EndpointAggregate endpoint = now.endpoint(Window.BACKGROUND);
    endpoint.addWork(part);
    now.add(endpoint, part.slots);
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
