package dev.headroom.services.wellbeing;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;

/**
 * A user's day, from its first local midnight to the next day's: 23 or 25 hours where clocks
 * change.
 *
 * @param date the date
 * @param from its first instant
 * @param until the next day's first
 * @param morning when the night that it began with ends
 * @param evening when the night that it ends with begins
 */
record Day(LocalDate date, Instant from, Instant until, Instant morning, Instant evening) {

  static final LocalTime NIGHT_ENDS = LocalTime.of(7, 0);
  static final LocalTime NIGHT_BEGINS = LocalTime.of(23, 0);

  static Day of(LocalDate date, ZoneId zone) {
    return new Day(
        date,
        start(date, zone),
        start(date.plusDays(1), zone),
        date.atTime(NIGHT_ENDS).atZone(zone).toInstant(),
        date.atTime(NIGHT_BEGINS).atZone(zone).toInstant());
  }

  /** Each day from one to another, both included. */
  static List<Day> all(LocalDate from, LocalDate to, ZoneId zone) {
    return from.datesUntil(to.plusDays(1)).map(date -> of(date, zone)).toList();
  }

  static Instant start(LocalDate date, ZoneId zone) {
    return date.atStartOfDay(zone).toInstant();
  }

  boolean has(Instant at) {
    return !at.isBefore(from) && at.isBefore(until);
  }

  /** Milliseconds of a span that are in this day. */
  long millis(Instant begin, Instant end) {
    return overlap(begin, end, from, until);
  }

  /** Milliseconds of a span that are in this day's two pieces of night. */
  long nightMillis(Instant begin, Instant end) {
    return overlap(begin, end, from, morning) + overlap(begin, end, evening, until);
  }

  static long overlap(Instant begin, Instant end, Instant from, Instant until) {
    long lo = Math.max(begin.toEpochMilli(), from.toEpochMilli());
    long hi = Math.min(end.toEpochMilli(), until.toEpochMilli());
    return Math.max(0, hi - lo);
  }
}
