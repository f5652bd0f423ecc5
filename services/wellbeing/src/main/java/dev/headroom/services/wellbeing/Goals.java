package dev.headroom.services.wellbeing;

import dev.headroom.loop.Fixes;
import java.time.LocalDate;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/** How a user's goals are kept. */
@Service
class Goals {

  /** As it is kept: a cache has one class a name. */
  record Kept(List<GoalProgress> goals) {}

  static final int DAYS = 7;
  private static final double MINUTE = 60_000;

  private final GoalRepository goals;
  private final JdbcClient jdbc;
  private final Fixes fixes;

  Goals(GoalRepository goals, JdbcClient jdbc, Fixes fixes) {
    this.goals = goals;
    this.jdbc = jdbc;
    this.fixes = fixes;
  }

  List<GoalProgress> progress(FiguresSource from, Me user, LocalDate date) {
    return (fixes.isOn(WellbeingFixes.SET_BASED) || fixes.isOn(WellbeingFixes.ROLLUPS)
            ? atOnce(user)
            : goals.findByUserIdOrderById(user.id()).stream().map(GoalView::of).toList())
        .stream().map(goal -> progress(from, user, goal, date)).toList();
  }

  private List<GoalView> atOnce(Me user) {
    return jdbc.sql(
            "select g.id, g.kind, a.package_name, a.name, g.target from goal g"
                + " left join application a on a.id = g.application_id"
                + " where g.user_id = ? order by g.id")
        .param(user.id())
        .query(
            (row, n) ->
                new GoalView(
                    row.getLong(1),
                    GoalKind.valueOf(row.getString(2)),
                    row.getString(3),
                    row.getString(4),
                    row.getInt(5)))
        .list();
  }

  private static GoalProgress progress(FiguresSource from, Me user, GoalView goal, LocalDate date) {
    String app = goal.app();
    LocalDate first = date.minusDays(DAYS - 1);
    List<Double> values =
        app == null
            ? from.days(user, first, date).stream().map(day -> value(goal.kind(), day)).toList()
            : from.appMillis(user, app, first, date).stream().map(Goals::minutes).toList();
    double today = values.getLast();
    int met = (int) values.stream().filter(value -> met(goal, value)).count();
    return new GoalProgress(
        goal.id(),
        goal.kind(),
        app,
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
                app == null ? "" : " " + goal.appName(),
                met,
                DAYS));
  }

  private static boolean met(GoalView goal, double value) {
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
