package dev.headroom.services.automations;

import dev.headroom.cache.Cached;
import dev.headroom.cache.HeadroomCache;
import dev.headroom.cache.Namespace;
import dev.headroom.loop.Fixes;
import dev.headroom.services.common.SignedIn;
import dev.headroom.services.common.UserCacheFix;
import dev.headroom.web.TokenCache;
import java.util.List;
import java.util.Objects;
import org.springframework.context.event.EventListener;
import org.springframework.core.convert.converter.Converter;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.stereotype.Component;

/**
 * The user of a token. As found the token's sign-in and its user are read on every request; the
 * fixes {@code token-cache} and {@code user-cache} keep them for 5 minutes, until the sign-in ends
 * or the account is changed. Whoever ends it behind the service's back (by SQL) is heard after
 * these 5 minutes at the latest.
 */
@Component
class SignedInUsers implements Converter<Jwt, AbstractAuthenticationToken> {

  private final AppUserRepository users;
  private final Fixes fixes;
  private final TokenCache<Jwt> tokens;
  private final Namespace<Me> kept;

  SignedInUsers(AppUserRepository users, Fixes fixes, TokenCache<Jwt> tokens, HeadroomCache cache) {
    this.users = users;
    this.fixes = fixes;
    this.tokens = tokens;
    this.kept = cache.namespace("users", Me.class);
  }

  @EventListener
  void changed(UserChanged changed) {
    kept.invalidate(Long.toString(changed.userId()));
  }

  /** When it returns, or the transaction that it is in, no instance takes what it knew. */
  @EventListener
  void changed(SignInsChanged changed) {
    if (changed.ended()) {
      tokens.revokeSubject(Long.toString(changed.userId()));
    }
  }

  @Override
  public AbstractAuthenticationToken convert(Jwt jwt) {
    long id = Long.parseLong(jwt.getSubject());
    Me user =
        Objects.requireNonNull(
            Cached.cached(
                fixes.isOn(UserCacheFix.ID), kept, Long.toString(id), List.of(), () -> byId(id)));
    return new SignedIn(user, user.email(), user.role().name());
  }

  private Me byId(long id) {
    return users
        .findById(id)
        .filter(AppUser::active)
        .map(Me::of)
        .orElseThrow(() -> new InvalidBearerTokenException("the token's user has no account"));
  }
}
