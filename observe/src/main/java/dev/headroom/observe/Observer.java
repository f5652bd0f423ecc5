package dev.headroom.observe;

import dev.headroom.loop.Observations;
import dev.headroom.loop.Profile;
import dev.headroom.loop.StatementObservation;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
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
public final class Observer extends Reports implements AutoCloseable {

  /** Answers of this size, in bytes, are large: below it, compression gains little. */
  public static final long LARGE_BYTES = 10 * 1_024;

  private final ObserveOptions options;
  private final AtomicBoolean serving = new AtomicBoolean();

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
    super(options, ticker);
    this.options = options;
  }

  /**
   * Begins a request on this thread.
   *
   * @param method the HTTP method, or any first word of the endpoint's name
   * @return to be given to {@link #end}
   */
  public Request begin(String method) {
    return begin(method, Request.NO_ROUTE);
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
    turn(currents.get(), request);
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
      turn(current, null);
    }
    try {
      long nanos = now() - request.startNanos;
      String name = request.name(route);
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
      executions.done(request);
    } catch (Throwable fault) {
      fault(fault);
    }
  }

  private static boolean repeats(Request request) {
    SlotTable slots = request.slots;
    for (int i = 0; slots != null && i < slots.size(); i++) {
      if (slots.at(i).count >= StatementAggregate.REPEATS) {
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
    if (request != null && request.thread != Thread.currentThread().getId()) {
      request.moved = true;
    }
    turn(current, request);
    return () -> turn(current, before);
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
    turn(current, part);
    return () -> {
      turn(current, before);
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
   * @param contentType the answer's; of answers below {@link #LARGE_BYTES} it is not looked at
   * @param encoding the answer's content encoding, by whomever; nor is this
   */
  public void transfer(
      Request request,
      long requestBytes,
      long responseBytes,
      @Nullable String contentType,
      @Nullable String encoding) {
    request.requestBytes = Math.max(0, requestBytes);
    request.responseBytes = Math.max(0, responseBytes);
    request.large =
        responseBytes >= LARGE_BYTES
            && Transferred.compressible(contentType)
            && (encoding == null || encoding.equalsIgnoreCase("identity"));
  }

  /**
   * Who asks, so far as the same one is known again: of a bearer token a keyed hash is kept until
   * the window ends, never the token nor anything that it could be found from. To be told before
   * the request ends, at most once; costs one pass over at most 64 characters and no allocation.
   *
   * @param request what {@link #begin} returned
   * @param authorization the header {@code Authorization}; other schemes than {@code Bearer} are
   *     not looked at
   */
  public void authorization(Request request, @Nullable String authorization) {
    try {
      request.token = TokenHash.of(authorization);
    } catch (Throwable fault) {
      fault(fault);
    }
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
    return window.flight.profiles();
  }

  /**
   * What was seen since the window began, without SQL texts and samples.
   *
   * @return sums; requests that are still running are not in it
   */
  public Observations snapshot() {
    pools.look(window, faults);
    return window.snapshot(now(), faults, flightMissing);
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

  /**
   * A request is about to come from outside; the first one begins a new window. What the service
   * did to start (a schema, first data, caches filled) is no rate at which anything changes.
   */
  public void serving() {
    if (!serving.get() && serving.compareAndSet(false, true)) {
      reset();
    }
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

  /** A stay of a request on a thread. */
  @FunctionalInterface
  public interface Scope extends AutoCloseable {
    @Override
    void close();
  }
}
