package dev.headroom.services.automations;

import dev.headroom.services.common.Problem;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Service;

/**
 * Signing in. An unknown address costs one password check like a known one, so that the time of the
 * answer does not tell which addresses have accounts.
 */
@Service
class SignIn {

  private final AppUserRepository users;
  private final PasswordEncoder passwords;
  private final String nobodysHash;

  SignIn(AppUserRepository users, PasswordEncoder passwords) {
    this.users = users;
    this.passwords = passwords;
    this.nobodysHash = Objects.requireNonNull(passwords.encode("nobody"));
  }

  Me user(String email, String password) {
    Optional<AppUser> found = users.findByEmail(email.toLowerCase(Locale.ROOT));
    boolean matches =
        passwords.matches(password, found.map(AppUser::passwordHash).orElse(nobodysHash));
    return found
        .filter(u -> matches && u.active())
        .map(Me::of)
        .orElseThrow(() -> Problem.unauthorized("e-mail or password is wrong"));
  }
}
