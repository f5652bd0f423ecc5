package dev.headroom.web;

/**
 * Redis does not answer, so nobody can say whether a refresh token is still good: to be told as
 * 503. The client keeps its token and tries again.
 */
public final class RefreshUnavailableException extends RuntimeException {

  private static final long serialVersionUID = 1;

  RefreshUnavailableException(Throwable cause) {
    super("refresh tokens: Redis does not answer; try again", cause);
  }
}
