package dev.headroom.services.wellbeing;

import dev.headroom.services.common.Problem;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * Days of a user, both included.
 *
 * @param from first
 * @param to last
 */
record AnalyticsRange(LocalDate from, LocalDate to) {

  static final int MOST_DAYS = 92;
  private static final LocalDate FIRST = LocalDate.of(2000, 1, 1);
  private static final LocalDate LAST = LocalDate.of(2100, 1, 1);

  static AnalyticsRange parse(@Nullable String from, @Nullable String to, Me user, Clock clock) {
    LocalDate last = date("to", to, user, clock);
    LocalDate first = from == null ? last.minusDays(6) : date("from", from, user, clock);
    if (first.isAfter(last)) {
      throw Problem.badRequest("from=%s is after to=%s".formatted(first, last));
    }
    if (ChronoUnit.DAYS.between(first, last) >= MOST_DAYS) {
      throw Problem.badRequest(
          "from=%s to=%s are more than %d days: ask for less at once"
              .formatted(first, last, MOST_DAYS));
    }
    return new AnalyticsRange(first, last);
  }

  /** A date as it was written, or the user's today. */
  static LocalDate date(String name, @Nullable String text, Me user, Clock clock) {
    if (text == null) {
      return LocalDate.now(clock.withZone(user.zone()));
    }
    LocalDate date;
    try {
      date = LocalDate.parse(text);
    } catch (DateTimeException e) {
      throw Problem.badRequest(
          "%s is a date such as 2017-03-28, was '%s'".formatted(name, Problem.shown(text)));
    }
    if (date.isBefore(FIRST) || date.isAfter(LAST)) {
      throw Problem.badRequest("%s=%s is outside 2000 to 2100".formatted(name, date));
    }
    return date;
  }
}
