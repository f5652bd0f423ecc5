package dev.headroom.services.wellbeing;

import java.util.Comparator;

/**
 * What an application comes to in a range of days.
 *
 * @param packageName the application
 * @param name for people
 * @param millis in front
 * @param opens how often it came to the front
 * @param notifications it posted
 * @param interruptions of these, as of {@link DayFigures}
 */
record AppFigures(
    String packageName,
    String name,
    long millis,
    long opens,
    long notifications,
    long interruptions) {

  static final Comparator<AppFigures> MOST_USED =
      Comparator.comparingLong(AppFigures::millis)
          .thenComparingLong(AppFigures::notifications)
          .reversed()
          .thenComparing(AppFigures::packageName);
}
