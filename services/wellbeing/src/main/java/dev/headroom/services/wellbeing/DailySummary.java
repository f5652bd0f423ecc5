package dev.headroom.services.wellbeing;

import java.time.LocalDate;
import java.util.List;

/**
 * A day.
 *
 * @param date the user's date
 * @param timeZone whose midnights part it
 * @param day its figures
 * @param screenTime seconds beside the mean of the seven days before
 * @param pickups beside the mean of the seven days before
 * @param topApps the five applications used most
 * @param score of this day alone
 */
record DailySummary(
    LocalDate date,
    String timeZone,
    FiguresView day,
    Change screenTime,
    Change pickups,
    List<AppView> topApps,
    Score score) {}
