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
    LongSet set = binds;
    if (set == null) {
      if (hash == firstBinds) {
        return; // the usual repeated read needs no set
      }
      set = new LongSet();
      set.add(firstBinds);
      binds = set;
    }
    if (set.add(hash)) {
      distinct++;
    }
  }

  /** Whether to take this execution's values: each of the request with the same chance. */
  boolean wantsSample() {
    return count == 1 || ThreadLocalRandom.current().nextLong(count) == 0;
  }

  /** Adds what another thread did for the same request. */
  void merge(Slot other) {
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
    LongSet set = binds;
    if (set == null) {
      set = new LongSet();
      set.add(firstBinds);
      binds = set;
    }
    long unseen = 0;
    LongSet theirs = other.binds;
    if (theirs == null) {
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

  void countDistinct(DistinctCount window) {
    LongSet set = binds;
    if (set == null) {
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
