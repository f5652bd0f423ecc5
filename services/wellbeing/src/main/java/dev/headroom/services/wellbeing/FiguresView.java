package dev.headroom.services.wellbeing;

import java.time.LocalDate;

/**
 * Figures as they are answered: times in whole seconds.
 *
 * @param date the day, or the first of several
 */
record FiguresView(
    LocalDate date,
    long screenSeconds,
    long nightSeconds,
    long pickups,
    long notifications,
    long interruptions,
    long focusSeconds,
    long focusSessions,
    long focusCompleted) {

  static FiguresView of(DayFigures f) {
    return new FiguresView(
        f.date(),
        f.screenMillis() / 1_000,
        f.nightMillis() / 1_000,
        f.pickups(),
        f.notifications(),
        f.interruptions(),
        f.focusMillis() / 1_000,
        f.focusSessions(),
        f.focusCompleted());
  }
}
