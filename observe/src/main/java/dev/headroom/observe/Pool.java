package dev.headroom.observe;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A connection pool as long as the observer lives: its gauges, and who waits for it now. */
final class Pool {

  final String name;
  final LineWanted line = new LineWanted();

  /** Connections lent out, by our own count; what is never given back stays in it. */
  final AtomicInteger lent = new AtomicInteger();

  volatile @Nullable PoolGauges gauges;

  /** The file that it is for, if that is SQLite's; whether it is, is asked once. */
  volatile @Nullable SqliteFile sqlite;

  volatile boolean sqliteAsked;

  /** Whether its data source gives turns to write in order of arrival. */
  volatile boolean oneWriter;

  private final AtomicReference<Waited> waited = new AtomicReference<>(new Waited(0, 0, 0));

  Pool(String name) {
    this.name = name;
  }

  /** The time during which at least one thread waited, up to a moment. */
  private record Waited(int threads, long sinceNanos, long totalNanos) {

    long until(long nowNanos) {
      return threads == 0 ? totalNanos : totalNanos + Math.max(0, nowNanos - sinceNanos);
    }
  }

  /** What the pool told when it was last asked. */
  record Reading(String kind, int size, int active, int idle, int waiting) {

    static final Reading UNKNOWN = new Reading("unknown", -1, -1, -1, -1);
  }

  /** Asks the pool; one that throws tells nothing. */
  Reading read(Faults faults) {
    PoolGauges asked = gauges;
    if (asked == null) {
      return new Reading("unknown", -1, lent.get(), -1, waiting());
    }
    try {
      return new Reading(asked.kind(), asked.size(), asked.active(), asked.idle(), asked.waiting());
    } catch (Throwable fault) {
      faults.add(fault);
      return Reading.UNKNOWN;
    }
  }

  /** A thread begins to wait; returns how many do now. */
  int enter(long nowNanos) {
    while (true) {
      Waited before = waited.get();
      Waited after =
          new Waited(
              before.threads + 1,
              before.threads == 0 ? nowNanos : before.sinceNanos,
              before.totalNanos);
      if (waited.compareAndSet(before, after)) {
        return after.threads;
      }
    }
  }

  /** A thread no longer waits. */
  void leave(long nowNanos) {
    while (true) {
      Waited before = waited.get();
      Waited after =
          before.threads == 1
              ? new Waited(0, 0, before.until(nowNanos))
              : new Waited(before.threads - 1, before.sinceNanos, before.totalNanos);
      if (waited.compareAndSet(before, after)) {
        return;
      }
    }
  }

  int waiting() {
    return waited.get().threads;
  }

  /** Nanoseconds so far during which at least one thread waited; only grows. */
  long waitedNanos(long nowNanos) {
    return waited.get().until(nowNanos);
  }
}
