package dev.headroom.services.automations;

import dev.headroom.services.common.Problem;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Accounts and the proof that an address is its user's. The answer does not tell whether an address
 * has an account already: its owner is told by mail.
 */
@Service
class SignUp {

  private static final Duration GOOD_FOR = Duration.ofDays(2);

  private final AppUserRepository users;
  private final PasswordEncoder passwords;
  private final Quota quota;
  private final Outbox outbox;
  private final JdbcClient jdbc;
  private final ApplicationEventPublisher events;
  private final Clock clock;

  SignUp(
      AppUserRepository users,
      PasswordEncoder passwords,
      Quota quota,
      Outbox outbox,
      JdbcClient jdbc,
      ApplicationEventPublisher events,
      Clock clock) {
    this.users = users;
    this.passwords = passwords;
    this.quota = quota;
    this.outbox = outbox;
    this.jdbc = jdbc;
    this.events = events;
    this.clock = clock;
  }

  @Transactional
  public void signUp(AuthController.Wanted wanted) {
    String email = wanted.email().toLowerCase(Locale.ROOT);
    String hash = Objects.requireNonNull(passwords.encode(wanted.password()));
    if (users.findByEmail(email).isPresent()) {
      outbox.write(email, "You have an account", "Somebody signed up with your address again.");
      return;
    }
    AppUser user = users.saveAndFlush(new AppUser(email, hash, wanted.name(), clock.millis()));
    quota.open(user.id());
    events.publishEvent(new UserChanged(user.id()));
    String token = Secrets.random();
    jdbc.sql("insert into verification (token_hash, user_id, ends_at) values (?, ?, ?)")
        .params(Secrets.hash(token), user.id(), clock.millis() + GOOD_FOR.toMillis())
        .update();
    outbox.write(
        email,
        "Is this your address?",
        "Send this token to POST /api/v1/auth/verify within two days: " + token);
  }

  @Transactional
  public Me verify(String token) {
    Optional<Long> userId =
        jdbc.sql("delete from verification where token_hash = ? returning user_id, ends_at")
            .param(Secrets.hash(token))
            .query((row, n) -> row.getLong("ends_at") > clock.millis() ? row.getLong(1) : -1L)
            .optional();
    AppUser user =
        userId
            .flatMap(users::findById)
            .orElseThrow(
                () -> Problem.badRequest("the token is not good, or no longer: sign up again"));
    user.verify();
    users.flush();
    events.publishEvent(new UserChanged(user.id()));
    return Me.of(user);
  }
}
