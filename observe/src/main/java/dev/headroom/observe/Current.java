package dev.headroom.observe;

import org.jspecify.annotations.Nullable;

/** What a thread is doing. */
final class Current {

  @Nullable Request request;

  /** Above 0 inside an observed call: a data source wrapped twice counts once. */
  int depth;

  /** This stay on the thread; null while no recorder runs. */
  Stays.@Nullable Stay stay;

  /** The pool that the thread waits for now. */
  @Nullable Pool waitsFor;

  /** The connection taken last; it may have been given back by another thread. */
  @Nullable Hold hold;

  /** The connection taken last of those that are still held. */
  @Nullable Hold innermost() {
    Hold top = hold;
    if (top == null) {
      return null;
    }
    while (top != null && !top.open()) {
      top = top.below;
    }
    hold = top;
    for (Hold at = top; at != null; at = at.below) {
      while (at.below != null && !at.below.open()) {
        at.below = at.below.below;
      }
    }
    return top;
  }
}
