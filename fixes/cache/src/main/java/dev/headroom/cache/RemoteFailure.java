package dev.headroom.cache;

import org.jspecify.annotations.Nullable;

/** Redis did not do what it was asked. */
final class RemoteFailure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final Kind kind;

  RemoteFailure(Kind kind, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  Kind kind() {
    return kind;
  }

  enum Kind {
    /** The connection is gone, or did not answer in time: what was sent may or may not be done. */
    LOST,
    /** The server answered with an error. */
    REFUSED,
    /** The calling thread was interrupted. */
    INTERRUPTED
  }
}
