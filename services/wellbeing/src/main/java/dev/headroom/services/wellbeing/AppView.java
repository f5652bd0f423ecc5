package dev.headroom.services.wellbeing;

/**
 * An application as it is answered.
 *
 * @param app its package
 * @param name for people
 * @param seconds in front
 * @param sharePercent of all applications' time, with one decimal place
 * @param opens how often it came to the front
 */
record AppView(
    String app,
    String name,
    long seconds,
    double sharePercent,
    long opens,
    long notifications,
    long interruptions) {

  static AppView of(AppFigures app, long allMillis) {
    return new AppView(
        app.packageName(),
        app.name(),
        app.millis() / 1_000,
        allMillis == 0 ? 0 : Score.round(100.0 * app.millis() / allMillis),
        app.opens(),
        app.notifications(),
        app.interruptions());
  }
}
