package dev.headroom.services.wellbeing;

import java.util.List;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Keeps what phones tell of their applications. */
@Service
class InstalledApplications {

  private final JdbcClient jdbc;
  private final EventStore store;
  private final ApplicationEventPublisher events;

  InstalledApplications(JdbcClient jdbc, EventStore store, ApplicationEventPublisher events) {
    this.jdbc = jdbc;
    this.store = store;
    this.events = events;
  }

  @Transactional
  public void replace(long userId, List<ApplicationController.App> apps) {
    store.lock(userId);
    jdbc.sql(
            "delete from granted_permission where installed_application_id in"
                + " (select id from installed_application where user_id = ?)")
        .param(userId)
        .update();
    jdbc.sql("delete from installed_application where user_id = ?").param(userId).update();
    for (ApplicationController.App app : apps) {
      // Names are those that the first phone told: they are the same for all users.
      jdbc.sql(
              "insert into application (package_name, name, category) values (?, ?, ?)"
                  + " on conflict do nothing")
          .params(app.app(), app.name(), app.category())
          .update();
      long installed =
          jdbc.sql(
                  "insert into installed_application (user_id, application_id)"
                      + " select ?, id from application where package_name = ? returning id")
              .params(userId, app.app())
              .query(Long.class)
              .single();
      for (ApplicationController.Permission permission : app.permissions()) {
        jdbc.sql(
                "insert into granted_permission (installed_application_id, permission, risk)"
                    + " values (?, ?, ?)")
            .params(installed, permission.name(), permission.risk().name())
            .update();
      }
    }
    events.publishEvent(new SettingsChanged(userId));
  }
}
