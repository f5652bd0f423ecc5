package dev.headroom.rollup;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts of one rollup, and what is said of its faults: the first of a series, and their end. */
final class Counts {

  private static final System.Logger LOG = System.getLogger("dev.headroom.rollup");

  private final String rollup;
  private final LongAdder fromRollup = new LongAdder();
  private final LongAdder fromBoth = new LongAdder();
  private final LongAdder fromRows = new LongAdder();
  private final LongAdder readNanos = new LongAdder();
  private final LongAdder steps = new LongAdder();
  private final LongAdder stepNanos = new LongAdder();
  private final LongAdder marks = new LongAdder();
  private final LongAdder faults = new LongAdder();
  private final Map<String, Boolean> failing = new ConcurrentHashMap<>();

  Counts(String rollup) {
    this.rollup = rollup;
  }

  void answered(Freshness.Source source, long nanos) {
    switch (source) {
      case ROLLUP -> fromRollup.increment();
      case ROLLUP_AND_ROWS -> fromBoth.increment();
      case ROWS -> fromRows.increment();
    }
    readNanos.add(nanos);
  }

  void stepped(int worked, long nanos) {
    steps.increment();
    stepNanos.add(nanos);
    marks.add(worked);
  }

  /** Something failed: {@code reading} or {@code refreshing}. */
  void failed(String what, Exception e) {
    faults.increment();
    if (failing.put(what, true) == null) {
      LOG.log(
          System.Logger.Level.WARNING,
          what + " the rollup '" + rollup + "' failed; said once until it works again",
          e);
    }
  }

  void worked(String what) {
    if (!failing.isEmpty() && failing.remove(what) != null) {
      LOG.log(System.Logger.Level.INFO, what + " the rollup '" + rollup + "' works again");
    }
  }

  RollupStats stats() {
    return new RollupStats(
        fromRollup.sum(),
        fromBoth.sum(),
        fromRows.sum(),
        readNanos.sum(),
        steps.sum(),
        stepNanos.sum(),
        marks.sum(),
        faults.sum());
  }
}
