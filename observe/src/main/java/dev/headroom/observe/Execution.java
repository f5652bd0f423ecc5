package dev.headroom.observe;

import org.jspecify.annotations.Nullable;

/** What the observer may ask of a statement about its present execution. */
interface Execution {

  /** A hash over all binds of the execution; for text without binds, of the text. */
  long bindHash();

  /** The bind values, which the statement no longer writes to; null if it did not keep them. */
  @Nullable Object @Nullable [] takeValues();

  int valueCount();
}
