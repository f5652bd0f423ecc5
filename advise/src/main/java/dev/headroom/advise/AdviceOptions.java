package dev.headroom.advise;

import java.time.Duration;

/**
 * How much the advisor may spend and what it takes to convince it.
 *
 * @param timeLimit for everything; what is known by then is answered, marked incomplete. 1 s to 1
 *     h, default 20 s
 * @param statementTimeout for one execution of one statement; a statement that needs longer counts
 *     with this time. 10 ms to the time limit, default 3 s
 * @param lockTimeout how long to wait for a lock before a statement is given up. At least 1 ms,
 *     default 1 s
 * @param minimumSaving the share that an index must save on at least one statement. 0.05..0.95,
 *     default 0.30
 * @param minimumShare the share of the whole workload's work, as it is with what is chosen, that an
 *     index must save, writes subtracted. 0..0.5, default 0.005
 */
public record AdviceOptions(
    Duration timeLimit,
    Duration statementTimeout,
    Duration lockTimeout,
    double minimumSaving,
    double minimumShare) {

  /** Refuses what cannot work. */
  public AdviceOptions {
    require(
        timeLimit.compareTo(Duration.ofSeconds(1)) >= 0
            && timeLimit.compareTo(Duration.ofHours(1)) <= 0,
        "timeLimit must be 1 s to 1 h, was " + timeLimit);
    require(
        statementTimeout.toMillis() >= 10 && statementTimeout.compareTo(timeLimit) <= 0,
        "statementTimeout must be 10 ms to the time limit ("
            + timeLimit
            + "), was "
            + statementTimeout);
    require(lockTimeout.toMillis() >= 1, "lockTimeout must be at least 1 ms, was " + lockTimeout);
    require(
        minimumSaving >= 0.05 && minimumSaving <= 0.95,
        "minimumSaving is a share in 0.05..0.95, was " + minimumSaving);
    require(
        minimumShare >= 0 && minimumShare <= 0.5,
        "minimumShare is a share in 0..0.5, was " + minimumShare);
  }

  /**
   * The defaults.
   *
   * @return 20 s, 3 s, 1 s, 30 %, 0.5 %
   */
  public static AdviceOptions defaults() {
    return new AdviceOptions(
        Duration.ofSeconds(20), Duration.ofSeconds(3), Duration.ofSeconds(1), 0.30, 0.005);
  }

  /**
   * The same with another time limit.
   *
   * @param limit 1 s to 1 h
   * @return new options; the statement time-out is cut to the limit
   */
  public AdviceOptions within(Duration limit) {
    return new AdviceOptions(
        limit,
        statementTimeout.compareTo(limit) > 0 ? limit : statementTimeout,
        lockTimeout,
        minimumSaving,
        minimumShare);
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
