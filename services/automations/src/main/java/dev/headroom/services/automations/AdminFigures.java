package dev.headroom.services.automations;

import dev.headroom.loop.Fixes;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
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
  private final Fixes fixes;

  AdminFigures(
      AppUserRepository users,
      UserAutomationRepository automations,
      Usage usage,
      Audit audit,
      JdbcClient jdbc,
      Fixes fixes) {
    this.users = users;
    this.automations = automations;
    this.usage = usage;
    this.audit = audit;
    this.jdbc = jdbc;
    this.fixes = fixes;
  }

  @Transactional(readOnly = true)
  public AdminDashboard dashboard(LocalDate until) {
    UsageRange range = UsageRange.until(until, DAYS);
    boolean joined = fixes.isOn(AutomationsFixes.JOINED);
    return new AdminDashboard(
        joined ? usersAtOnce() : usersOneByOne(),
        joined ? automationsAtOnce() : automationsOneByOne(),
        monthlyMicros(),
        usage.total(null, range),
        usage.days(null, range),
        top(range, TOP),
        audit.newest(Long.MAX_VALUE, 10));
  }

  private AdminDashboard.Users usersOneByOne() {
    return new AdminDashboard.Users(
        users.count(), users.countByActive(true), users.countByVerified(true));
  }

  private AdminDashboard.Users usersAtOnce() {
    return jdbc.sql(
            "select count(*) as \"all\", coalesce(sum(active), 0) as active,"
                + " coalesce(sum(verified), 0) as verified from app_user")
        .query(Rows.of(AdminDashboard.Users.class))
        .single();
  }

  private AdminDashboard.Automations automationsOneByOne() {
    return new AdminDashboard.Automations(
        automations.countByStatus(Status.ACTIVE),
        automations.countByStatus(Status.PAUSED),
        automations.countByStatus(Status.ENDED));
  }

  private AdminDashboard.Automations automationsAtOnce() {
    Map<Status, Long> by =
        automations.counts().stream()
            .collect(
                Collectors.toMap(
                    UserAutomationRepository.Count::status,
                    UserAutomationRepository.Count::number));
    return new AdminDashboard.Automations(
        by.getOrDefault(Status.ACTIVE, 0L),
        by.getOrDefault(Status.PAUSED, 0L),
        by.getOrDefault(Status.ENDED, 0L));
  }

  @Transactional(readOnly = true)
  public List<AdminDashboard.Top> top(UsageRange range, int limit) {
    List<UsageView.User> most = usage.top(range, limit);
    Function<Long, Named> named = fixes.isOn(AutomationsFixes.JOINED) ? joined(most) : this::named;
    return most.stream()
        .map(
            one -> {
              Named user = named.apply(one.userId());
              return new AdminDashboard.Top(
                  user.email(), user.automations(), one.runs(), one.tokens(), one.costMicros());
            })
        .toList();
  }

  private record Named(long id, String email, int automations) {}

  private Named named(long userId) {
    AppUser user = users.findById(userId).orElseThrow();
    return new Named(userId, user.email(), user.automations().size());
  }

  private Function<Long, Named> joined(List<UsageView.User> most) {
    if (most.isEmpty()) {
      return this::named;
    }
    Map<Long, Named> all =
        jdbc
            .sql(
                "select u.id, u.email, count(a.id) as automations from app_user u left join"
                    + " user_automation a on a.user_id = u.id where u.id in (:ids) group by u.id")
            .param("ids", most.stream().map(UsageView.User::userId).toList())
            .query(Rows.of(Named.class))
            .list()
            .stream()
            .collect(Collectors.toMap(Named::id, Function.identity()));
    return id -> Objects.requireNonNull(all.get(id));
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
