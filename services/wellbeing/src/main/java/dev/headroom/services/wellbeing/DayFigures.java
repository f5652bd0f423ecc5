package dev.headroom.services.wellbeing;

import java.time.LocalDate;

/**
 * What a user's day, or several together, come to. All of it adds up.
 *
 * @param date the day, or the first of several
 * @param screenMillis between unlocks and the screen's going off
 * @param nightMillis of these between 23:00 and 7:00
 * @param pickups sessions that began
 * @param notifications notifications posted
 * @param interruptions of these, those that an unlock followed within a minute or that fell into a
 *     focus session
 * @param focusMillis of the focus sessions that began
 * @param focusSessions how many began
 * @param focusCompleted how many of these were held until their end
 */
record DayFigures(
    LocalDate date,
    long screenMillis,
    long nightMillis,
    long pickups,
    long notifications,
    long interruptions,
    long focusMillis,
    long focusSessions,
    long focusCompleted) {

  static DayFigures none(LocalDate date) {
    return new DayFigures(date, 0, 0, 0, 0, 0, 0, 0, 0);
  }

  DayFigures plus(DayFigures other) {
    return new DayFigures(
        date,
        screenMillis + other.screenMillis,
        nightMillis + other.nightMillis,
        pickups + other.pickups,
        notifications + other.notifications,
        interruptions + other.interruptions,
        focusMillis + other.focusMillis,
        focusSessions + other.focusSessions,
        focusCompleted + other.focusCompleted);
  }

  static DayFigures sum(LocalDate first, Iterable<DayFigures> days) {
    DayFigures sum = none(first);
    for (DayFigures day : days) {
      sum = sum.plus(day);
    }
    return sum;
  }

  /** Whether anything was recorded. */
  boolean isKnown() {
    return screenMillis + pickups + notifications + focusSessions > 0;
  }
}
