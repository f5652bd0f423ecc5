package dev.headroom.observe;

import dev.headroom.loop.EndpointObservation;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.HdrHistogram.AtomicHistogram;

/** Sums of one endpoint over the window, written once per request. */
final class EndpointAggregate {

  private static final long LOWEST_NANOS = 1_000;
  private static final long HIGHEST_NANOS = 60_000_000_000L;

  private static final int TRACED_REQUESTS = 20;
  private static final long TRACE_INTERVAL_NANOS = 1_000_000_000;

  private static final int REQUESTS = 0;
  private static final int ERRORS = 1;
  private static final int TOTAL = 2;
  private static final int DATABASE = 3;
  private static final int POOL = 4;
  private static final int CACHE = 5;
  private static final int STATEMENTS = 6;
  private static final int HITS = 7;
  private static final int MISSES = 8;
  private static final int ALLOCATED = 9;
  private static final int MAX = 10;

  final String name;
  final ConcurrentHashMap<Shape, StatementAggregate> statements = new ConcurrentHashMap<>();
  private final AtomicLongArray sums = new AtomicLongArray(11);

  /** Two digits to 60 s: 21 KB, a percentile is right to 1 %. Longer requests count as 60 s. */
  private final AtomicHistogram times = new AtomicHistogram(LOWEST_NANOS, HIGHEST_NANOS, 2);

  /** Requests still to be traced; -1 while no statement has repeated. */
  private final AtomicInteger traces = new AtomicInteger(-1);

  private final AtomicLong tracedNanos = new AtomicLong();

  EndpointAggregate(String name) {
    this.name = name;
  }

  void add(Request request, long totalNanos, boolean failed, long allocated) {
    sums.getAndAdd(REQUESTS, 1);
    if (failed) {
      sums.getAndAdd(ERRORS, 1);
    }
    sums.getAndAdd(TOTAL, totalNanos);
    sums.accumulateAndGet(MAX, totalNanos, Math::max);
    addIfAny(ALLOCATED, allocated);
    times.recordValue(Math.min(totalNanos, HIGHEST_NANOS));
    addWork(request);
  }

  /** Adds what was done without adding a request. */
  void addWork(Request request) {
    addIfAny(DATABASE, request.databaseNanos);
    addIfAny(POOL, request.poolWaitNanos);
    addIfAny(CACHE, request.cacheNanos);
    addIfAny(STATEMENTS, request.statements);
    addIfAny(HITS, request.cacheHits);
    addIfAny(MISSES, request.cacheMisses);
  }

  private void addIfAny(int index, long value) {
    if (value != 0) {
      sums.getAndAdd(index, value);
    }
  }

  /** A statement repeated within a request: the next requests are traced. */
  void arm(long nowNanos) {
    if (traces.get() == -1 && traces.compareAndSet(-1, TRACED_REQUESTS)) {
      tracedNanos.set(nowNanos - TRACE_INTERVAL_NANOS);
    }
  }

  /** Whether to trace a request now: the next 20 after arming, at most one a second. */
  boolean trace(long nowNanos) {
    if (traces.get() <= 0) {
      return false;
    }
    long last = tracedNanos.get();
    return nowNanos - last >= TRACE_INTERVAL_NANOS
        && tracedNanos.compareAndSet(last, nowNanos)
        && traces.getAndDecrement() > 0;
  }

  /** Adds what a traced request showed, also of statements that it did not run. */
  void addTrace(FlowTrace trace, Request request) {
    for (StatementAggregate statement : statements.values()) {
      Slot slot = request.find(statement.shape);
      statement.flow.add(trace, statement.shape, slot == null ? 0 : slot.count);
    }
  }

  EndpointObservation observation() {
    return new EndpointObservation(
        name,
        sums.get(REQUESTS),
        sums.get(ERRORS),
        sums.get(TOTAL),
        sums.get(DATABASE),
        sums.get(POOL),
        sums.get(CACHE),
        sums.get(STATEMENTS),
        sums.get(HITS),
        sums.get(MISSES),
        sums.get(ALLOCATED),
        percentile(50),
        percentile(95),
        percentile(99),
        sums.get(MAX));
  }

  private long percentile(double percent) {
    // A bucket's upper edge may lie above the longest request.
    return Math.min(times.getValueAtPercentile(percent), sums.get(MAX));
  }
}
