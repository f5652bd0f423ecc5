package dev.headroom.services.wellbeing;

import java.time.LocalDate;
import java.util.List;

/**
 * Notifications of a range of days.
 *
 * @param perDay mean a day
 * @param interruptions those that an unlock followed within a minute or that fell into a focus
 *     session
 * @param interruptedPercent their share
 * @param apps who posted most, at most ten
 */
record NotificationStatistics(
    LocalDate from,
    LocalDate to,
    long notifications,
    double perDay,
    long interruptions,
    double interruptedPercent,
    List<Posted> apps) {

  /** One application's. */
  record Posted(String app, String name, long notifications, long interruptions) {}
}
