package dev.headroom.spring;

/** Redis does not answer, so nobody can say what is in a session: told as 503. */
final class SessionsUnavailableException extends RuntimeException {

  private static final long serialVersionUID = 1;

  SessionsUnavailableException(Throwable cause) {
    super("sessions: Redis does not answer", cause);
  }
}
