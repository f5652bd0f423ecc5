package dev.headroom.cache;

import java.util.concurrent.atomic.LongAccumulator;
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
  final LongAdder unfenced = new LongAdder();
  final LongAdder invalidations = new LongAdder();
  final LongAdder patches = new LongAdder();
  final LongAdder refreshes = new LongAdder();
  final LongAdder staleServed = new LongAdder();
  final LongAdder leaseWaits = new LongAdder();
  final LongAdder leaseWaitNanos = new LongAdder();
  final LongAdder evictions = new LongAdder();
  final LongAdder rawBytes = new LongAdder();
  final LongAdder storedBytes = new LongAdder();
  final LongAdder revocations = new LongAdder();
  final LongAccumulator longestRevocationNanos = new LongAccumulator(Math::max, 0);
  final Staleness staleness = new Staleness();

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
        unfenced.sum(),
        invalidations.sum(),
        patches.sum(),
        refreshes.sum(),
        staleServed.sum(),
        leaseWaits.sum(),
        leaseWaitNanos.sum(),
        evictions.sum(),
        rawBytes.sum(),
        storedBytes.sum(),
        revocations.sum(),
        longestRevocationNanos.get(),
        staleness.snapshot(),
        entries);
  }
}
