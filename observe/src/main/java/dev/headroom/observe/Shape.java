package dev.headroom.observe;

import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A statement by its fingerprint. Two shapes are equal if their fingerprints are; the cache hands
 * out the same one for the same text as long as it remembers it.
 */
final class Shape {

  /** Statements about the session or the transaction: their time counts, they are not work. */
  private static final Set<String> SESSION =
      Set.of(
          "begin",
          "start",
          "commit",
          "rollback",
          "savepoint",
          "release",
          "set",
          "reset",
          "show",
          "discard",
          "deallocate",
          "pragma");

  private static final long WALK_INTERVAL_NANOS = 10_000_000;

  final String fingerprint;

  /** A text that the database accepts, as the application wrote it. */
  final String sql;

  final boolean session;
  private final int hash;

  /** How many (endpoint, statement) pairs wait for the code line. */
  private final AtomicInteger wanted = new AtomicInteger();

  private volatile long walkedNanos;
  private volatile boolean walked;

  Shape(String fingerprint, String sql) {
    this.fingerprint = fingerprint;
    this.sql = sql;
    int end = 0;
    while (end < fingerprint.length() && Character.isLetter(fingerprint.charAt(end))) {
      end++;
    }
    this.session = SESSION.contains(fingerprint.substring(0, end));
    this.hash = fingerprint.hashCode();
  }

  void wantLine() {
    wanted.incrementAndGet();
  }

  void lineFound() {
    wanted.decrementAndGet();
  }

  /**
   * Whether to walk the stack for this execution: when an endpoint has seen the statement once and
   * does not know its line, or when a request repeats a statement that nobody has located; at most
   * once in 10 ms, so that a statement that shows no line costs less than a thousandth.
   */
  boolean wantsWalk(long nowNanos, boolean repeated) {
    if (wanted.get() <= 0 && !(repeated && !walked)) {
      return false;
    }
    if (walked && nowNanos - walkedNanos < WALK_INTERVAL_NANOS) {
      return false;
    }
    walkedNanos = nowNanos;
    walked = true;
    return true;
  }

  @Override
  public boolean equals(Object other) {
    return this == other || (other instanceof Shape shape && shape.fingerprint.equals(fingerprint));
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public String toString() {
    return fingerprint;
  }
}
