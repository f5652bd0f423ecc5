package dev.headroom.services.automations;

import java.time.LocalDate;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Reads what administrators see first. */
@Service
class AdminFigures {

  private static final int DAYS = 30;
  private static final int TOP = 10;

  private final AppUserRepository users;
  private final UserAutomationRepository automations;
  private final Usage usage;
  private final Audit audit;
  private final JdbcClient jdbc;

  AdminFigures(
      AppUserRepository users,
      UserAutomationRepository automations,
      Usage usage,
      Audit audit,
      JdbcClient jdbc) {
    this.users = users;
    this.automations = automations;
    this.usage = usage;
    this.audit = audit;
    this.jdbc = jdbc;
  }

  @Transactional(readOnly = true)
  public AdminDashboard dashboard(LocalDate until) {
    UsageRange range = UsageRange.until(until, DAYS);
    return new AdminDashboard(
        new AdminDashboard.Users(
            users.count(), users.countByActive(true), users.countByVerified(true)),
        new AdminDashboard.Automations(
            automations.countByStatus(Status.ACTIVE),
            automations.countByStatus(Status.PAUSED),
            automations.countByStatus(Status.ENDED)),
        monthlyMicros(),
        usage.total(null, range),
        usage.days(null, range),
        top(range, TOP),
        audit.newest(Long.MAX_VALUE, 10));
  }

  @Transactional(readOnly = true)
  public List<AdminDashboard.Top> top(UsageRange range, int limit) {
    return usage.top(range, limit).stream()
        .map(
            one -> {
              AppUser user = users.findById(one.userId()).orElseThrow();
              return new AdminDashboard.Top(
                  user.email(),
                  user.automations().size(),
                  one.runs(),
                  one.tokens(),
                  one.costMicros());
            })
        .toList();
  }

  /** What active automations bring a month. */
  long monthlyMicros() {
    return jdbc.sql(
            "select coalesce(sum(c.monthly_micros), 0) from user_automation a join automation c on"
                + " c.id = a.automation_id where a.status = 'ACTIVE'")
        .query(Long.class)
        .single();
  }
}
