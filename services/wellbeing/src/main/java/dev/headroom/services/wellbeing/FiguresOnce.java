package dev.headroom.services.wellbeing;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One answer's figures: what its parts share is read once. Of one user and one thread. */
final class FiguresOnce implements FiguresSource {

  private final FiguresSource source;
  private final LocalDate from;
  private final LocalDate to;
  private final Map<List<LocalDate>, List<AppFigures>> apps = new HashMap<>();
  private @Nullable List<DayFigures> days;

  FiguresOnce(FiguresSource source, LocalDate from, LocalDate to) {
    this.source = source;
    this.from = from;
    this.to = to;
  }

  @Override
  public DayFigures day(Me user, LocalDate date) {
    return days(user, date, date).getFirst();
  }

  @Override
  public List<DayFigures> days(Me user, LocalDate first, LocalDate last) {
    if (first.isBefore(from) || last.isAfter(to)) {
      throw new IllegalArgumentException(
          "%s to %s is outside of %s to %s, which this answer said it needs"
              .formatted(first, last, from, to));
    }
    List<DayFigures> all = days;
    if (all == null) {
      all = source.days(user, from, to);
      days = all;
    }
    int at = (int) ChronoUnit.DAYS.between(from, first);
    return all.subList(at, at + (int) ChronoUnit.DAYS.between(first, last) + 1);
  }

  @Override
  public List<DayFigures> weeks(Me user, LocalDate monday, int count) {
    List<DayFigures> weeks = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      LocalDate first = monday.plusWeeks(i);
      weeks.add(DayFigures.sum(first, days(user, first, first.plusDays(6))));
    }
    return weeks;
  }

  @Override
  public List<AppFigures> apps(Me user, LocalDate first, LocalDate last) {
    return apps.computeIfAbsent(List.of(first, last), range -> source.apps(user, first, last));
  }

  @Override
  public List<Long> appMillis(Me user, String packageName, LocalDate first, LocalDate last) {
    return source.appMillis(user, packageName, first, last);
  }
}
