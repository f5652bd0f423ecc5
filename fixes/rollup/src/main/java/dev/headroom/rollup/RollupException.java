package dev.headroom.rollup;

/** The database refused something: says what was being done. */
public final class RollupException extends RuntimeException {

  private static final long serialVersionUID = 1;

  RollupException(String message, Throwable cause) {
    super(message + ": " + cause.getMessage(), cause);
  }
}
