package dev.headroom.services.automations;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Everybody's sign-ins, to be looked at and ended. */
@Service
class AdminSessions {

  private final SessionStore store;
  private final Audit audit;
  private final ApplicationEventPublisher events;

  AdminSessions(SessionStore store, Audit audit, ApplicationEventPublisher events) {
    this.store = store;
    this.audit = audit;
    this.events = events;
  }

  List<SessionStore.Open> open(@Nullable Long userId, int limit) {
    return userId == null ? store.newest(limit) : store.of(userId).stream().limit(limit).toList();
  }

  /** Whether there was one. */
  @Transactional
  public boolean end(Me by, long id) {
    Long userId = store.end(id, null);
    if (userId == null) {
      return false;
    }
    audit.write(by.email(), "session.end", "user " + userId, "sign-in " + id);
    // The audit trail is on the dashboard.
    events.publishEvent(new UserChanged(userId));
    return true;
  }

  int purge() {
    return store.purge();
  }
}
