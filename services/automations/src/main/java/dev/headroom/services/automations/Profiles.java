package dev.headroom.services.automations;

import java.time.LocalDate;
import java.util.List;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Reads what a user's first screen shows. */
@Service
class Profiles {

  private static final int DAYS = 30;

  private final AppUserRepository users;
  private final Quota quota;
  private final Usage usage;
  private final SessionStore sessions;

  Profiles(AppUserRepository users, Quota quota, Usage usage, SessionStore sessions) {
    this.users = users;
    this.quota = quota;
    this.usage = usage;
    this.sessions = sessions;
  }

  @Transactional(readOnly = true)
  public Profile of(long userId, LocalDate until) {
    AppUser user = users.findById(userId).orElseThrow();
    return new Profile(
        Me.of(user),
        quota.of(userId),
        new Profile.Automations(
            count(user.automations(), Status.ACTIVE),
            count(user.automations(), Status.PAUSED),
            count(user.automations(), Status.ENDED)),
        usage.total(userId, UsageRange.until(until, DAYS)),
        sessions.of(userId).size());
  }

  private static long count(List<UserAutomation> all, Status status) {
    return all.stream().filter(one -> one.status() == status).count();
  }
}
