package dev.headroom.services.automations;

import dev.headroom.services.common.Problem;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** For administrators; who is one, security decides by path. */
@RestController
@RequestMapping("/api/v1/admin")
class AdminController {

  /** All that an administrator changes of an account. */
  record Change(
      @NotNull Role role,
      @NotNull Boolean active,
      @NotNull @Min(0) @Max(1_000_000_000_000L) Long monthlyTokens) {}

  /** What was earned; money in millionths. */
  record Revenue(long monthlyMicros, long usageMicros, List<UsageView.Day> days) {}

  private final AdminUsers users;
  private final AdminOverview overview;
  private final AdminFigures figures;
  private final Accounts accounts;
  private final AdminSessions sessions;
  private final Usage usage;
  private final Audit audit;
  private final AdminSystem system;
  private final Clock clock;

  AdminController(
      AdminUsers users,
      AdminOverview overview,
      AdminFigures figures,
      Accounts accounts,
      AdminSessions sessions,
      Usage usage,
      Audit audit,
      AdminSystem system,
      Clock clock) {
    this.users = users;
    this.overview = overview;
    this.figures = figures;
    this.accounts = accounts;
    this.sessions = sessions;
    this.usage = usage;
    this.audit = audit;
    this.system = system;
    this.clock = clock;
  }

  /** 30 days until a day (UTC), today where it is left out. */
  @GetMapping("/dashboard")
  AdminDashboard dashboard(@RequestParam(required = false) @Nullable LocalDate date) {
    return overview.until(date == null ? LocalDate.now(clock) : date);
  }

  /** Newest first; {@code before} is the last id of the page before. */
  @GetMapping("/users")
  List<AdminUserView> users(
      @RequestParam(required = false) @Nullable Long before,
      @RequestParam(required = false) @Nullable Boolean active,
      @RequestParam(required = false) @Nullable Boolean verified,
      @RequestParam(required = false) @Nullable Status status,
      @RequestParam(defaultValue = "25") @Min(1) @Max(100) int size) {
    return users.page(new AdminUsers.Query(before, active, verified, status, size));
  }

  @GetMapping("/users/{id}")
  AdminUserView user(@PathVariable long id) {
    return users.one(id);
  }

  @PutMapping("/users/{id}")
  AdminUserView change(
      @AuthenticationPrincipal Me me, @PathVariable long id, @Valid @RequestBody Change change) {
    accounts.administer(me, id, change);
    return users.one(id);
  }

  @GetMapping("/usage")
  List<UsageView.Day> usage(@RequestParam LocalDate from, @RequestParam LocalDate to) {
    return usage.days(null, new UsageRange(from, to));
  }

  @GetMapping("/revenue")
  Revenue revenue(@RequestParam LocalDate from, @RequestParam LocalDate to) {
    List<UsageView.Day> days = usage.days(null, new UsageRange(from, to));
    return new Revenue(
        figures.monthlyMicros(), days.stream().mapToLong(UsageView.Day::costMicros).sum(), days);
  }

  @GetMapping("/top-users")
  List<AdminDashboard.Top> top(
      @RequestParam LocalDate from,
      @RequestParam LocalDate to,
      @RequestParam(defaultValue = "10") @Min(1) @Max(100) int limit) {
    return figures.top(new UsageRange(from, to), limit);
  }

  /** Sign-ins that go on, newest first, or those of one user. */
  @GetMapping("/sessions")
  List<SessionStore.Open> sessions(
      @RequestParam(required = false) @Nullable Long user,
      @RequestParam(defaultValue = "50") @Min(1) @Max(500) int limit) {
    return sessions.open(user, limit);
  }

  @DeleteMapping("/sessions/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void end(@AuthenticationPrincipal Me me, @PathVariable long id) {
    if (!sessions.end(me, id)) {
      throw Problem.notFound("no sign-in " + id);
    }
  }

  /** Removes what has ended by itself. */
  @DeleteMapping("/sessions/expired")
  Map<String, Integer> purge() {
    return Map.of("removed", sessions.purge());
  }

  /** Of the database and the process, as they are now. */
  @GetMapping("/system")
  AdminSystem.View system() {
    return system.now();
  }

  /** Newest first; {@code before} is the last id of the page before. */
  @GetMapping("/audit")
  List<Audit.Line> audit(
      @RequestParam(required = false) @Nullable Long before,
      @RequestParam(defaultValue = "50") @Min(1) @Max(500) int limit) {
    return audit.newest(before == null ? Long.MAX_VALUE : before, limit);
  }
}
