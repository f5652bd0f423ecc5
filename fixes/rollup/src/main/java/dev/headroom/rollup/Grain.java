package dev.headroom.rollup;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAdjusters;
import java.time.zone.ZoneOffsetTransition;

/**
 * How long a bucket is, in local time.
 *
 * <p>Buckets of a grain follow each other without gap or overlap in any zone, whatever its clocks
 * do. A day runs from its first midnight (or, where a clock change skipped it, the first instant
 * after) to that of the next day: 23, 25 or any other number of hours; one that a zone left out is
 * empty. An hour ends with the full local hour or a clock change, so that the hour that is repeated
 * in autumn is two buckets. Weeks begin on Monday (ISO 8601). Only {@code java.time} decides where
 * a bucket begins; the databases compare instants.
 */
public enum Grain {
  /** A local hour. */
  HOUR,
  /** A local day. */
  DAY,
  /** A week, from Monday. */
  WEEK,
  /** A calendar month. */
  MONTH;

  /** Times before it or after {@link #MOST} belong to no bucket; in seconds of the epoch. */
  static final long LEAST = second(2);

  /** End of what is counted. */
  static final long MOST = second(9998);

  private static long second(int year) {
    return LocalDateTime.of(year, 1, 1, 0, 0).toEpochSecond(ZoneOffset.UTC);
  }

  /**
   * The bucket of an instant.
   *
   * @param second the instant, in seconds of the epoch
   * @param zone where it is local
   * @return the bucket that contains it
   */
  Bucket bucket(long second, ZoneId zone) {
    if (this == HOUR) {
      Instant instant = Instant.ofEpochSecond(second);
      long hour = second - sinceFullHour(second, zone);
      ZoneOffsetTransition last = zone.getRules().previousTransition(instant.plusSeconds(1));
      return new Bucket(this, last == null ? hour : Math.max(hour, last.toEpochSecond()));
    }
    LocalDate day = Instant.ofEpochSecond(second).atZone(zone).toLocalDate();
    while (second < start(day, zone)) {
      day = day.minusDays(1);
    }
    while (second >= start(day.plusDays(1), zone)) {
      day = day.plusDays(1);
    }
    return containing(day);
  }

  /** The bucket of a local day; not of hours. */
  Bucket containing(LocalDate day) {
    return new Bucket(
        this,
        switch (this) {
          case WEEK -> day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY)).toEpochDay();
          case MONTH -> day.withDayOfMonth(1).toEpochDay();
          default -> day.toEpochDay();
        });
  }

  /** When a bucket begins, in seconds of the epoch. */
  long from(Bucket bucket, ZoneId zone) {
    return this == HOUR ? bucket.at() : start(bucket.day(), zone);
  }

  /** When it ends, which is when the next one begins. */
  long until(Bucket bucket, ZoneId zone) {
    if (this == HOUR) {
      long hour = bucket.at() + 3600 - sinceFullHour(bucket.at(), zone);
      ZoneOffsetTransition next =
          zone.getRules().nextTransition(Instant.ofEpochSecond(bucket.at()));
      return next == null ? hour : Math.min(hour, next.toEpochSecond());
    }
    return start(next(bucket.day()), zone);
  }

  /** The first day of the next bucket; not of hours. */
  LocalDate next(LocalDate first) {
    return switch (this) {
      case WEEK -> first.plusWeeks(1);
      case MONTH -> first.plusMonths(1);
      default -> first.plusDays(1);
    };
  }

  private static long start(LocalDate day, ZoneId zone) {
    return day.atStartOfDay(zone).toEpochSecond();
  }

  private static long sinceFullHour(long second, ZoneId zone) {
    int offset = zone.getRules().getOffset(Instant.ofEpochSecond(second)).getTotalSeconds();
    return Math.floorMod(second + offset, 3600L);
  }
}
