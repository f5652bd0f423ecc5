package dev.headroom.services.wellbeing;

import java.time.LocalDate;
import java.util.List;

/** The applications used most in a range of days. */
record TopApps(LocalDate from, LocalDate to, int applications, long seconds, List<AppView> apps) {

  static TopApps of(LocalDate from, LocalDate to, List<AppFigures> apps, int limit) {
    long all = apps.stream().mapToLong(AppFigures::millis).sum();
    return new TopApps(
        from,
        to,
        apps.size(),
        all / 1_000,
        apps.stream().limit(limit).map(app -> AppView.of(app, all)).toList());
  }
}
