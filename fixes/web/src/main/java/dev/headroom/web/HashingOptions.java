package dev.headroom.web;

import java.time.Duration;

/**
 * How many passwords are hashed at a time.
 *
 * @param concurrent at the same time, each keeps a processor busy; 1 to 64, default half of the
 *     processors, at least 1
 * @param waiting how many may wait for their turn, more are refused at once; 0 to 10,000, default
 *     64
 * @param patience how long one waits; 10 ms to 1 min, default 5 s
 */
public record HashingOptions(int concurrent, int waiting, Duration patience) {

  /** The defaults. */
  public static final HashingOptions DEFAULT =
      new HashingOptions(
          Math.max(1, Math.min(64, Runtime.getRuntime().availableProcessors() / 2)),
          64,
          Duration.ofSeconds(5));

  /** Checks the values. */
  public HashingOptions {
    if (concurrent < 1 || concurrent > 64) {
      throw new IllegalArgumentException("concurrent is from 1 to 64, was " + concurrent);
    }
    if (waiting < 0 || waiting > 10_000) {
      throw new IllegalArgumentException("waiting is from 0 to 10,000, was " + waiting);
    }
    if (patience.toMillis() < 10 || patience.toMillis() > 60_000) {
      throw new IllegalArgumentException("patience is from PT0.01S to PT1M, was " + patience);
    }
  }
}
