package dev.headroom.services.wellbeing;

import java.time.DayOfWeek;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Sentences worth reading, written from four weeks of days and one of applications. */
final class Insights {

  /** As they are kept: a cache has one class a name. */
  record Kept(List<Insight> insights) {}

  private static final int WEEK = 7;
  private static final double CHANGED_PERCENT = 10;
  private static final double LARGE_PERCENT = 25;
  private static final int LATE_NIGHTS = 3;
  private static final long LATE_MILLIS = 600_000;

  private Insights() {}

  static List<Insight> of(List<DayFigures> days, List<AppFigures> apps) {
    List<Insight> found = new ArrayList<>();
    List<DayFigures> week = days.subList(days.size() - WEEK, days.size());
    List<DayFigures> before = days.subList(days.size() - 2 * WEEK, days.size() - WEEK);
    screen(week, before).ifPresent(found::add);
    late(week).ifPresent(found::add);
    weekend(days).ifPresent(found::add);
    app(apps).ifPresent(found::add);
    interrupter(apps).ifPresent(found::add);
    focus(week).ifPresent(found::add);
    return found;
  }

  private static Optional<Insight> screen(List<DayFigures> week, List<DayFigures> before) {
    long now = perDay(week);
    Change change = Change.of(now, perDay(before));
    Double percent = change.changePercent();
    if (percent == null || Math.abs(percent) < CHANGED_PERCENT) {
      return Optional.empty();
    }
    return insight(
        "screen_time_changed",
        "Screen time is %s %% %s than in the week before: %s a day instead of %s."
            .formatted(
                Score.number(Math.abs(percent)),
                percent < 0 ? "less" : "more",
                time(now),
                time(change.before())),
        "seconds_a_day",
        now,
        "seconds_a_day_before",
        change.before(),
        "change_percent",
        percent);
  }

  private static Optional<Insight> late(List<DayFigures> week) {
    List<DayFigures> late = week.stream().filter(day -> day.nightMillis() > LATE_MILLIS).toList();
    if (late.size() < LATE_NIGHTS) {
      return Optional.empty();
    }
    long millis = late.stream().mapToLong(DayFigures::nightMillis).sum();
    return insight(
        "late_use",
        "On %d of the last 7 days the phone was in use for more than 10 min between 23:00 and 7:00, %s in all."
            .formatted(late.size(), time(millis / 1_000)),
        "dates",
        late.stream().map(DayFigures::date).toList(),
        "seconds",
        millis / 1_000);
  }

  private static Optional<Insight> weekend(List<DayFigures> days) {
    List<DayFigures> known = days.stream().filter(DayFigures::isKnown).toList();
    List<DayFigures> free = known.stream().filter(Insights::isWeekend).toList();
    List<DayFigures> work = known.stream().filter(day -> !isWeekend(day)).toList();
    if (free.isEmpty() || work.isEmpty()) {
      return Optional.empty();
    }
    Change change = Change.of(perDay(free), perDay(work));
    Double percent = change.changePercent();
    if (percent == null || Math.abs(percent) < LARGE_PERCENT) {
      return Optional.empty();
    }
    return insight(
        "weekend",
        "At weekends it is %s a day, %s %% %s than the %s of weekdays."
            .formatted(
                time(change.now()),
                Score.number(Math.abs(percent)),
                percent < 0 ? "less" : "more",
                time(change.before())),
        "weekend_seconds_a_day",
        change.now(),
        "weekday_seconds_a_day",
        change.before(),
        "change_percent",
        percent);
  }

  private static Optional<Insight> app(List<AppFigures> apps) {
    long all = apps.stream().mapToLong(AppFigures::millis).sum();
    if (all == 0) {
      return Optional.empty();
    }
    AppFigures top = apps.getFirst();
    double percent = Statistics.percent(top.millis(), all);
    if (percent < LARGE_PERCENT) {
      return Optional.empty();
    }
    return insight(
        "top_app",
        "%s takes %s %% of the time in applications: %s in the last 7 days, opened %d times."
            .formatted(top.name(), Score.number(percent), time(top.millis() / 1_000), top.opens()),
        "app",
        top.packageName(),
        "seconds",
        top.millis() / 1_000,
        "share_percent",
        percent,
        "opens",
        top.opens());
  }

  private static Optional<Insight> interrupter(List<AppFigures> apps) {
    long all = apps.stream().mapToLong(AppFigures::interruptions).sum();
    return apps.stream()
        .max(
            Comparator.comparingLong(AppFigures::interruptions)
                .thenComparing(AppFigures::packageName, Comparator.reverseOrder()))
        .filter(app -> Statistics.percent(app.interruptions(), all) >= LARGE_PERCENT)
        .flatMap(
            app ->
                insight(
                    "interrupter",
                    "%s interrupts most: %d of %d interruptions of the last 7 days."
                        .formatted(app.name(), app.interruptions(), all),
                    "app",
                    app.packageName(),
                    "interruptions",
                    app.interruptions(),
                    "of",
                    all));
  }

  private static Optional<Insight> focus(List<DayFigures> week) {
    DayFigures sum = DayFigures.sum(week.getFirst().date(), week);
    if (sum.focusSessions() == 0) {
      return Optional.empty();
    }
    return insight(
        "focus",
        "%d of %d focus sessions of the last 7 days were held until their end, %s in all."
            .formatted(sum.focusCompleted(), sum.focusSessions(), time(sum.focusMillis() / 1_000)),
        "sessions",
        sum.focusSessions(),
        "completed",
        sum.focusCompleted(),
        "seconds",
        sum.focusMillis() / 1_000);
  }

  private static Optional<Insight> insight(String kind, String text, Object... evidence) {
    Map<String, Object> named = new LinkedHashMap<>();
    for (int i = 0; i < evidence.length; i += 2) {
      named.put((String) evidence[i], evidence[i + 1]);
    }
    return Optional.of(new Insight(kind, text, named));
  }

  private static boolean isWeekend(DayFigures day) {
    DayOfWeek weekday = day.date().getDayOfWeek();
    return weekday == DayOfWeek.SATURDAY || weekday == DayOfWeek.SUNDAY;
  }

  /** Mean seconds of screen time. */
  private static long perDay(List<DayFigures> days) {
    return days.stream().mapToLong(DayFigures::screenMillis).sum() / 1_000 / days.size();
  }

  private static String time(long seconds) {
    long minutes = seconds / 60;
    return minutes < 60 ? minutes + " min" : minutes / 60 + " h " + minutes % 60 + " min";
  }
}
