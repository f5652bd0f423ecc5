package dev.headroom.rollup;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class GrainTest {

  @Test
  @DisplayName("in every zone, buckets of every grain contain their times and follow without gap")
  void partition() {
    Random random = new Random(1);
    for (String name : new TreeSet<>(ZoneId.getAvailableZoneIds())) {
      ZoneId zone = ZoneId.of(name);
      for (int i = 0; i < 40; i++) {
        long second = random.nextLong(-3_000_000_000L, 3_000_000_000L);
        if (i % 2 == 0) { // near a clock change, if there is one
          var change = zone.getRules().nextTransition(java.time.Instant.ofEpochSecond(second));
          second =
              change == null ? second : change.toEpochSecond() + random.nextInt(200_000) - 100_000;
        }
        for (Grain grain : Grain.values()) {
          Bucket bucket = grain.bucket(second, zone);
          long from = grain.from(bucket, zone);
          long until = grain.until(bucket, zone);
          String what = name + " " + second + " " + bucket;
          assertThat(second).as(what).isGreaterThanOrEqualTo(from).isLessThan(until);
          assertThat(grain.bucket(from, zone)).as(what).isEqualTo(bucket);
          assertThat(grain.bucket(until - 1, zone)).as(what).isEqualTo(bucket);
          Bucket next = grain.bucket(until, zone);
          assertThat(next).as(what).isGreaterThan(bucket);
          assertThat(grain.from(next, zone)).as(what).isEqualTo(until);
        }
      }
    }
  }

  @Test
  @DisplayName("in every zone an hour lies in one day, a day in one week and one month")
  void nested() {
    Random random = new Random(2);
    for (String name : new TreeSet<>(ZoneId.getAvailableZoneIds())) {
      ZoneId zone = ZoneId.of(name);
      for (int i = 0; i < 20; i++) {
        long second = random.nextLong(-3_000_000_000L, 3_000_000_000L);
        var change = zone.getRules().nextTransition(java.time.Instant.ofEpochSecond(second));
        second = change == null ? second : change.toEpochSecond() + random.nextInt(9000) - 4500;
        Bucket hour = Grain.HOUR.bucket(second, zone);
        Bucket day = Grain.DAY.bucket(hour.at(), zone);
        assertThat(Grain.DAY.bucket(Grain.HOUR.until(hour, zone) - 1, zone))
            .as(name + " " + hour)
            .isEqualTo(day);
        for (Grain grain : List.of(Grain.WEEK, Grain.MONTH)) {
          assertThat(grain.containing(day.day()))
              .as(name + " " + day)
              .isEqualTo(grain.bucket(Grain.DAY.from(day, zone), zone));
        }
      }
    }
  }

  @Test
  @DisplayName("days of clock changes have 23 and 25 hours, the repeated hour is two buckets")
  void clockChanges() {
    ZoneId berlin = ZoneId.of("Europe/Berlin");
    assertThat(hours(berlin, "2026-03-29T12:00")).isEqualTo(23);
    assertThat(hours(berlin, "2026-10-25T12:00")).isEqualTo(25);
    assertThat(hours(ZoneId.of("Australia/Lord_Howe"), "2026-04-05T00:00")).isEqualTo(24.5);
    long first = second("2026-10-25T00:30");
    assertThat(Grain.HOUR.bucket(first, berlin))
        .isNotEqualTo(Grain.HOUR.bucket(first + 3600, berlin));
    // Samoa went over the date line: 30 December 2011 did not happen.
    ZoneId apia = ZoneId.of("Pacific/Apia");
    Bucket before = Grain.DAY.bucket(second("2011-12-30T09:59"), apia);
    assertThat(before).hasToString("2011-12-29");
    assertThat(Grain.DAY.bucket(Grain.DAY.until(before, apia), apia)).hasToString("2011-12-31");
  }

  private static double hours(ZoneId zone, String utc) {
    Bucket day = Grain.DAY.bucket(second(utc), zone);
    return (Grain.DAY.until(day, zone) - Grain.DAY.from(day, zone)) / 3600.0;
  }

  private static long second(String utc) {
    return LocalDateTime.parse(utc).toEpochSecond(ZoneOffset.UTC);
  }
}
