package dev.headroom.web;

/** A password was not hashed because too many are: the sign-in is to be tried again. */
public final class HashingBusyException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final long retryAfterSeconds;

  HashingBusyException(long retryAfterSeconds) {
    super("too many sign-ins at the same time: try again in " + retryAfterSeconds + " s");
    this.retryAfterSeconds = retryAfterSeconds;
  }

  /**
   * When to try again.
   *
   * @return 1 or more
   */
  public long retryAfterSeconds() {
    return retryAfterSeconds;
  }
}
