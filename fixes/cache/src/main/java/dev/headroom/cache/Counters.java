package dev.headroom.cache;

import java.util.concurrent.atomic.LongAdder;

/** A namespace's counters. */
final class Counters {
  final LongAdder l1Hits = new LongAdder();
  final LongAdder l2Hits = new LongAdder();
  final LongAdder misses = new LongAdder();
  final LongAdder joined = new LongAdder();
  final LongAdder loads = new LongAdder();
  final LongAdder loadFailures = new LongAdder();
  final LongAdder loadNanos = new LongAdder();
  final LongAdder overtaken = new LongAdder();
  final LongAdder unstorable = new LongAdder();
  final LongAdder unreadable = new LongAdder();
  final LongAdder unwritable = new LongAdder();
  final LongAdder invalidations = new LongAdder();

  NamespaceStats snapshot(long entries) {
    return new NamespaceStats(
        l1Hits.sum(),
        l2Hits.sum(),
        misses.sum(),
        joined.sum(),
        loads.sum(),
        loadFailures.sum(),
        loadNanos.sum(),
        overtaken.sum(),
        unstorable.sum(),
        unreadable.sum(),
        unwritable.sum(),
        invalidations.sum(),
        entries);
  }
}
