package dev.headroom.observe;

import dev.headroom.loop.StatementObservation;
import dev.headroom.loop.StatementObservation.Bind;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/** Sums of one statement at one endpoint over the window, written once per request. */
final class StatementAggregate {

  static final int REPEATS = 5;
  private static final int SAMPLES = 16;

  private static final int EXECUTIONS = 0;
  private static final int REQUESTS = 1;
  private static final int TOTAL = 2;
  private static final int MAX = 3;
  private static final int ERRORS = 4;
  private static final int ROWS = 5;
  private static final int COUNTED = 6;
  private static final int REPEATING = 7;
  private static final int REPEATED = 8;
  private static final int DISTINCT = 9;
  private static final int EQUAL = 10;
  private static final int MIN_PER = 11;
  private static final int MAX_PER = 12;
  private static final int SLOW = 13;
  private static final int MIN = 14;
  private static final int BATCHES = 15;
  private static final int BATCHED = 16;
  private static final int OPENED = 17;

  final Shape shape;
  private final AtomicLongArray sums = new AtomicLongArray(18);
  private final AtomicLong distinctBudget;
  private final DistinctCount distinct;

  /** Pairs of token and binds; null until it opens a request with a token. */
  private volatile @Nullable DistinctCount pairs;

  private final AtomicInteger offered = new AtomicInteger();
  private final List<List<Bind>> samples = new ArrayList<>();
  final FetchEvidence fetch = new FetchEvidence();
  final FlowEvidence flow = new FlowEvidence();
  private volatile String codeLine = "";
  private volatile String dataSource = "";

  StatementAggregate(Shape shape, AtomicLong distinctBudget) {
    this.shape = shape;
    this.distinctBudget = distinctBudget;
    this.distinct = new DistinctCount(distinctBudget);
    sums.set(MIN_PER, Long.MAX_VALUE);
    sums.set(MIN, Long.MAX_VALUE);
    if (!shape.equals(Window.OTHER)) {
      shape.line.want();
    }
  }

  void add(Slot slot) {
    sums.getAndAdd(EXECUTIONS, slot.count);
    sums.getAndAdd(REQUESTS, 1);
    sums.getAndAdd(TOTAL, slot.totalNanos);
    if (slot.maxNanos > sums.get(MAX)) {
      sums.accumulateAndGet(MAX, slot.maxNanos, Math::max);
    }
    if (slot.counted > 0) {
      sums.getAndAdd(ROWS, slot.rows);
      sums.getAndAdd(COUNTED, slot.counted);
    }
    addIfAny(ERRORS, slot.errors);
    addIfAny(SLOW, slot.slow);
    addIfAny(BATCHES, slot.batches);
    addIfAny(BATCHED, slot.batched);
    addRanOn(slot.dataSource);
    addIfAny(EQUAL, slot.count - slot.distinct);
    if (slot.count >= REPEATS) {
      sums.getAndAdd(REPEATING, 1);
      sums.getAndAdd(REPEATED, slot.count);
      sums.getAndAdd(DISTINCT, slot.distinct);
    }
    if (slot.minNanos < sums.get(MIN)) {
      sums.accumulateAndGet(MIN, slot.minNanos, Math::min);
    }
    if (slot.count < sums.get(MIN_PER)) {
      sums.accumulateAndGet(MIN_PER, slot.count, Math::min);
    }
    if (slot.count > sums.get(MAX_PER)) {
      sums.accumulateAndGet(MAX_PER, slot.count, Math::max);
    }
    slot.countDistinct(distinct);
    String line = slot.codeLine;
    if (line != null && codeLine.isEmpty()) {
      locate(line);
    }
    @Nullable Object[] sample = slot.sample;
    if (sample != null) {
      offer(sample, slot.sampleSize);
    }
  }

  /** It was among the first statements of a request with a token. */
  void opened(long token, long binds) {
    sums.getAndAdd(OPENED, 1);
    DistinctCount into = pairs;
    if (into == null) {
      into = beginPairs();
    }
    into.add(Hashes.at(1, token) ^ binds);
  }

  private synchronized DistinctCount beginPairs() {
    DistinctCount known = pairs;
    if (known == null) {
      known = new DistinctCount(distinctBudget);
      pairs = known;
    }
    return known;
  }

  /** Whether it ran on a data source of this name; the empty one stands for all. */
  boolean ranOn(String name) {
    return name.isEmpty() || name.equals(dataSource) || dataSource.equals(Slot.SEVERAL);
  }

  long totalNanos() {
    return sums.get(TOTAL);
  }

  private void addRanOn(@Nullable String name) {
    if (name != null && !name.equals(dataSource) && !dataSource.equals(Slot.SEVERAL)) {
      synchronized (this) {
        dataSource = dataSource.isEmpty() || dataSource.equals(name) ? name : Slot.SEVERAL;
      }
    }
  }

  private void addIfAny(int index, long value) {
    if (value != 0) {
      sums.getAndAdd(index, value);
    }
  }

  private synchronized void locate(String line) {
    if (codeLine.isEmpty()) {
      codeLine = line;
      shape.line.found();
    }
  }

  /** The window is over: nobody waits for this line any more. */
  synchronized void retire() {
    if (codeLine.isEmpty() && !shape.equals(Window.OTHER)) {
      codeLine = "-";
      shape.line.found();
    }
  }

  /** Vitter's algorithm R (1985): each request's values stay with the same chance. */
  private void offer(@Nullable Object[] values, int count) {
    int seen = offered.getAndIncrement();
    int place = seen < SAMPLES ? seen : ThreadLocalRandom.current().nextInt(seen + 1);
    if (place >= SAMPLES) {
      return;
    }
    List<Bind> binds = Binds.of(values, count);
    if (binds == null) {
      return;
    }
    synchronized (samples) {
      if (place < samples.size()) {
        samples.set(place, binds);
      } else {
        samples.add(binds);
      }
    }
  }

  private List<List<Bind>> samples() {
    synchronized (samples) {
      return List.copyOf(samples);
    }
  }

  StatementObservation observation(String endpoint, boolean withSamples) {
    long fewest = sums.get(MIN_PER);
    long least = sums.get(MIN);
    DistinctCount opening = pairs;
    return new StatementObservation(
        endpoint,
        shape.fingerprint,
        withSamples ? shape.sql : "",
        codeLine,
        sums.get(EXECUTIONS),
        sums.get(REQUESTS),
        sums.get(TOTAL),
        least == Long.MAX_VALUE ? 0 : least,
        sums.get(MAX),
        sums.get(ERRORS),
        sums.get(COUNTED) > 0 ? sums.get(ROWS) : -1,
        sums.get(REPEATING),
        sums.get(REPEATED),
        sums.get(DISTINCT),
        sums.get(EQUAL),
        fewest == Long.MAX_VALUE ? 0 : fewest,
        sums.get(MAX_PER),
        distinct.count(),
        flow.flow(),
        flow.from(),
        flow.slope(),
        sums.get(SLOW),
        withSamples ? samples() : List.of(),
        sums.get(BATCHES),
        sums.get(BATCHED),
        fetch.observation(),
        dataSource,
        opening == null
            ? StatementObservation.Opening.NONE
            : new StatementObservation.Opening(sums.get(OPENED), opening.count()));
  }
}
