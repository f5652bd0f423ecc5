package dev.headroom.services.automations;

import dev.headroom.services.common.AccessTokens;
import dev.headroom.services.common.Problem;
import dev.headroom.web.RefreshRefusedException;
import dev.headroom.web.RefreshTokens;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.stereotype.Service;

/**
 * Signed in: an access token for an hour and a refresh token that is good once. An access token
 * names its sign-in and ends with it.
 */
@Service
class Sessions implements OAuth2TokenValidator<Jwt> {

  private static final Logger LOG = LoggerFactory.getLogger(Sessions.class);
  private static final String SESSION = "sid";

  private final SessionStore store;
  private final RefreshTokens tokens;
  private final AccessTokens access;
  private final AppUserRepository users;

  Sessions(SessionStore store, RefreshTokens tokens, AccessTokens access, AppUserRepository users) {
    this.store = store;
    this.tokens = tokens;
    this.access = access;
    this.users = users;
  }

  AuthController.Answer begin(Me user) {
    return answer(user, tokens.begin(Long.toString(user.id())));
  }

  AuthController.Answer refresh(String token) {
    try {
      RefreshTokens.Refresh next = tokens.refresh(token);
      Me user =
          users
              .findById(Long.parseLong(next.subject()))
              .filter(AppUser::active)
              .map(Me::of)
              .orElseThrow(Sessions::refused);
      return answer(user, next);
    } catch (RefreshRefusedException e) {
      if (e.reason() == RefreshRefusedException.Reason.REUSED) {
        LOG.warn("a refresh token of user {} came twice: its sign-in has ended", e.subject());
      }
      throw refused();
    }
  }

  private AuthController.Answer answer(Me user, RefreshTokens.Refresh refresh) {
    return new AuthController.Answer(
        access.issue(user.id(), Map.of(SESSION, refresh.family())),
        access.timeToLive().toSeconds(),
        refresh.token(),
        user);
  }

  /** Whatever is wrong with it: a thief need not know. */
  private static Problem refused() {
    return Problem.unauthorized("the refresh token is not good: sign in again");
  }

  void end(String token) {
    tokens.end(token);
  }

  /** A token's sign-in goes on. */
  @Override
  public OAuth2TokenValidatorResult validate(Jwt token) {
    String session = token.getClaimAsString(SESSION);
    return session != null && store.isOpen(session)
        ? OAuth2TokenValidatorResult.success()
        : OAuth2TokenValidatorResult.failure(
            new OAuth2Error("invalid_token", "the sign-in has ended", null));
  }
}
