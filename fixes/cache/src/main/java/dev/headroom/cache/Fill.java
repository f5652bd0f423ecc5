package dev.headroom.cache;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One key on its way into the cache; the steps are {@link Filler}'s. */
final class Fill<V> {

  final Flight<V> flight;
  final Shard<V> shard;
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
  List<String> tags;
  @Nullable V value;
  long loadNanos;
  int bytes;

  /** What may be returned if nothing newer can be had. */
  @Nullable Spare<V> spare;

  /** Whether it is loaded while the value it has is still good. */
  boolean early;

  /** Whether the value may go into the cache. */
  boolean installable;

  Fill(Flight<V> flight, Shard<V> shard) {
    this.flight = flight;
    this.shard = shard;
    this.tags = flight.tags;
  }

  /** Rather anew than this one. */
  void keep(Spare<V> other) {
    spare = other;
    rejected = "~" + other.born();
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
    /** To be loaded, and kept out of both levels: it is being changed. */
    FENCED,
    /** Loaded. */
    LOADED
  }
}
