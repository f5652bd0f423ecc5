package dev.headroom.services.wellbeing;

import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;

/** Statistics of a range of days. */
final class Statistics {

  private static final int POSTED = 10;

  private Statistics() {}

  static NotificationStatistics notifications(
      LocalDate from, LocalDate to, List<DayFigures> days, List<AppFigures> apps) {
    DayFigures sum = DayFigures.sum(from, days);
    return new NotificationStatistics(
        from,
        to,
        sum.notifications(),
        Score.round((double) sum.notifications() / days.size()),
        sum.interruptions(),
        percent(sum.interruptions(), sum.notifications()),
        apps.stream()
            .filter(app -> app.notifications() > 0)
            .sorted(
                Comparator.comparingLong(AppFigures::notifications)
                    .reversed()
                    .thenComparing(AppFigures::packageName))
            .limit(POSTED)
            .map(
                app ->
                    new NotificationStatistics.Posted(
                        app.packageName(), app.name(), app.notifications(), app.interruptions()))
            .toList());
  }

  static FocusStatistics focus(LocalDate from, LocalDate to, List<DayFigures> days) {
    DayFigures sum = DayFigures.sum(from, days);
    List<DayFigures> focused = days.stream().filter(day -> day.focusSessions() > 0).toList();
    return new FocusStatistics(
        from,
        to,
        sum.focusMillis() / 1_000,
        sum.focusSessions(),
        sum.focusCompleted(),
        sum.focusSessions() == 0 ? 0 : sum.focusMillis() / 1_000 / sum.focusSessions(),
        percent(sum.focusCompleted(), sum.focusSessions()),
        focused.stream()
            .max(
                Comparator.comparingLong(DayFigures::focusMillis)
                    .thenComparing(DayFigures::date, Comparator.reverseOrder()))
            .map(DayFigures::date)
            .orElse(null),
        focused.stream()
            .map(
                day ->
                    new FocusStatistics.FocusDay(
                        day.date(),
                        day.focusMillis() / 1_000,
                        day.focusSessions(),
                        day.focusCompleted()))
            .toList());
  }

  static double percent(long part, long all) {
    return all == 0 ? 0 : Score.round(100.0 * part / all);
  }
}
