package dev.headroom.web;

import org.jspecify.annotations.Nullable;

/** A refresh token is not good: its client has to sign in again (OAuth's invalid_grant). */
public final class RefreshRefusedException extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** Why a token was refused. Clients need not be told the difference. */
  public enum Reason {
    /** It is none, or its sign-in has ended or was revoked. */
    UNKNOWN,
    /** It had been used before: somebody has a copy. Its sign-in is revoked. */
    REUSED
  }

  private final Reason reason;
  private final @Nullable String subject;

  RefreshRefusedException(Reason reason, @Nullable String subject) {
    super(
        reason == Reason.REUSED
            ? "the refresh token had been used before; its sign-in is revoked"
            : "the refresh token is unknown or its sign-in has ended");
    this.reason = reason;
    this.subject = subject;
  }

  /**
   * Why.
   *
   * @return the reason
   */
  public Reason reason() {
    return reason;
  }

  /**
   * Whose token was used twice, for {@link TokenCache#revokeSubject} and a notice.
   *
   * @return the subject; null if the token is unknown
   */
  public @Nullable String subject() {
    return subject;
  }
}
