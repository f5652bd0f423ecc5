package dev.headroom.services.pos;

import java.util.List;
import org.springframework.core.convert.converter.Converter;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.stereotype.Component;

/** The user of a token, read from the database: a token of a user who was shut out ends at once. */
@Component
class SignedInUsers implements Converter<Jwt, AbstractAuthenticationToken> {

  private final AppUserRepository users;
  private final UserCache cache;

  SignedInUsers(AppUserRepository users, UserCache cache) {
    this.users = users;
    this.cache = cache;
  }

  @Override
  public AbstractAuthenticationToken convert(Jwt jwt) {
    PosUser user = byId(Long.parseLong(jwt.getSubject()));
    return new SignedIn(user);
  }

  private PosUser byId(long id) {
    PosUser user =
        cache.of(
            id, () -> users.findById(id).filter(AppUser::active).map(PosUser::of).orElse(null));
    if (user == null) {
      throw new InvalidBearerTokenException("the token's user has no account");
    }
    return user;
  }

  /** An authentication whose principal is the user. */
  static final class SignedIn extends AbstractAuthenticationToken {

    private static final long serialVersionUID = 1L;
    private final transient PosUser user;

    SignedIn(PosUser user) {
      super(List.of(new SimpleGrantedAuthority("ROLE_" + user.role())));
      this.user = user;
      super.setAuthenticated(true);
    }

    @Override
    public Object getCredentials() {
      return "";
    }

    @Override
    public PosUser getPrincipal() {
      return user;
    }

    @Override
    public String getName() {
      return user.email();
    }
  }
}
