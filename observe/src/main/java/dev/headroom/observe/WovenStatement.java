package dev.headroom.observe;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What is known about a driver's own statement: its shape and the hashes of its binds, by place, as
 * JDBC keeps binds from one execution to the next. Used by one thread at a time, as the statement
 * is.
 */
final class WovenStatement implements Execution {

  /** Binds beyond are hashed into one place. */
  private static final int MOST = 256;

  private static final long[] NONE = {};
  private static final @Nullable Object[] NO_VALUES = {};

  final @Nullable Shape shape;
  final @Nullable String sql;
  private final boolean keep;
  private long[] hashes = NONE;
  private int count;
  private long executing;
  private int executingBatch;
  private long batchHash;
  private int batched;
  private @Nullable String batchSql;
  private @Nullable Object @Nullable [] values;
  private boolean taken;

  WovenStatement(@Nullable Shape shape, @Nullable String sql, boolean keep) {
    this.shape = shape;
    this.sql = sql;
    this.keep = keep;
  }

  void bind(int index, long hash) {
    if (index < 1) {
      return; // the driver has refused it
    }
    int at = Math.min(index, MOST) - 1;
    if (at >= hashes.length) {
      hashes = Arrays.copyOf(hashes, Math.min(MOST, Math.max(4, Math.max(at + 1, 2 * at))));
    }
    hashes[at] = index < MOST ? hash : Hashes.mix(hashes[at] + hash);
    count = Math.max(count, at + 1);
  }

  boolean keeps() {
    return keep;
  }

  void keep(int index, @Nullable Object value) {
    if (index < 1 || index > MOST) {
      return; // a sample of more is of no use
    }
    @Nullable Object[] kept = values;
    if (kept == null) {
      kept = new Object[Math.max(4, index)];
    } else if (taken || index > kept.length) {
      kept = Arrays.copyOf(kept, Math.max(kept.length, index));
    }
    taken = false;
    kept[index - 1] = value;
    values = kept;
  }

  void clear() {
    count = 0;
    hashes = NONE;
    values = null;
  }

  private long hash() {
    long sum = 0;
    for (int i = 0; i < count; i++) {
      sum += Hashes.at(i + 1, hashes[i]);
    }
    return sum;
  }

  void batched(@Nullable String text) {
    batched++;
    batchHash = Hashes.mix(batchHash + (text == null ? hash() : text.hashCode()));
    if (text != null) {
      batchSql = text;
    }
  }

  void clearBatch() {
    batched = 0;
    batchHash = 0;
    batchSql = null;
  }

  @Nullable String batchSql() {
    return batchSql;
  }

  /** The prepared statement is about to be reported. */
  WovenStatement prepared() {
    executing = hash();
    executingBatch = 0;
    return this;
  }

  WovenStatement text(String text) {
    executing = text.hashCode();
    executingBatch = 0;
    return this;
  }

  WovenStatement asBatch() {
    executing = batchHash;
    executingBatch = batched;
    clearBatch();
    return this;
  }

  boolean hasBatch() {
    return batched > 0;
  }

  @Override
  public long bindHash() {
    return executing;
  }

  @Override
  public @Nullable Object @Nullable [] takeValues() {
    taken = true;
    return values == null && keep ? NO_VALUES : values;
  }

  @Override
  public int valueCount() {
    return values == null ? 0 : Math.min(count, values.length);
  }

  @Override
  public int batch() {
    return executingBatch;
  }
}
