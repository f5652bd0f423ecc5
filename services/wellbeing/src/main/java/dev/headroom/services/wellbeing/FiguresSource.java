package dev.headroom.services.wellbeing;

import java.time.Duration;
import java.time.LocalDate;
import java.util.List;

/** Where a user's figures come from: each way gives the same ones. */
interface FiguresSource {

  /** An unlock so soon after a notification is because of it. */
  Duration ANSWERED_WITHIN = Duration.ofSeconds(60);

  DayFigures day(Me user, LocalDate date);

  /** Each day from one to another, both included. */
  List<DayFigures> days(Me user, LocalDate from, LocalDate to);

  /** So many weeks from a Monday on. */
  List<DayFigures> weeks(Me user, LocalDate monday, int count);

  /** What was used or told something, most used first. */
  List<AppFigures> apps(Me user, LocalDate from, LocalDate to);

  /** Time in an application on each day from one to another. */
  List<Long> appMillis(Me user, String packageName, LocalDate from, LocalDate to);
}
