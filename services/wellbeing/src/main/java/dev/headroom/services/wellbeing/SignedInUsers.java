package dev.headroom.services.wellbeing;

import java.util.List;
import org.springframework.core.convert.converter.Converter;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.stereotype.Component;

/** The user of a token: a token of a user who was erased ends at once. */
@Component
class SignedInUsers implements Converter<Jwt, AbstractAuthenticationToken> {

  private final AppUserRepository users;

  SignedInUsers(AppUserRepository users) {
    this.users = users;
  }

  @Override
  public AbstractAuthenticationToken convert(Jwt jwt) {
    return new SignedIn(byId(Long.parseLong(jwt.getSubject())));
  }

  private Me byId(long id) {
    return users
        .findById(id)
        .map(Me::of)
        .orElseThrow(() -> new InvalidBearerTokenException("the token's user has no account"));
  }

  /** An authentication whose principal is the user. */
  static final class SignedIn extends AbstractAuthenticationToken {

    private static final long serialVersionUID = 1L;
    private final transient Me user;

    SignedIn(Me user) {
      super(List.of(new SimpleGrantedAuthority("ROLE_" + user.role())));
      this.user = user;
      super.setAuthenticated(true);
    }

    @Override
    public Object getCredentials() {
      return "";
    }

    @Override
    public Me getPrincipal() {
      return user;
    }

    @Override
    public String getName() {
      return user.email();
    }
  }
}
