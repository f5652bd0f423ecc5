package dev.headroom.observe;

import dev.headroom.loop.EndpointObservation;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.zip.Deflater;
import org.HdrHistogram.AtomicHistogram;
import org.jspecify.annotations.Nullable;

/** Sums of one endpoint over the window, written once per request. */
final class EndpointAggregate {

  private static final long LOWEST_NANOS = 1_000;
  private static final long HIGHEST_NANOS = 60_000_000_000L;

  private static final int TRACED_REQUESTS = 20;

  /** After this many requests, an endpoint is traced though nothing repeats. */
  private static final int WARM_REQUESTS = 10;

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
  private static final int CALLS = 11;
  private static final int CALL_NANOS = 12;
  private static final int REQUEST_BYTES = 13;
  private static final int RESPONSE_BYTES = 14;
  private static final int LARGE = 15;
  private static final int LARGE_BYTES = 16;
  private static final int CHECKOUTS = 17;
  private static final int HOLD = 18;
  private static final int HOLD_STATEMENTS = 19;
  private static final int HOLD_CALLS = 20;
  private static final int MAX_HOLD = 21;
  private static final int TRANSACTIONS = 22;
  private static final int TRANSACTION = 23;
  private static final int MAX_TRANSACTION = 24;
  private static final int TOKENS = 25;

  final String name;
  final ConcurrentHashMap<Shape, StatementAggregate> statements = new ConcurrentHashMap<>();
  private final AtomicLongArray sums = new AtomicLongArray(26);

  /** Two digits to 60 s: 21 KB, a percentile is right to 1 %. Longer requests count as 60 s. */
  private final AtomicHistogram times = new AtomicHistogram(LOWEST_NANOS, HIGHEST_NANOS, 2);

  /** Requests still to be traced. */
  private final AtomicInteger traces = new AtomicInteger();

  private final AtomicLong tracedNanos = new AtomicLong(Long.MIN_VALUE / 2);
  private final AtomicBoolean armedByRepeat = new AtomicBoolean();
  private final AtomicLong distinctBudget;

  /** Null until a request brings a token. */
  private volatile @Nullable DistinctCount tokens;

  EndpointAggregate(String name, AtomicLong distinctBudget) {
    this.name = name;
    this.distinctBudget = distinctBudget;
  }

  void add(Request request, long totalNanos, boolean failed, long allocated) {
    if (sums.incrementAndGet(REQUESTS) == WARM_REQUESTS) {
      traces.getAndAdd(TRACED_REQUESTS); // what is fetched and not used shows in any endpoint
    }
    if (failed) {
      sums.getAndAdd(ERRORS, 1);
    }
    sums.getAndAdd(TOTAL, totalNanos);
    most(MAX, totalNanos);
    addIfAny(ALLOCATED, allocated);
    times.recordValue(Math.min(totalNanos, HIGHEST_NANOS));
    addIfAny(REQUEST_BYTES, request.requestBytes);
    addIfAny(RESPONSE_BYTES, request.responseBytes);
    if (request.large) {
      sums.getAndAdd(LARGE, 1);
      sums.getAndAdd(LARGE_BYTES, request.responseBytes);
    }
    if (request.token != 0) {
      sums.getAndAdd(TOKENS, 1);
      DistinctCount into = tokens;
      if (into == null) {
        into = beginTokens();
      }
      into.add(request.token);
    }
  }

  private synchronized DistinctCount beginTokens() {
    DistinctCount known = tokens;
    if (known == null) {
      known = new DistinctCount(distinctBudget);
      tokens = known;
    }
    return known;
  }

  /** Adds what was done without adding a request. */
  void addWork(Request request) {
    addIfAny(DATABASE, request.databaseNanos);
    addIfAny(POOL, request.poolWaitNanos);
    addIfAny(CACHE, request.cacheNanos);
    addIfAny(STATEMENTS, request.statements);
    addIfAny(HITS, request.cacheHits);
    addIfAny(MISSES, request.cacheMisses);
    addIfAny(CALLS, request.calls);
    addIfAny(CALL_NANOS, request.callNanos);
  }

  /** Adds an execution that belongs to no request. */
  void addAlone(long nanos) {
    sums.getAndAdd(DATABASE, nanos);
    sums.getAndAdd(STATEMENTS, 1);
  }

  void addHold(Hold hold) {
    sums.getAndAdd(CHECKOUTS, hold.checkouts);
    sums.getAndAdd(HOLD, hold.holdNanos);
    addIfAny(HOLD_STATEMENTS, hold.statementNanos);
    addIfAny(HOLD_CALLS, hold.callNanos);
    most(MAX_HOLD, hold.maxHoldNanos);
    addIfAny(TRANSACTIONS, hold.transactions);
    addIfAny(TRANSACTION, hold.transactionNanos);
    most(MAX_TRANSACTION, hold.maxTransactionNanos);
  }

  private void most(int index, long value) {
    if (value > sums.get(index)) {
      sums.accumulateAndGet(index, value, Math::max);
    }
  }

  private void addIfAny(int index, long value) {
    if (value != 0) {
      sums.getAndAdd(index, value);
    }
  }

  /** A statement repeated within a request: the next requests are traced. */
  void arm(long nowNanos) {
    if (!armedByRepeat.get() && armedByRepeat.compareAndSet(false, true)) {
      tracedNanos.set(nowNanos - TRACE_INTERVAL_NANOS);
      traces.getAndAdd(TRACED_REQUESTS);
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
      SlotTable slots = request.slots;
      Slot slot = slots == null ? null : slots.find(statement.shape);
      FetchTrace fetch = trace.fetch(statement.shape);
      if (fetch != null) {
        statement.fetch.add(fetch);
      }
      statement.flow.add(trace, statement.shape, slot == null ? 0 : slot.count);
    }
  }

  EndpointObservation observation() {
    DistinctCount seen = tokens;
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
        sums.get(MAX),
        new EndpointObservation.Transfer(
            sums.get(REQUEST_BYTES),
            sums.get(RESPONSE_BYTES),
            sums.get(LARGE),
            sums.get(LARGE_BYTES)),
        new EndpointObservation.Connections(
            sums.get(CHECKOUTS),
            sums.get(HOLD),
            sums.get(HOLD_STATEMENTS),
            sums.get(HOLD_CALLS),
            sums.get(MAX_HOLD),
            sums.get(TRANSACTIONS),
            sums.get(TRANSACTION),
            sums.get(MAX_TRANSACTION)),
        sums.get(CALLS),
        sums.get(CALL_NANOS),
        encoded(),
        seen == null
            ? EndpointObservation.Tokens.NONE
            : new EndpointObservation.Tokens(sums.get(TOKENS), seen.count()));
  }

  /** The histogram as its own compressed format, version 2, in Base64. */
  private String encoded() {
    if (times.getTotalCount() == 0) {
      return "";
    }
    ByteBuffer buffer = ByteBuffer.allocate(times.getNeededByteBufferCapacity());
    int length = times.encodeIntoCompressedByteBuffer(buffer, Deflater.BEST_SPEED);
    return Base64.getEncoder().encodeToString(Arrays.copyOf(buffer.array(), length));
  }

  private long percentile(double percent) {
    // A bucket's upper edge may lie above the longest request.
    return Math.min(times.getValueAtPercentile(percent), sums.get(MAX));
  }
}
