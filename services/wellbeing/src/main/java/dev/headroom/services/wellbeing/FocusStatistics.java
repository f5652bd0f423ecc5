package dev.headroom.services.wellbeing;

import java.time.LocalDate;
import java.util.List;

/**
 * Focus sessions of a range of days, each on the day it began.
 *
 * @param averageSeconds mean length
 * @param completedPercent share held until the end
 * @param best the day with most focus
 * @param days those with any
 */
record FocusStatistics(
    LocalDate from,
    LocalDate to,
    long seconds,
    long sessions,
    long completed,
    long averageSeconds,
    double completedPercent,
    @org.jspecify.annotations.Nullable LocalDate best,
    List<FocusDay> days) {

  /** A day with focus. */
  record FocusDay(LocalDate date, long seconds, long sessions, long completed) {}
}
