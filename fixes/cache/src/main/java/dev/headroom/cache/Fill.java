package dev.headroom.cache;

import org.jspecify.annotations.Nullable;

/** One key on its way into the cache; the steps are {@link Filler}'s. */
final class Fill<V> {

  final Flight<V> flight;
  State state = State.OPEN;

  /** The stamp from before the load. */
  long born;

  /** Up to when the value is known to be true, on the node's ticker. */
  long readNanos;

  /** When the value expires, on the node's ticker. */
  long expiresNanos;

  /** Who gave the lease. */
  @Nullable Remote server;

  String token = "";
  String rejected = "";
  java.util.List<String> tags;
  @Nullable V value;
  long loadNanos;

  /** Whether the value may go into the process. */
  boolean installable;

  Fill(Flight<V> flight) {
    this.flight = flight;
    this.tags = flight.tags;
  }

  enum State {
    /** Nothing known yet. */
    OPEN,
    /** The cache had it. */
    HIT,
    /** To be loaded, and stored if the lease holds. */
    LEASED,
    /** Somebody else loads it: wait. */
    BUSY,
    /** To be loaded, and kept out of Redis. */
    ALONE,
    /** Loaded. */
    LOADED
  }
}
