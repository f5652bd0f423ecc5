package dev.headroom.observe;

import org.jspecify.annotations.Nullable;

/** What the observer may ask of a statement about its present execution. */
interface Execution {

  /** A hash over all binds of the execution; for text without binds, of the text. */
  long bindHash();

  /** The bind values, which the statement no longer writes to; null if it did not keep them. */
  @Nullable Object @Nullable [] takeValues();

  int valueCount();

  /** Statements that the execution sends as one JDBC batch; 0 if it is none. */
  default int batch() {
    return 0;
  }

  /** The hold of the statement's connection; null if only the thread is known. */
  default @Nullable Hold hold() {
    return null;
  }
}
