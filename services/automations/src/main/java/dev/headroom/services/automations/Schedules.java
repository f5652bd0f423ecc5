package dev.headroom.services.automations;

import dev.headroom.services.common.Problem;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import org.jspecify.annotations.Nullable;
import org.springframework.scheduling.support.CronExpression;

/** Times by cron expression, with seconds, in a zone. */
final class Schedules {

  private static final Duration SHORTEST = Duration.ofMinutes(1);

  private Schedules() {}

  /** The next time after now, in milliseconds; null if there is none any more. */
  static @Nullable Long next(String cron, String zone, Instant now) {
    ZonedDateTime next = CronExpression.parse(cron).next(now.atZone(ZoneId.of(zone)));
    return next == null ? null : next.toInstant().toEpochMilli();
  }

  /** Refuses what is no expression, comes never or more often than each minute. */
  static void check(String cron, String zone, Instant now) {
    if (!ZoneId.getAvailableZoneIds().contains(zone)) {
      throw Problem.badRequest(
          "zone is a name such as Europe/Helsinki, was '" + Problem.shown(zone) + "'");
    }
    ZonedDateTime next;
    ZonedDateTime second;
    try {
      CronExpression expression = CronExpression.parse(cron);
      next = expression.next(now.atZone(ZoneId.of(zone)));
      second = next == null ? null : expression.next(next);
    } catch (IllegalArgumentException | DateTimeException e) {
      throw Problem.badRequest(
          "cron is six fields (second minute hour day month weekday) such as '0 30 7 * * MON-FRI',"
              + " was '%s': %s".formatted(Problem.shown(cron), e.getMessage()));
    }
    if (next == null) {
      throw Problem.badRequest("cron '%s' comes never".formatted(Problem.shown(cron)));
    }
    if (second != null && Duration.between(next, second).compareTo(SHORTEST) < 0) {
      throw Problem.badRequest(
          "cron '%s' comes more often than each minute".formatted(Problem.shown(cron)));
    }
  }
}
