package dev.headroom.services.common;

import java.util.List;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.authority.SimpleGrantedAuthority;

/** An authentication whose principal is the service's own user. */
public final class SignedIn extends AbstractAuthenticationToken {

  private static final long serialVersionUID = 1L;
  private final transient Object user;
  private final String name;

  /**
   * A user who showed who it is.
   *
   * @param user what handlers get as {@code @AuthenticationPrincipal}
   * @param name for logs and limits, as the e-mail address
   * @param role without {@code ROLE_}
   */
  public SignedIn(Object user, String name, String role) {
    super(List.of(new SimpleGrantedAuthority("ROLE_" + role)));
    this.user = user;
    this.name = name;
    super.setAuthenticated(true);
  }

  @Override
  public Object getCredentials() {
    return "";
  }

  @Override
  public Object getPrincipal() {
    return user;
  }

  @Override
  public String getName() {
    return name;
  }
}
