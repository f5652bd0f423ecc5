package dev.headroom.services.wellbeing;

import org.jspecify.annotations.Nullable;

/**
 * A goal as it is answered.
 *
 * @param app the application of APP_TIME, or null
 * @param appName it for people
 */
record GoalView(
    long id, GoalKind kind, @Nullable String app, @Nullable String appName, int target) {

  static GoalView of(Goal goal) {
    Application app = goal.application();
    return new GoalView(
        goal.id(),
        goal.kind(),
        app == null ? null : app.packageName(),
        app == null ? null : app.name(),
        goal.target());
  }
}
