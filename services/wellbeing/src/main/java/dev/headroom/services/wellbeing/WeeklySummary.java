package dev.headroom.services.wellbeing;

import java.time.LocalDate;
import java.util.List;

/**
 * A week from Monday.
 *
 * @param week its Monday
 * @param days its seven days
 * @param total their sum
 * @param screenTime seconds beside the week before
 * @param pickups beside the week before
 * @param focusTime seconds beside the week before
 * @param topApps the five applications used most
 * @param score of the week
 */
record WeeklySummary(
    LocalDate week,
    List<FiguresView> days,
    FiguresView total,
    Change screenTime,
    Change pickups,
    Change focusTime,
    List<AppView> topApps,
    Score score) {}
