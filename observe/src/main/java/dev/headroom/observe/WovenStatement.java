package dev.headroom.observe;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What is known about a driver's own statement: its shape and the hashes of its binds, by place, as
 * JDBC keeps binds from one execution to the next. Used by one thread at a time, as the statement
 * is.
 */
final class WovenStatement implements Execution {

  // What is executing.
  private static final byte PREPARED = 0;
  private static final byte TEXT = 1;
  private static final byte BATCH = 2;

  /** Binds beyond are hashed into one place. */
  private static final int MOST = 256;

  private static final @Nullable Object[] NO_VALUES = {};

  final @Nullable Shape shape;
  final @Nullable String sql;
  private final boolean keep;

  // One is made for each prepared statement, so it is kept at 56 bytes: two binds have their
  // places here, more have an array, and a batch has an object of its own.
  private long first;
  private long second;
  private long @Nullable [] more;
  private short count;
  private byte executing;
  private @Nullable Batch batch;
  private @Nullable Object @Nullable [] values;
  private boolean taken;

  /** What was added to a batch. */
  private static final class Batch {
    long hash;
    int size;
    int executing;
    @Nullable String sql;
  }

  WovenStatement(@Nullable Shape shape, @Nullable String sql, boolean keep) {
    this.shape = shape;
    this.sql = sql;
    this.keep = keep;
  }

  void bind(int index, long hash) {
    if (index < 1) {
      return; // the driver has refused it
    }
    count = (short) Math.max(count, Math.min(index, MOST));
    if (index == 1) {
      first = hash;
    } else if (index == 2) {
      second = hash;
    } else {
      bindMore(index, hash);
    }
  }

  private void bindMore(int index, long hash) {
    int at = Math.min(index, MOST) - 3;
    long[] places = more == null ? new long[Math.max(4, at + 1)] : more;
    if (at >= places.length) {
      places = Arrays.copyOf(places, Math.min(MOST, Math.max(at + 1, 2 * at)));
    }
    places[at] = index < MOST ? hash : Hashes.mix(places[at] + hash);
    more = places;
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
    first = 0;
    second = 0;
    more = null;
    values = null;
  }

  private long hash() {
    long sum = count > 0 ? Hashes.at(1, first) : 0;
    sum += count > 1 ? Hashes.at(2, second) : 0;
    long[] places = more;
    for (int i = 2; places != null && i < count; i++) {
      sum += Hashes.at(i + 1, places[i - 2]);
    }
    return sum;
  }

  void batched(@Nullable String text) {
    Batch to = batch;
    if (to == null) {
      to = new Batch();
      batch = to;
    }
    to.size++;
    to.hash = Hashes.mix(to.hash + (text == null ? hash() : text.hashCode()));
    if (text != null) {
      to.sql = text;
    }
  }

  void clearBatch() {
    batch = null;
  }

  @Nullable String batchSql() {
    return batch == null ? null : batch.sql;
  }

  /** The prepared statement is about to be reported. */
  WovenStatement prepared() {
    executing = PREPARED;
    return this;
  }

  WovenStatement text(String text) {
    executing = TEXT;
    first = text.hashCode(); // a statement that executes texts has no binds
    return this;
  }

  WovenStatement asBatch() {
    Batch running = batch;
    executing = BATCH;
    if (running != null) {
      running.executing = running.size;
    }
    return this;
  }

  boolean hasBatch() {
    return batch != null && batch.size > 0;
  }

  @Override
  public long bindHash() {
    return switch (executing) {
      case PREPARED -> hash();
      case TEXT -> first;
      default -> batch == null ? 0 : batch.hash;
    };
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
    return batch == null ? 0 : batch.executing;
  }
}
