package dev.headroom.web;

import java.io.IOException;

/** A call that ended without an answer of the service that was called. */
public final class OutgoingException extends IOException {

  private static final long serialVersionUID = 1;

  private final Reason reason;

  /** Why. */
  public enum Reason {
    /** It was not made: the last calls failed. */
    OPEN,
    /** It was not made: as many as allowed are under way. */
    BUSY,
    /** It took longer than it may. */
    LATE
  }

  OutgoingException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /**
   * Why.
   *
   * @return the reason
   */
  public Reason reason() {
    return reason;
  }
}
