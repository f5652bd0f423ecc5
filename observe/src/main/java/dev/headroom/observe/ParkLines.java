package dev.headroom.observe;

/**
 * Whether the recorder takes the stack of a thread that parks. Each idle thread of a pool parks
 * before each piece of work, and its stack would be the dearest thing that is recorded; so stacks
 * are taken only while locks are waited for. What is waited until they are on is not counted: a
 * second at most of a contention, after which its lines are known.
 */
final class ParkLines {

  /** Of all threads in one second of the recorder. */
  static final long WORTH_NANOS = 20_000_000;

  /** How many seconds in a row below that end it. */
  static final int QUIET = 10;

  private long nanos;
  private int left;

  /** A thread has waited for a lock. */
  void parked(long waited) {
    nanos += waited;
  }

  /** Ends a second of the recorder; whether {@link #wanted} has changed. */
  boolean turn() {
    boolean before = wanted();
    left = nanos >= WORTH_NANOS ? QUIET : Math.max(0, left - 1);
    nanos = 0;
    return wanted() != before;
  }

  boolean wanted() {
    return left > 0;
  }
}
