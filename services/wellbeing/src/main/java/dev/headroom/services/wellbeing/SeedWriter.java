package dev.headroom.services.wellbeing;

import dev.headroom.services.common.SeedCopy;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.springframework.security.crypto.password.PasswordEncoder;

/** Turns what the loader makes into rows. */
final class SeedWriter {

  static final LocalDate LAST = LocalDate.of(2017, 3, 31);

  private static final List<String> ZONES =
      List.of(
          "Europe/Helsinki",
          "Europe/Berlin",
          "America/New_York",
          "Asia/Kolkata",
          "Pacific/Auckland",
          "America/Sao_Paulo",
          "UTC");
  private static final String USERS =
      "app_user (id, email, password_hash, name, role, time_zone, retention_days, shares_data)";

  private final SeedCopy copy;
  private final String userHash;
  private final String adminHash;
  private long events;
  private long installed;

  SeedWriter(SeedCopy copy, PasswordEncoder passwords) {
    this.copy = copy;
    // Hashing is slow on purpose: once per password, not once per account.
    userHash = Objects.requireNonNull(passwords.encode("user"));
    adminHash = Objects.requireNonNull(passwords.encode("admin"));
  }

  void applications() {
    for (SeedApps app : SeedApps.values()) {
      copy.row(
          "application (id, package_name, name, category)",
          app.id(),
          app.packageName,
          app.label,
          app.category);
    }
  }

  void admin(long id) {
    copy.row(
        USERS, id, "admin@headroom.example", adminHash, "Ada Admin", Role.ADMIN, "UTC", 90, false);
  }

  /** The first user is the real one: screen events alone. */
  void real(List<SeedFiles.Screen> month) {
    user(1, "Europe/Helsinki", 90, false);
    copy.row("device (id, user_id, name, screen_lock)", 1, 1, "phone", true);
    events(1, SeedEvents.REAL_ZONE, SeedEvents.real(1, month));
    goal(1, GoalKind.SCREEN_TIME, null, 120);
    goal(1, GoalKind.NIGHT_TIME, null, 10);
    goal(1, GoalKind.PICKUPS, null, 40);
  }

  void generated(long id, SeedEvents made, int days, SplittableRandom random) {
    String zone = ZONES.get((int) (id % ZONES.size()));
    user(id, zone, 30 * (1 + random.nextInt(12)), random.nextInt(3) == 0);
    copy.row("device (id, user_id, name, screen_lock)", id, id, "phone", random.nextInt(5) > 0);
    Set<SeedApps> own = EnumSet.of(SeedApps.WHATSAPP, SeedApps.GMAIL, SeedApps.CHROME);
    for (SeedApps app : SeedApps.values()) {
      if (random.nextInt(4) == 0) {
        own.add(app);
      }
      if (own.contains(app)) {
        copy.row("installed_application (id, user_id, application_id)", ++installed, id, app.id());
        for (String[] permission : app.permissions()) {
          copy.row(
              "granted_permission (installed_application_id, permission, risk)",
              installed,
              permission[0],
              permission[1]);
        }
      }
    }
    events(
        id,
        ZoneId.of(zone),
        made.generated(id, ZoneId.of(zone), own, LAST.minusDays(days - 1L), days, random));
    goal(id, GoalKind.SCREEN_TIME, null, 60 + 30 * random.nextInt(4));
    goal(id, GoalKind.PICKUPS, null, 30 + 10 * random.nextInt(3));
    goal(id, GoalKind.FOCUS_TIME, null, 30);
    goal(id, GoalKind.APP_TIME, SeedApps.WHATSAPP, 20);
  }

  private void user(long id, String zone, int retentionDays, boolean shares) {
    copy.row(
        USERS,
        id,
        "user" + id + "@headroom.example",
        userHash,
        "User " + id,
        Role.USER,
        zone,
        retentionDays,
        shares);
  }

  private void goal(long user, GoalKind kind, @Nullable SeedApps app, int target) {
    copy.row(
        "goal (user_id, kind, application_id, target)",
        user,
        kind,
        app == null ? null : app.id(),
        target);
  }

  private void events(long user, ZoneId zone, List<Event> made) {
    events += made.size();
    for (Activity row : Activity.of(zone, made)) {
      copy.row(
          "activity (user_id, at, kind, source, application_id, screen_millis, night_millis,"
              + " pickups, app_millis, opens, notifications, interruptions, focus_millis,"
              + " focus_sessions, focus_completed)",
          user,
          row.at(),
          row.kind(),
          row.source(),
          row.application().isEmpty() ? 0 : SeedApps.named(row.application()).id(),
          row.screenMillis(),
          row.nightMillis(),
          row.pickups(),
          row.appMillis(),
          row.opens(),
          row.notifications(),
          row.interruptions(),
          row.focusMillis(),
          row.focusSessions(),
          row.focusCompleted());
    }
    for (Event event : made) {
      switch (event) {
        case Event.Screen e ->
            copy.row(
                "screen_event (user_id, device_id, event_id, at, state)",
                user,
                e.device(),
                e.id(),
                e.at(),
                e.state());
        case Event.App e ->
            copy.row(
                "app_episode (user_id, device_id, application_id, event_id, started_at, ended_at)",
                user,
                e.device(),
                SeedApps.named(e.app()).id(),
                e.id(),
                e.startedAt(),
                e.endedAt());
        case Event.Posted e ->
            copy.row(
                "notification (user_id, device_id, application_id, event_id, posted_at)",
                user,
                e.device(),
                SeedApps.named(e.app()).id(),
                e.id(),
                e.at());
        case Event.Focus e ->
            copy.row(
                "focus_session (user_id, event_id, started_at, ended_at, planned_minutes,"
                    + " completed)",
                user,
                e.id(),
                e.startedAt(),
                e.endedAt(),
                e.plannedMinutes(),
                e.completed());
      }
    }
  }

  long events() {
    return events;
  }
}
