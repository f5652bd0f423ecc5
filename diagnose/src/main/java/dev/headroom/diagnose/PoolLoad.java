package dev.headroom.diagnose;

import dev.headroom.loop.PoolObservation;
import dev.headroom.loop.PoolObservation.Holder;
import dev.headroom.loop.StatementObservation;
import java.util.Comparator;
import java.util.List;

/**
 * How busy a pool was.
 *
 * <p>By Little's law the mean number of connections in use is hold time over window; with those who
 * waited it is the number that would have been in use had there been enough, R. Square-root
 * staffing (Halfin and Whitt, 1981) adds 2 sqrt(R) for the swings of arrivals: about one request in
 * thirty still waits.
 *
 * @param pool what was seen
 * @param meanWaitNanos wait of one checkout
 * @param waitShare waiting over holding
 * @param busy connections in use on average
 * @param wanted of these and those waited for
 * @param needed size by square-root staffing
 * @param statementShare share of the hold time in statements, 0..1; NaN if the holders are unknown
 */
record PoolLoad(
    PoolObservation pool,
    double meanWaitNanos,
    double waitShare,
    double busy,
    double wanted,
    int needed,
    double statementShare) {

  /** Checkouts from which a mean is trusted. */
  private static final int ENOUGH = 100;

  private static final double STAFFING = 2;
  private static final int TIMEOUTS = 3;

  /** Mean over shortest time of statements from which the database is taken to be full. */
  private static final double SWOLLEN = 8;

  private static final int ENOUGH_EXECUTIONS = 50;

  static PoolLoad of(Window window, PoolObservation pool) {
    double wait = Window.known(pool.waitNanos());
    double hold = Window.known(pool.holdNanos());
    double wanted = (hold + wait) / window.windowNanos();
    double held = pool.holders().stream().mapToDouble(h -> Window.known(h.holdNanos())).sum();
    double inStatements =
        pool.holders().stream().mapToDouble(h -> Window.known(h.statementNanos())).sum();
    return new PoolLoad(
        pool,
        wait / Math.max(1.0, (double) pool.checkouts()),
        hold <= 0 ? 0 : wait / hold,
        hold / window.windowNanos(),
        wanted,
        (int) Math.ceil(wanted + STAFFING * Math.sqrt(wanted)),
        held <= 0 ? Double.NaN : Math.min(1, inStatements / held));
  }

  /** Whether those who want a connection wait for one as a rule. */
  boolean contended(Thresholds.Connections t) {
    boolean waits =
        pool.checkouts() >= ENOUGH
            && meanWaitNanos >= (double) t.poolWait().toNanos()
            && waitShare >= t.poolWaitShare();
    return waits || pool.timeouts() >= TIMEOUTS;
  }

  /** The part of the time held by this holder, while others waited, that was without statement. */
  double idleWhileWaited(Holder holder) {
    double all = pool.holders().stream().mapToDouble(h -> Window.known(h.waitedNanos())).sum();
    return all <= 0 ? 0 : Window.known(holder.waitedNanos()) / all * idleShare(holder);
  }

  /** Share of a hold in neither a statement nor a call. */
  static double idleShare(Holder holder) {
    double hold = Window.known(holder.holdNanos());
    double busy = Window.known(holder.statementNanos()) + Window.known(holder.callNanos());
    return hold <= 0 ? 0 : Math.max(0, 1 - busy / hold);
  }

  /**
   * Mean over shortest time of the statement in the middle of all database time. Far above 1 while
   * a pool is full, statements wait inside the database or for its processor.
   */
  static boolean databaseIsFull(Window window) {
    List<StatementObservation> known =
        window.statements().stream()
            .filter(s -> s.executions() >= ENOUGH_EXECUTIONS && s.minNanos() > 0)
            .sorted(Comparator.comparingDouble(s -> Words.mean(s) / s.minNanos()))
            .toList();
    double half = known.stream().mapToDouble(s -> Window.known(s.totalNanos())).sum() / 2;
    double sum = 0;
    for (StatementObservation s : known) {
      sum += Window.known(s.totalNanos());
      if (sum >= half) {
        return Words.mean(s) / s.minNanos() >= SWOLLEN;
      }
    }
    return false;
  }
}
