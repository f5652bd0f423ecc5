package dev.headroom.services.wellbeing;

/** What a goal is about; times are in minutes, the rest are numbers. */
enum GoalKind {
  SCREEN_TIME(true, "minutes of screen time"),
  NIGHT_TIME(true, "minutes of screen time between 23:00 and 7:00"),
  PICKUPS(true, "unlocks"),
  NOTIFICATIONS(true, "notifications"),
  /** Of one application. */
  APP_TIME(true, "minutes in the application"),
  FOCUS_TIME(false, "minutes of focus");

  /** Whether less is better. */
  final boolean atMost;

  final String unit;

  GoalKind(boolean atMost, String unit) {
    this.atMost = atMost;
    this.unit = unit;
  }
}
