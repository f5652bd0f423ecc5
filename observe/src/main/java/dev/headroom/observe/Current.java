package dev.headroom.observe;

import org.jspecify.annotations.Nullable;

/** What a thread is doing. */
final class Current {

  @Nullable Request request;

  /** Above 0 inside an observed call: a data source wrapped twice counts once. */
  int depth;
}
