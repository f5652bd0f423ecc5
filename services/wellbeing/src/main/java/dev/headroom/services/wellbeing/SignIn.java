package dev.headroom.services.wellbeing;

import dev.headroom.services.common.AccessTokens;
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
  private final AccessTokens tokens;
  private final String nobodysHash;

  SignIn(AppUserRepository users, PasswordEncoder passwords, AccessTokens tokens) {
    this.users = users;
    this.passwords = passwords;
    this.tokens = tokens;
    this.nobodysHash = Objects.requireNonNull(passwords.encode("nobody"));
  }

  Me user(AuthController.Credentials credentials) {
    Optional<AppUser> found = users.findByEmail(credentials.email().toLowerCase(Locale.ROOT));
    boolean matches =
        passwords.matches(
            credentials.password(), found.map(AppUser::passwordHash).orElse(nobodysHash));
    return found
        .filter(u -> matches)
        .map(Me::of)
        .orElseThrow(() -> Problem.unauthorized("e-mail or password is wrong"));
  }

  AuthController.Answer answer(Me user) {
    return new AuthController.Answer(
        tokens.issue(user.id()), tokens.timeToLive().toSeconds(), user);
  }
}
