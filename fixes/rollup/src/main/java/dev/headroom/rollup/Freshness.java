package dev.headroom.rollup;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How fresh an answer is.
 *
 * @param exact whether it is what the raw rows added up to when it was read
 * @param pending changed slots of time, of what was asked for, that the rollup does not have yet;
 *     an exact answer has them from the raw rows
 * @param oldestPending when the oldest of them was written, to the second; null if there is none
 * @param source where it came from
 */
public record Freshness(
    boolean exact, long pending, @Nullable Instant oldestPending, Source source) {

  /** Where an answer came from. */
  public enum Source {
    /** The rollup alone. */
    ROLLUP,
    /** The rollup, and the raw rows of what changed since. */
    ROLLUP_AND_ROWS,
    /** The raw rows alone: the flag is off, or the history is not listed yet. */
    ROWS
  }
}
