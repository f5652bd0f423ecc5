package dev.headroom.services.pos;

import dev.headroom.services.common.Problem;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * Business dates, both ends included, at most {@value #MOST_DAYS} of them.
 *
 * @param from first date
 * @param to last date
 */
record AnalyticsRange(LocalDate from, LocalDate to) {

  static final int MOST_DAYS = 366;

  AnalyticsRange {
    if (from.isAfter(to)) {
      throw Problem.badRequest(
          "from=%s is after to=%s: exchange them, both ends are included".formatted(from, to));
    }
    long days = ChronoUnit.DAYS.between(from, to) + 1;
    if (days > MOST_DAYS) {
      throw Problem.badRequest(
          "from=%s to=%s are %d days, at most %d can be asked for at once: write to=%s or earlier"
              .formatted(from, to, days, MOST_DAYS, from.plusDays(MOST_DAYS - 1)));
    }
  }

  static AnalyticsRange parse(@Nullable String from, @Nullable String to) {
    return new AnalyticsRange(date("from", from), date("to", to));
  }

  private static LocalDate date(String name, @Nullable String text) {
    if (text == null || text.isBlank()) {
      throw Problem.badRequest(
          "parameter '%s' is missing: a business date such as %s=2015-05-11".formatted(name, name));
    }
    try {
      LocalDate date = LocalDate.parse(text);
      if (date.getYear() < 1 || date.getYear() > 9999) {
        throw Problem.badRequest("%s=%s is outside the years 1 to 9999".formatted(name, text));
      }
      return date;
    } catch (DateTimeParseException e) {
      throw Problem.badRequest(
          "%s=%s is no date: write year-month-day, such as 2015-05-11".formatted(name, text));
    }
  }
}
