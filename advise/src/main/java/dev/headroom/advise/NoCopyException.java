package dev.headroom.advise;

/** A database cannot be copied; the message says why and what would help. */
public final class NoCopyException extends IllegalStateException {

  private static final long serialVersionUID = 1L;

  NoCopyException(String message) {
    super(message);
  }

  NoCopyException(String message, Throwable cause) {
    super(message, cause);
  }
}
