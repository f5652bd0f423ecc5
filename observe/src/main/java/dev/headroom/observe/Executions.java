package dev.headroom.observe;

import java.sql.ResultSet;
import org.jspecify.annotations.Nullable;

/** What the end of an execution leaves behind in its request, and the tracing of results. */
final class Executions {

  private final Reports observer;
  private final ObserveOptions options;
  private final CodeLine codeLine;
  private final long slowNanos;
  private final SlotTables tables = new SlotTables();

  Executions(Reports observer, ObserveOptions options, CodeLine codeLine) {
    this.observer = observer;
    this.options = options;
    this.codeLine = codeLine;
    this.slowNanos = options.slowStatement().toNanos();
  }

  void ended(
      Current current,
      long startNanos,
      long now,
      @Nullable Shape shape,
      Execution execution,
      long rows,
      @Nullable Throwable why) {
    long nanos = now - startNanos;
    boolean failed = why != null;
    Hold known = execution.hold();
    Hold hold = known == null ? current.innermost() : known;
    if (hold != null) {
      hold.executed(startNanos, nanos, shape);
    }
    Request request = current.request;
    if (hold != null && shape != null) {
      sqlite(hold, request, shape, startNanos, now, why);
    }
    Request parent = request == null ? null : request.parent;
    if (request != null && (parent == null || parent.endpoint == null)) {
      request.databaseNanos += nanos;
      if (shape != null && !shape.session) {
        trace(request);
        request.statements++;
        SlotTable slots = request.slots;
        if (slots == null) {
          slots = tables.take();
          request.slots = slots;
        }
        add(slots.slot(shape), shape, execution, hold, now, nanos, rows, failed);
        if (request.trace != null) {
          @Nullable Object[] values = execution.takeValues();
          if (values != null) {
            request.trace.bound(shape, values, execution.valueCount());
          }
        }
      }
    } else if (shape != null && !shape.session) {
      SlotTable alone = tables.take();
      add(alone.slot(shape), shape, execution, hold, now, nanos, rows, failed);
      Window window = observer.window();
      // A task that goes on after its request has ended, perhaps for ever, is told at once.
      String name = parent == null ? null : parent.endpoint;
      EndpointAggregate endpoint = window.endpoint(name == null ? Window.BACKGROUND : name);
      endpoint.addAlone(nanos);
      window.add(endpoint, alone);
      tables.give(alone);
    }
  }

  /** An execution, or a commit without a shape, on a connection that may be one to SQLite. */
  void sqlite(
      Hold hold,
      @Nullable Request request,
      @Nullable Shape shape,
      long startNanos,
      long now,
      @Nullable Throwable why) {
    SqliteFile file = hold.pool.sqlite;
    if (file != null) {
      SqliteSums sums = observer.window().pool(hold.pool).sqlite;
      file.ended(sums, hold, request, shape, startNanos, now, why);
    }
  }

  private void add(
      Slot slot,
      Shape shape,
      Execution execution,
      @Nullable Hold hold,
      long now,
      long nanos,
      long rows,
      boolean failed) {
    slot.add(nanos, execution.bindHash(), rows, failed, nanos >= slowNanos);
    if (hold != null) {
      slot.ranOn(hold.pool.name);
    }
    int batch = execution.batch();
    if (batch > 0) {
      slot.batch(batch);
    }
    if (slot.codeLine == null && shape.line.walkNow(now, slot.count == 2 || nanos >= slowNanos)) {
      slot.codeLine = codeLine.find();
    }
    if (options.samples() && slot.wantsSample()) {
      slot.sample = execution.takeValues();
      slot.sampleSize = execution.valueCount();
    }
  }

  /** A request has ended, and all that it did was added. */
  void done(Request request) {
    SlotTable slots = request.slots;
    request.slots = null;
    // Where another thread had it, that one may still write: then the table is left to it.
    if (slots != null && !request.moved && request.thread == Thread.currentThread().getId()) {
      tables.give(slots);
    }
  }

  /** The trace of a request; it is decided as soon as the endpoint is known. */
  @Nullable FlowTrace trace(Request request) {
    if (!request.traceDecided) {
      try {
        String route = request.route.get();
        if (route != null) {
          request.traceDecided = true;
          EndpointAggregate endpoint = observer.window().known(request.name(route));
          if (endpoint != null && endpoint.trace(observer.now())) {
            request.trace = new FlowTrace();
          }
        }
      } catch (Throwable fault) {
        request.traceDecided = true;
        observer.fault(fault);
      }
    }
    return request.trace;
  }

  /** The result as the application gets it: itself, unless the request is traced. */
  <T> T traced(@Nullable Request request, @Nullable Shape shape, T result) {
    if (request == null || shape == null) {
      return result;
    }
    FlowTrace trace = trace(request);
    if (trace == null) {
      return result;
    }
    try {
      @SuppressWarnings("unchecked") // a result set for a result set
      T traced =
          result instanceof ResultSet rows
              ? (T) TracedResult.of(rows, trace.results(shape, rows), observer)
              : result;
      return traced;
    } catch (Throwable fault) {
      observer.fault(fault);
      return result;
    }
  }
}
