package dev.headroom.observe;

import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** What one request, on one thread, did with one statement. */
final class Slot {

  static final String SEVERAL = "(several)";

  Shape shape;
  long count;
  long totalNanos;
  long minNanos = Long.MAX_VALUE;
  long maxNanos;
  long errors;
  long rows;
  long counted;
  long slow;
  long distinct;
  long batches;
  long batched;

  /** Name of the pool that it ran on. */
  @Nullable String dataSource;

  private long firstBinds;

  /** Whether {@code binds} is in use: a set is kept for the next request. */
  private boolean severalBinds;

  private @Nullable LongSet binds;

  /** One execution's bind values, chosen among all of this request, for the window's sample. */
  @Nullable Object @Nullable [] sample;

  int sampleSize;
  @Nullable String codeLine;

  Slot(Shape shape) {
    this.shape = shape;
  }

  /** Adds an execution; {@code rowCount} is negative where nobody counted. */
  void add(long nanos, long bindHash, long rowCount, boolean failed, boolean isSlow) {
    count++;
    totalNanos += nanos;
    minNanos = Math.min(minNanos, nanos);
    maxNanos = Math.max(maxNanos, nanos);
    if (rowCount >= 0) {
      rows += rowCount;
      counted++;
    }
    if (failed) {
      errors++;
    }
    if (isSlow) {
      slow++;
    }
    addBinds(bindHash);
  }

  /** The hash of the binds of its first execution. */
  long firstBinds() {
    return firstBinds;
  }

  void batch(int size) {
    batches++;
    batched += size;
  }

  void ranOn(@Nullable String name) {
    if (name == null || name.equals(dataSource)) {
      return;
    }
    dataSource = dataSource == null ? name : SEVERAL;
  }

  private void addBinds(long hash) {
    if (count == 1) {
      firstBinds = hash;
      distinct = 1;
      return;
    }
    if (!severalBinds && hash == firstBinds) {
      return; // the usual repeated read needs no set
    }
    if (set().add(hash)) {
      distinct++;
    }
  }

  /** All binds of this request; the first one is in it. */
  private LongSet set() {
    LongSet set = binds;
    if (set == null) {
      set = new LongSet();
      binds = set;
    }
    if (!severalBinds) {
      severalBinds = true;
      set.add(firstBinds);
    }
    return set;
  }

  /** Whether to take this execution's values: each of the request with the same chance. */
  boolean wantsSample() {
    return count == 1 || ThreadLocalRandom.current().nextLong(count) == 0;
  }

  /** Adds what another thread did for the same request. */
  void merge(Slot other) {
    long before = count;
    count += other.count;
    totalNanos += other.totalNanos;
    minNanos = Math.min(minNanos, other.minNanos);
    maxNanos = Math.max(maxNanos, other.maxNanos);
    errors += other.errors;
    rows += other.rows;
    counted += other.counted;
    slow += other.slow;
    batches += other.batches;
    batched += other.batched;
    ranOn(other.dataSource);
    if (before == 0) {
      firstBinds = other.firstBinds;
      distinct = 1;
    }
    LongSet set = set();
    long unseen = 0;
    LongSet theirs = other.binds;
    if (!other.severalBinds || theirs == null) {
      unseen = set.add(other.firstBinds) ? 1 : 0;
    } else {
      for (long hash : theirs.table()) {
        if (hash != 0 && set.add(hash)) {
          unseen++;
        }
      }
    }
    distinct += unseen;
    if (codeLine == null) {
      codeLine = other.codeLine;
    }
  }

  /** Becomes as new, for another request. */
  void clear() {
    count = 0;
    totalNanos = 0;
    minNanos = Long.MAX_VALUE;
    maxNanos = 0;
    errors = 0;
    rows = 0;
    counted = 0;
    slow = 0;
    distinct = 0;
    batches = 0;
    batched = 0;
    dataSource = null;
    firstBinds = 0;
    severalBinds = false;
    LongSet set = binds;
    if (set != null && !set.clear()) {
      binds = null;
    }
    sample = null;
    sampleSize = 0;
    codeLine = null;
  }

  void countDistinct(DistinctCount window) {
    LongSet set = binds;
    if (!severalBinds || set == null) {
      window.add(firstBinds);
      return;
    }
    for (long hash : set.table()) {
      if (hash != 0) {
        window.add(hash);
      }
    }
  }
}
