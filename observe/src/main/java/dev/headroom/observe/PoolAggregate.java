package dev.headroom.observe;

import dev.headroom.loop.PoolObservation;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/** Sums of one pool over the window. */
final class PoolAggregate {

  private static final int MOST_HOLDERS = 20;

  private static final int CHECKOUTS = 0;
  private static final int TIMEOUTS = 1;
  private static final int WAIT = 2;
  private static final int MAX_WAIT = 3;
  private static final int HOLD = 4;
  private static final int MOST_ACTIVE = 5;
  private static final int MOST_WAITING = 6;

  final Pool pool;
  private final AtomicLongArray sums = new AtomicLongArray(7);
  private final ConcurrentHashMap<String, Holder> holders = new ConcurrentHashMap<>();

  /** Used where the pool is one of SQLite. */
  final SqliteSums sqlite = new SqliteSums();

  PoolAggregate(Pool pool) {
    this.pool = pool;
  }

  /** What one endpoint did; waits for its code line until it has one. */
  private static final class Holder {

    private final AtomicLongArray sums = new AtomicLongArray(5);
    private final LineWanted wanted;
    private @Nullable String codeLine;

    Holder(LineWanted wanted) {
      this.wanted = wanted;
      wanted.want();
    }

    void add(Hold hold) {
      sums.getAndAdd(0, hold.checkouts);
      sums.getAndAdd(1, hold.holdNanos);
      sums.getAndAdd(2, hold.statementNanos);
      sums.getAndAdd(3, hold.callNanos);
      sums.getAndAdd(4, hold.waitedNanos);
      if (hold.codeLine != null) {
        located(hold.codeLine);
      }
    }

    synchronized void located(String line) {
      if (codeLine == null) {
        codeLine = line;
        wanted.found();
      }
    }

    synchronized PoolObservation.Holder observation(String endpoint) {
      return new PoolObservation.Holder(
          endpoint,
          codeLine == null ? "" : codeLine,
          sums.get(0),
          sums.get(1),
          sums.get(2),
          sums.get(3),
          sums.get(4));
    }
  }

  void taken(long waitNanos) {
    sums.getAndAdd(CHECKOUTS, 1);
    waited(waitNanos);
    most(MOST_ACTIVE, pool.lent.get());
  }

  void refused(long waitNanos, boolean timeout) {
    waited(waitNanos);
    if (timeout) {
      sums.getAndAdd(TIMEOUTS, 1);
    }
  }

  private void waited(long nanos) {
    sums.getAndAdd(WAIT, nanos);
    most(MAX_WAIT, nanos);
  }

  void waiting(int threads) {
    most(MOST_WAITING, threads);
  }

  private void most(int index, long value) {
    if (value > sums.get(index)) {
      sums.accumulateAndGet(index, value, Math::max);
    }
  }

  /** Adds a request's hold; the endpoint's name is one of a bounded number. */
  void add(String endpoint, Hold hold) {
    sums.getAndAdd(HOLD, hold.holdNanos);
    Holder holder = holders.get(endpoint);
    if (holder == null) {
      holder = holders.computeIfAbsent(endpoint, name -> new Holder(pool.line));
    }
    holder.add(hold);
  }

  /** The present values are among the most seen. */
  void seen(Pool.Reading reading) {
    most(MOST_ACTIVE, reading.active());
    most(MOST_WAITING, reading.waiting());
  }

  /** The window is over: nobody waits for these lines any more. */
  void retire() {
    holders.values().forEach(holder -> holder.located("-"));
  }

  PoolObservation observation(Faults faults) {
    Pool.Reading now = pool.read(faults);
    seen(now);
    List<PoolObservation.Holder> longest =
        holders.entrySet().stream()
            .map(entry -> entry.getValue().observation(entry.getKey()))
            .sorted(Comparator.comparingLong(PoolObservation.Holder::holdNanos).reversed())
            .limit(MOST_HOLDERS)
            .toList();
    return new PoolObservation(
        pool.name,
        now.kind(),
        now.size(),
        now.active(),
        now.idle(),
        now.waiting(),
        (int) sums.get(MOST_ACTIVE),
        (int) sums.get(MOST_WAITING),
        sums.get(CHECKOUTS),
        sums.get(TIMEOUTS),
        sums.get(WAIT),
        sums.get(MAX_WAIT),
        sums.get(HOLD),
        longest);
  }
}
