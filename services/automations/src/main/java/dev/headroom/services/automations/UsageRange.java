package dev.headroom.services.automations;

import dev.headroom.services.common.Problem;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** Days in UTC, both included. */
record UsageRange(LocalDate from, LocalDate to) {

  static final long DAY = 86_400_000;
  private static final int MOST_DAYS = 92;

  UsageRange {
    if (from.getYear() < 2000 || to.getYear() > 2100) {
      throw Problem.badRequest("from=" + from + ", to=" + to + " are outside 2000 to 2100");
    }
    if (from.isAfter(to)) {
      throw Problem.badRequest("from=" + from + " is after to=" + to);
    }
    if (from.plusDays(MOST_DAYS).isBefore(to.plusDays(1))) {
      throw Problem.badRequest("from=" + from + " to=" + to + " is more than 92 days");
    }
  }

  /** The days until one, that day included. */
  static UsageRange until(LocalDate to, int days) {
    return new UsageRange(to.minusDays(days - 1L), to);
  }

  long fromMillis() {
    return from.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
  }

  /** Excluded. */
  long toMillis() {
    return to.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
  }
}
