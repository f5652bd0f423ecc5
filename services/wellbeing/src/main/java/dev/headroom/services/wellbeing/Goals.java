package dev.headroom.services.wellbeing;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Service;

/** How a user's goals are kept. */
@Service
class Goals {

  static final int DAYS = 7;
  private static final double MINUTE = 60_000;

  private final GoalRepository goals;
  private final Figures figures;

  Goals(GoalRepository goals, Figures figures) {
    this.goals = goals;
    this.figures = figures;
  }

  List<GoalProgress> progress(Me user, LocalDate date) {
    return goals.findByUserIdOrderById(user.id()).stream()
        .map(goal -> progress(user, goal, date))
        .toList();
  }

  private GoalProgress progress(Me user, Goal goal, LocalDate date) {
    Application app = goal.application();
    List<Double> values = new ArrayList<>();
    for (int i = DAYS - 1; i >= 0; i--) {
      LocalDate day = date.minusDays(i);
      values.add(
          app == null
              ? value(goal.kind(), figures.day(user, day))
              : minutes(
                  figures.apps(user, day, day).stream()
                      .filter(each -> each.packageName().equals(app.packageName()))
                      .mapToLong(AppFigures::millis)
                      .sum()));
    }
    double today = values.getLast();
    int met = (int) values.stream().filter(value -> met(goal, value)).count();
    return new GoalProgress(
        goal.id(),
        goal.kind(),
        app == null ? null : app.packageName(),
        goal.target(),
        today,
        met(goal, today),
        met,
        values,
        "%s of %s %d %s%s; kept on %d of the last %d days."
            .formatted(
                Score.number(today),
                goal.kind().atMost ? "at most" : "at least",
                goal.target(),
                goal.kind().unit,
                app == null ? "" : " " + app.name(),
                met,
                DAYS));
  }

  private static boolean met(Goal goal, double value) {
    return goal.kind().atMost ? value <= goal.target() : value >= goal.target();
  }

  private static double value(GoalKind kind, DayFigures day) {
    return switch (kind) {
      case SCREEN_TIME -> minutes(day.screenMillis());
      case NIGHT_TIME -> minutes(day.nightMillis());
      case PICKUPS -> day.pickups();
      case NOTIFICATIONS -> day.notifications();
      case FOCUS_TIME -> minutes(day.focusMillis());
      case APP_TIME -> throw new IllegalStateException("a goal of APP_TIME has an application");
    };
  }

  private static double minutes(long millis) {
    return Score.round(millis / MINUTE);
  }
}
