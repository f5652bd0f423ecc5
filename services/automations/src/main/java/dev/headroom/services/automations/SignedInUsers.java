package dev.headroom.services.automations;

import dev.headroom.services.common.SignedIn;
import org.springframework.core.convert.converter.Converter;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.stereotype.Component;

/** The user of a token, read on every request: who is shut out is out at once. */
@Component
class SignedInUsers implements Converter<Jwt, AbstractAuthenticationToken> {

  private final AppUserRepository users;

  SignedInUsers(AppUserRepository users) {
    this.users = users;
  }

  @Override
  public AbstractAuthenticationToken convert(Jwt jwt) {
    Me user =
        users
            .findById(Long.parseLong(jwt.getSubject()))
            .filter(AppUser::active)
            .map(Me::of)
            .orElseThrow(() -> new InvalidBearerTokenException("the token's user has no account"));
    return new SignedIn(user, user.email(), user.role().name());
  }
}
