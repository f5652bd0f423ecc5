package dev.headroom.services.pos;

import dev.headroom.services.common.Problem;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.IsoFields;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A week of ISO 8601: Monday to Sunday, the first of a year being the one with its first Thursday.
 *
 * @param monday its first day
 */
record AnalyticsWeek(LocalDate monday) {

  private static final Pattern FORM = Pattern.compile("(\\d{4})-W(\\d{2})");

  static AnalyticsWeek parse(@Nullable String text) {
    if (text == null || text.isBlank()) {
      throw Problem.badRequest("parameter 'week' is missing: an ISO week such as week=2015-W20");
    }
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw Problem.badRequest(
          "week=%s is no ISO week: write year-Wweek, such as 2015-W20".formatted(text));
    }
    int year = Integer.parseInt(form.group(1));
    int week = Integer.parseInt(form.group(2));
    // 4 January always lies in week 1.
    LocalDate first = LocalDate.of(year, 1, 4).with(DayOfWeek.MONDAY);
    long weeks = IsoFields.WEEK_OF_WEEK_BASED_YEAR.rangeRefinedBy(first.plusDays(3)).getMaximum();
    if (year < 1 || week < 1 || week > weeks) {
      throw Problem.badRequest(
          "week=%s does not exist: the year %s has weeks W01 to W%02d"
              .formatted(text, form.group(1), weeks));
    }
    return new AnalyticsWeek(first.plusWeeks(week - 1L));
  }

  AnalyticsWeek before() {
    return new AnalyticsWeek(monday.minusWeeks(1));
  }

  LocalDate sunday() {
    return monday.plusDays(6);
  }

  @Override
  public String toString() {
    return "%04d-W%02d"
        .formatted(
            monday.get(IsoFields.WEEK_BASED_YEAR), monday.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
  }
}
