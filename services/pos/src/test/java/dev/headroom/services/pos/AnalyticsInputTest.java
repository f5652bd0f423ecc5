package dev.headroom.services.pos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.services.common.Problem;
import java.time.LocalDate;
import java.time.temporal.IsoFields;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What may be asked, and what is said about the rest. */
class AnalyticsInputTest {

  @Test
  @DisplayName("an unknown grouping names the nearest and all valid ones")
  void unknownGrouping() {
    refused(() -> AnalyticsBy.parse("days"), "did you mean day", "day, hour, item, payment");
    refused(() -> AnalyticsBy.parse("DAY"), "day, hour, item, payment");
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "-, 2015-01-01, parameter 'from' is missing",
        "2015-01-01, -, parameter 'to' is missing",
        "2015-02-29, 2015-03-01, from=2015-02-29 is no date",
        "2015-01-01, 01.02.2015, to=01.02.2015 is no date",
        "2015-01-02, 2015-01-01, from=2015-01-02 is after to=2015-01-01",
        "2015-01-01, 2016-01-02, are 367 days",
        "-0001-01-01, 2015-01-01, is outside the years",
      })
  @DisplayName(
      "a range that is missing, malformed, turned round or too long is refused with what to write")
  void badRanges(String from, String to, String detail) {
    refused(() -> AnalyticsRange.parse(from, to), detail);
  }

  @Test
  @DisplayName("one day and 366 days are ranges; both ends are included")
  void goodRanges() {
    assertThat(AnalyticsRange.parse("2016-01-01", "2016-12-31").to())
        .isEqualTo(LocalDate.of(2016, 12, 31));
    assertThat(AnalyticsRange.parse("2015-05-11", "2015-05-11").from())
        .isEqualTo(LocalDate.of(2015, 5, 11));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"2015", "2015-20", "2015-W00", "2015-W54", "2014-W53", "W20", "2015-W20 "})
  @DisplayName("what is no ISO week is refused")
  void badWeeks(String week) {
    refused(() -> AnalyticsWeek.parse(week), "week=" + week);
  }

  @ParameterizedTest
  @CsvSource({
    "2015-W20, 2015-05-11",
    "2015-W53, 2015-12-28",
    "2015-W01, 2014-12-29",
    "2016-W01, 2016-01-04"
  })
  @DisplayName("an ISO week begins on its Monday, also across years")
  void weeks(String week, LocalDate monday) {
    assertThat(AnalyticsWeek.parse(week).monday()).isEqualTo(monday);
    assertThat(AnalyticsWeek.parse(week)).hasToString(week);
    assertThat(monday.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR))
        .isEqualTo(Integer.parseInt(week.substring(6)));
  }

  private static void refused(ThrowingCallable call, String... parts) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            Problem.class,
            problem -> {
              assertThat(problem.getStatusCode().value()).isEqualTo(400);
              assertThat(problem.getBody().getDetail()).contains(parts);
            });
  }
}
