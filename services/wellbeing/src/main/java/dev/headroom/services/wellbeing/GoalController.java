package dev.headroom.services.wellbeing;

import dev.headroom.services.common.Problem;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** A user's goals and how they are kept. */
@RestController
@RequestMapping("/api/v1/goals")
class GoalController {

  static final int MOST = 20;

  /** A goal that is set; the application of APP_TIME alone. */
  record Wanted(
      @NotNull GoalKind kind,
      @Nullable @Size(max = 200) String app,
      @NotNull @Min(0) @Max(10_000) Integer target) {}

  /** Another target. */
  record Target(@NotNull @Min(0) @Max(10_000) Integer target) {}

  private final AnalyticsCache analytics;
  private final GoalRepository goals;
  private final ApplicationRepository applications;
  private final ApplicationEventPublisher events;
  private final TransactionTemplate transaction;
  private final Clock clock;

  GoalController(
      AnalyticsCache analytics,
      GoalRepository goals,
      ApplicationRepository applications,
      ApplicationEventPublisher events,
      TransactionTemplate transaction,
      Clock clock) {
    this.analytics = analytics;
    this.goals = goals;
    this.applications = applications;
    this.events = events;
    this.transaction = transaction;
    this.clock = clock;
  }

  @GetMapping
  List<GoalProgress> progress(
      @AuthenticationPrincipal Me user, @RequestParam(required = false) @Nullable String date) {
    return analytics.goals(user, AnalyticsRange.date("date", date, user, clock)).data().goals();
  }

  @PostMapping
  @ResponseStatus(HttpStatus.CREATED)
  GoalView add(@AuthenticationPrincipal Me user, @Valid @RequestBody Wanted wanted) {
    return transaction.execute(
        status -> {
          List<Goal> known = goals.findByUserIdOrderById(user.id());
          if (known.size() >= MOST) {
            throw Problem.conflict("a user has at most " + MOST + " goals");
          }
          Application app = application(wanted);
          if (known.stream()
              .anyMatch(
                  goal ->
                      goal.kind() == wanted.kind() && Objects.equals(goal.application(), app))) {
            throw Problem.conflict("you have this goal already: change its target");
          }
          Goal added = goals.saveAndFlush(new Goal(user.id(), wanted.kind(), app, wanted.target()));
          events.publishEvent(new SettingsChanged(user.id()));
          return GoalView.of(added);
        });
  }

  private @Nullable Application application(Wanted wanted) {
    String app = wanted.app();
    if ((wanted.kind() == GoalKind.APP_TIME) != (app != null)) {
      throw Problem.badRequest("app belongs to a goal of APP_TIME, and to no other");
    }
    return app == null
        ? null
        : applications
            .findByPackageName(app)
            .orElseThrow(
                () ->
                    Problem.badRequest(
                        "no phone ever told of the application '" + Problem.shown(app) + "'"));
  }

  @PutMapping("/{goalId}")
  GoalView change(
      @AuthenticationPrincipal Me user,
      @PathVariable long goalId,
      @Valid @RequestBody Target target) {
    return transaction.execute(
        status -> {
          Goal goal = find(user, goalId);
          goal.setTarget(target.target());
          events.publishEvent(new SettingsChanged(user.id()));
          return GoalView.of(goal);
        });
  }

  @DeleteMapping("/{goalId}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void remove(@AuthenticationPrincipal Me user, @PathVariable long goalId) {
    transaction.executeWithoutResult(
        status -> {
          goals.delete(find(user, goalId));
          events.publishEvent(new SettingsChanged(user.id()));
        });
  }

  private Goal find(Me user, long goalId) {
    return goals
        .findById(goalId)
        .filter(goal -> goal.userId() == user.id())
        .orElseThrow(() -> Problem.notFound("you have no goal " + goalId));
  }
}
