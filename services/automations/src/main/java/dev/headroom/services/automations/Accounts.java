package dev.headroom.services.automations;

import dev.headroom.services.common.Problem;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Changes accounts: one's own, and by administrators. */
@Service
class Accounts {

  private final AppUserRepository users;
  private final SessionStore sessions;
  private final Quota quota;
  private final Audit audit;
  private final ApplicationEventPublisher events;

  Accounts(
      AppUserRepository users,
      SessionStore sessions,
      Quota quota,
      Audit audit,
      ApplicationEventPublisher events) {
    this.users = users;
    this.sessions = sessions;
    this.quota = quota;
    this.audit = audit;
    this.events = events;
  }

  @Transactional
  public Me rename(long userId, String name) {
    AppUser user = users.findById(userId).orElseThrow();
    user.rename(name);
    users.flush();
    events.publishEvent(new UserChanged(userId));
    return Me.of(user);
  }

  /** Who is shut out is signed out; nobody shuts out oneself. */
  @Transactional
  public void administer(Me by, long userId, AdminController.Change change) {
    AppUser user = users.findById(userId).orElseThrow(() -> Problem.notFound("no user " + userId));
    if (by.id() == userId && (!change.active() || change.role() != Role.ADMIN)) {
      throw Problem.conflict("you cannot take your own rights: another administrator has to");
    }
    if (!quota.grant(userId, change.monthlyTokens())) {
      throw Problem.conflict(
          "user %d has used or set aside more than %d tokens this month"
              .formatted(userId, change.monthlyTokens()));
    }
    user.administer(change.role(), change.active());
    users.flush();
    if (!change.active()) {
      sessions.endAll(Long.toString(userId));
    }
    audit.write(
        by.email(),
        "user.change",
        user.email(),
        "role %s, %s, %d tokens a month"
            .formatted(
                change.role(), change.active() ? "active" : "shut out", change.monthlyTokens()));
    events.publishEvent(new UserChanged(userId));
  }
}
