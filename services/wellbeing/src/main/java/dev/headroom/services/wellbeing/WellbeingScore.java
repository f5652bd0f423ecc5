package dev.headroom.services.wellbeing;

import java.time.DayOfWeek;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * How the days of a period went: 30 for screen time, 20 for the nights, 15 for pickups, 15 for
 * interruptions, 20 for focus. Each is the mean over the days with any record; each is full up to a
 * target and falls to nothing at a multiple of it. The shape, a plateau and then a decline,
 * weekdays and weekends apart, is that of Przybylski and Weinstein (2017); the targets are this
 * service's.
 */
final class WellbeingScore {

  static final String NOTE = "A guide to one's own habits, not a clinical measure.";

  static final double WEEKDAY_SCREEN_MINUTES = 120;
  static final double WEEKEND_SCREEN_MINUTES = 180;
  static final double NIGHT_MINUTES = 10;
  static final double PICKUPS = 40;
  static final double INTERRUPTIONS = 20;
  static final double FOCUS_MINUTES = 60;

  private static final double TWICE = 2;
  private static final double THRICE = 3;
  private static final double MINUTE = 60_000;

  private WellbeingScore() {}

  static Score of(List<DayFigures> period) {
    List<DayFigures> days = period.stream().filter(DayFigures::isKnown).toList();
    boolean phone = days.stream().anyMatch(d -> d.pickups() > 0);
    boolean told = days.stream().anyMatch(d -> d.notifications() > 0);
    boolean focused = days.stream().anyMatch(d -> d.focusSessions() > 0);
    return Score.of(
        "Wellbeing score",
        NOTE,
        part(
            "screen_time",
            30,
            days,
            phone,
            d -> Score.upTo(d.screenMillis() / MINUTE, screenTarget(d), TWICE),
            d -> d.screenMillis() / MINUTE,
            "%s minutes of screen time a day; up to 120 on weekdays and 180 at weekends is full."),
        part(
            "sleep",
            20,
            days,
            phone,
            d -> Score.upTo(d.nightMillis() / MINUTE, NIGHT_MINUTES, THRICE),
            d -> d.nightMillis() / MINUTE,
            "%s minutes between 23:00 and 7:00 a day; up to 10 is full."),
        part(
            "pickups",
            15,
            days,
            phone,
            d -> Score.upTo((double) d.pickups(), PICKUPS, THRICE),
            d -> (double) d.pickups(),
            "%s unlocks a day; up to 40 is full."),
        part(
            "interruptions",
            15,
            days,
            told,
            d -> Score.upTo((double) d.interruptions(), INTERRUPTIONS, THRICE),
            d -> (double) d.interruptions(),
            "%s interruptions a day; up to 20 is full."),
        part(
            "focus",
            20,
            days,
            focused,
            d -> Math.min(1, d.focusMillis() / MINUTE / FOCUS_MINUTES),
            d -> d.focusMillis() / MINUTE,
            "%s minutes of focus a day; 60 or more is full."));
  }

  private static double screenTarget(DayFigures day) {
    DayOfWeek weekday = day.date().getDayOfWeek();
    return weekday == DayOfWeek.SATURDAY || weekday == DayOfWeek.SUNDAY
        ? WEEKEND_SCREEN_MINUTES
        : WEEKDAY_SCREEN_MINUTES;
  }

  private static Score.Part part(
      String name,
      int weight,
      List<DayFigures> days,
      boolean known,
      ToDoubleFunction<DayFigures> value,
      ToDoubleFunction<DayFigures> figure,
      String sentence) {
    if (!known) {
      return Score.Part.of(name, weight, Score.UNKNOWN, "Nothing of it was recorded.");
    }
    double mean = days.stream().mapToDouble(value).average().orElse(0);
    double shown = Score.round(days.stream().mapToDouble(figure).average().orElse(0));
    return Score.Part.of(name, weight, mean, sentence.formatted(Score.number(shown)));
  }
}
