package dev.headroom.advise;

import java.time.Duration;

/**
 * How careful to be with a database that is used while its indexes change.
 *
 * @param lockTimeout how long one statement may wait for a lock, and with it whoever comes behind
 *     it. 100 ms to 10 min, default 5 s
 * @param watch how long statements are watched after each step, where the server has {@code
 *     pg_stat_statements}. 0 to 1 h, default 10 s
 */
public record ApplyOptions(Duration lockTimeout, Duration watch) {

  /** Refuses what cannot work. */
  public ApplyOptions {
    if (lockTimeout.toMillis() < 100 || lockTimeout.compareTo(Duration.ofMinutes(10)) > 0) {
      throw new IllegalArgumentException(
          "the time to wait for a lock must be 100 ms to 10 min, was " + lockTimeout);
    }
    if (watch.isNegative() || watch.compareTo(Duration.ofHours(1)) > 0) {
      throw new IllegalArgumentException("the watch must be 0 to 1 h, was " + watch);
    }
  }

  /**
   * The defaults.
   *
   * @return 5 s, 10 s
   */
  public static ApplyOptions defaults() {
    return new ApplyOptions(Duration.ofSeconds(5), Duration.ofSeconds(10));
  }
}
