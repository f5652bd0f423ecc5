package dev.headroom.services.pos;

import dev.headroom.cache.Cached;
import dev.headroom.cache.HeadroomCache;
import dev.headroom.cache.Namespace;
import dev.headroom.loop.Fixes;
import dev.headroom.services.common.SignedIn;
import dev.headroom.services.common.UserCacheFix;
import java.util.List;
import java.util.Objects;
import org.springframework.context.event.EventListener;
import org.springframework.core.convert.converter.Converter;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.stereotype.Component;

/**
 * The user of a token: a token of a user who was shut out ends at once. As found the user is read
 * on every request; the fix {@code user-cache} keeps users for 5 minutes, until their account is
 * changed. Accounts changed behind the service's back (by SQL) are seen after these 5 minutes at
 * the latest.
 */
@Component
class SignedInUsers implements Converter<Jwt, AbstractAuthenticationToken> {

  private final AppUserRepository users;
  private final Fixes fixes;
  private final Namespace<PosUser> kept;

  SignedInUsers(AppUserRepository users, Fixes fixes, HeadroomCache cache) {
    this.users = users;
    this.fixes = fixes;
    this.kept = cache.namespace("users", PosUser.class);
  }

  @EventListener
  void changed(UserChanged changed) {
    kept.invalidate(Long.toString(changed.userId()));
  }

  @Override
  public AbstractAuthenticationToken convert(Jwt jwt) {
    long id = Long.parseLong(jwt.getSubject());
    PosUser user =
        Cached.cached(
            fixes.isOn(UserCacheFix.ID), kept, Long.toString(id), List.of(), () -> byId(id));
    Objects.requireNonNull(user);
    return new SignedIn(user, user.email(), user.role().name());
  }

  private PosUser byId(long id) {
    return users
        .findById(id)
        .filter(AppUser::active)
        .map(PosUser::of)
        .orElseThrow(() -> new InvalidBearerTokenException("the token's user has no account"));
  }
}
