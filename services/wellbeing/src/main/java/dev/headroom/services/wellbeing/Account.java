package dev.headroom.services.wellbeing;

import dev.headroom.services.common.Problem;
import java.time.ZoneId;
import java.util.List;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Changes and erases accounts. */
@Service
class Account {

  /** What belongs to a user, so that what refers to another comes first. */
  static final List<String> TABLES =
      List.of(
          "activity",
          "goal",
          "focus_session",
          "notification",
          "app_episode",
          "screen_event",
          "installed_application",
          "device");

  private final AppUserRepository users;
  private final JdbcClient jdbc;
  private final ApplicationEventPublisher events;

  Account(AppUserRepository users, JdbcClient jdbc, ApplicationEventPublisher events) {
    this.users = users;
    this.jdbc = jdbc;
    this.events = events;
  }

  @Transactional
  public Me change(long userId, MeController.Change change) {
    // Who takes events of the user meanwhile would part them at the old midnights.
    jdbc.sql("select id from app_user where id = ? for update").param(userId).query().listOfRows();
    AppUser user =
        users.findById(userId).orElseThrow(() -> Problem.notFound("the account is gone"));
    boolean moved = !user.timeZone().equals(change.timeZone());
    user.change(change.name(), change.timeZone(), change.retentionDays(), change.sharesData());
    users.flush();
    if (moved) {
      events.publishEvent(new ZoneChanged(userId, ZoneId.of(change.timeZone())));
    }
    events.publishEvent(new UserChanged(userId));
    return Me.of(user);
  }

  @Transactional
  public void erase(long userId) {
    // Who writes for the user waits, and then finds nobody.
    jdbc.sql("select id from app_user where id = ? for update").param(userId).query().listOfRows();
    jdbc.sql(
            "delete from granted_permission where installed_application_id in"
                + " (select id from installed_application where user_id = ?)")
        .param(userId)
        .update();
    for (String table : TABLES) {
      jdbc.sql("delete from " + table + " where user_id = ?").param(userId).update();
    }
    jdbc.sql("delete from app_user where id = ?").param(userId).update();
    events.publishEvent(new UserChanged(userId));
  }
}
