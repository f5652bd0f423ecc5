package dev.headroom.observe;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One served request, as {@link Observer} hands it out: opaque to those who carry it.
 *
 * <p>It has one writer at a time. A thread that works for the request beside its own thread writes
 * into a part of its own ({@link Observer#carry}), which is merged when the request ends; so
 * nothing here is locked or atomic on the way of a statement.
 */
public final class Request {

  /** More lines of a request that take connections of one pool are counted as one. */
  private static final int MOST_PLACES = 8;

  /** The route of what is no request of its own. */
  static final Supplier<@Nullable String> NO_ROUTE = () -> null;

  private static final Request ENDED = new Request("", NO_ROUTE, 0);

  final String method;
  final Supplier<@Nullable String> route;
  final long startNanos;
  long allocatedAtStart = -1;
  long thread;

  /** The endpoint's name once it has ended. */
  volatile @Nullable String endpoint;

  /** Not null if the data flow of this request is followed. */
  @Nullable FlowTrace trace;

  boolean traceDecided;
  long databaseNanos;
  long poolWaitNanos;
  long cacheNanos;
  long statements;
  long cacheHits;
  long cacheMisses;
  long calls;
  long callNanos;
  long requestBytes;
  long responseBytes;
  boolean large;

  /** The hash of its bearer token ({@link TokenHash}); 0 without one. */
  long token;

  /** The request that this is a part of, on another thread. */
  @Nullable Request parent;

  /** What it did with connections, one for each pool and code line. */
  @Nullable Hold holds;

  /** Null until the first statement, and after the end. */
  @Nullable SlotTable slots;

  /** Whether another thread than its first went on with it. */
  volatile boolean moved;

  private final AtomicReference<@Nullable Request> parts = new AtomicReference<>();
  private @Nullable Request nextPart;

  private @Nullable String named;
  private @Nullable String namedAfter;

  Request(String method, Supplier<@Nullable String> route, long startNanos) {
    this.method = method;
    this.route = route;
    this.startNanos = startNanos;
  }

  /** The endpoint's name by a route: mostly asked twice with the same. */
  String name(String of) {
    String name = named;
    if (name == null || !of.equals(namedAfter)) {
      name = method + " " + of;
      named = name;
      namedAfter = of;
    }
    return name;
  }

  /** Adds a hold that was given. */
  void give(Hold hold) {
    int known = 0;
    for (Hold at = holds; at != null; at = at.next) {
      boolean samePlace = hold.codeLine == null || hold.codeLine.equals(at.codeLine);
      if (at.pool == hold.pool && (samePlace || known >= MOST_PLACES)) {
        at.merge(hold);
        return;
      }
      known++;
    }
    hold.next = holds;
    holds = hold;
  }

  /** Hands in a finished part; false if the request had ended before. */
  boolean join(Request part) {
    while (true) {
      Request first = parts.get();
      if (first == ENDED) {
        return false;
      }
      part.nextPart = first;
      if (parts.compareAndSet(first, part)) {
        return true;
      }
    }
  }

  /** Takes all finished parts in; later ones are refused. Returns false if it was called before. */
  boolean close() {
    Request part = parts.getAndSet(ENDED);
    if (part == ENDED) {
      return false;
    }
    while (part != null) {
      databaseNanos += part.databaseNanos;
      poolWaitNanos += part.poolWaitNanos;
      cacheNanos += part.cacheNanos;
      statements += part.statements;
      cacheHits += part.cacheHits;
      cacheMisses += part.cacheMisses;
      calls += part.calls;
      callNanos += part.callNanos;
      for (Hold hold = part.holds; hold != null; ) {
        Hold next = hold.next;
        give(hold);
        hold = next;
      }
      SlotTable theirs = part.slots;
      SlotTable mine = slots;
      if (mine == null) {
        slots = theirs;
      } else if (theirs != null) {
        mine.merge(theirs);
      }
      part = part.nextPart;
    }
    return true;
  }

  boolean ended() {
    return parts.get() == ENDED;
  }

  /**
   * Statements so far, without those of threads that still work for the request.
   *
   * @return 0 or more; to be asked on the request's thread
   */
  public long statements() {
    return statements;
  }

  /**
   * Time in the database so far, as {@link #statements}.
   *
   * @return in nanoseconds
   */
  public long databaseNanos() {
    return databaseNanos;
  }

  /**
   * The request itself, where this is what another thread does for it: what to carry on.
   *
   * @return this, or what it is a part of
   */
  public Request whole() {
    Request at = this;
    while (at.parent != null) {
      at = at.parent;
    }
    return at;
  }
}
