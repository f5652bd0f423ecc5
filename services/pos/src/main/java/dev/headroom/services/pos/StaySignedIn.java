package dev.headroom.services.pos;

import dev.headroom.services.common.Problem;
import dev.headroom.web.RefreshRefusedException;
import dev.headroom.web.RefreshTokens;
import dev.headroom.web.RefreshUnavailableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.event.TransactionalEventListener;

/**
 * Signed in beyond an access token's hour. A refresh token is good once; one that comes twice ends
 * its sign-in, and a changed account ends all of its own.
 */
@Service
class StaySignedIn {

  private static final Logger LOG = LoggerFactory.getLogger(StaySignedIn.class);

  private final RefreshTokens tokens;
  private final AppUserRepository users;

  StaySignedIn(RefreshTokens tokens, AppUserRepository users) {
    this.tokens = tokens;
    this.users = users;
  }

  /** Whose token it was, and the next one. */
  record Next(PosUser user, String token) {

    /** Never the token. */
    @Override
    public String toString() {
      return "Next[" + user + "]";
    }
  }

  /** A sign-in's first token; null if Redis does not answer: then it lasts for an access token. */
  @Nullable String begin(PosUser user) {
    try {
      return tokens.begin(Long.toString(user.id())).token();
    } catch (RefreshUnavailableException e) {
      LOG.warn("user {} signed in without a refresh token: {}", user.id(), e.getMessage());
      return null;
    }
  }

  Next next(String token) {
    try {
      RefreshTokens.Refresh next = tokens.refresh(token);
      PosUser user =
          users
              .findById(Long.parseLong(next.subject()))
              .filter(AppUser::active)
              .map(PosUser::of)
              .orElseThrow(StaySignedIn::refused);
      return new Next(user, next.token());
    } catch (RefreshRefusedException e) {
      if (e.reason() == RefreshRefusedException.Reason.REUSED) {
        LOG.warn("a refresh token of user {} came twice: its sign-in has ended", e.subject());
      }
      throw refused();
    } catch (RefreshUnavailableException e) {
      throw Problem.unavailable(
          "sign-ins cannot be looked up at the moment: keep the token, repeat");
    }
  }

  /** Whatever is wrong with it: a thief need not know. */
  private static Problem refused() {
    return Problem.unauthorized("the refresh token is not good: sign in again");
  }

  void end(String token) {
    try {
      tokens.end(token);
    } catch (RefreshUnavailableException e) {
      throw Problem.unavailable("you are not signed out: repeat it in a moment");
    }
  }

  @TransactionalEventListener
  void changed(UserChanged change) {
    try {
      tokens.endAll(Long.toString(change.userId()));
    } catch (RefreshUnavailableException e) {
      // Who is shut out is refused at the next refresh all the same.
      LOG.warn("the sign-ins of user {} could not be ended: {}", change.userId(), e.getMessage());
    }
  }
}
