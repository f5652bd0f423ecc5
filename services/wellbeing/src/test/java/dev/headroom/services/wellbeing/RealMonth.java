package dev.headroom.services.wellbeing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;

/**
 * The real month computed another way than the service does it: sessions by looking back from each
 * going off, days by cutting sessions at every midnight, 7:00 and 23:00 and asking where the middle
 * of each piece lies.
 */
final class RealMonth {

  static final ZoneId ZONE = ZoneId.of("Europe/Helsinki");
  static final LocalDate FIRST = LocalDate.of(2017, 3, 1);
  static final LocalDate LAST = LocalDate.of(2017, 3, 31);

  /** A day: milliseconds, and sessions that began. */
  record Day(long screen, long night, long pickups) {
    Day plus(Day other) {
      return new Day(screen + other.screen, night + other.night, pickups + other.pickups);
    }
  }

  final List<long[]> sessions = new ArrayList<>();
  final Map<LocalDate, Day> days = new HashMap<>();
  final int pieces;

  RealMonth() throws IOException {
    TreeMap<Long, Integer> states = new TreeMap<>();
    try (BufferedReader file =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(
                    Objects.requireNonNull(
                        RealMonth.class.getResourceAsStream("/data/AwareScreen_1month.csv.gz"))),
                java.nio.charset.StandardCharsets.UTF_8))) {
      file.readLine();
      for (String line = file.readLine(); line != null; line = file.readLine()) {
        String[] fields = line.split(",", -1);
        states.put(
            new BigDecimal(fields[0]).multiply(BigDecimal.valueOf(1_000)).longValueExact(),
            Integer.valueOf(fields[1]));
      }
    }
    states.forEach(
        (at, state) -> {
          if (state == 0) {
            Map.Entry<Long, Integer> before = states.lowerEntry(at);
            while (before != null && before.getValue() != 0 && before.getValue() != 3) {
              before = states.lowerEntry(before.getKey());
            }
            if (before != null && before.getValue() == 3 && at - before.getKey() <= 21_600_000) {
              sessions.add(new long[] {before.getKey(), at});
            }
          }
        });
    TreeSet<Long> cuts = new TreeSet<>();
    for (LocalDate date = FIRST.minusDays(1);
        !date.isAfter(LAST.plusDays(1));
        date = date.plusDays(1)) {
      for (int hour : new int[] {0, 7, 23}) {
        cuts.add(ZonedDateTime.of(date, LocalTime.of(hour, 0), ZONE).toEpochSecond() * 1_000);
      }
    }
    int cut = 0;
    for (long[] session : sessions) {
      add(session[0], new Day(0, 0, 1));
      TreeSet<Long> edges = new TreeSet<>(cuts.subSet(session[0], false, session[1], false));
      edges.add(session[1]);
      long begin = session[0];
      LocalDate date = at(begin).toLocalDate();
      cut++;
      for (long end : edges) {
        ZonedDateTime middle = at((begin + end) / 2);
        boolean night = middle.getHour() < 7 || middle.getHour() >= 23;
        add((begin + end) / 2, new Day(end - begin, night ? end - begin : 0, 0));
        if (!middle.toLocalDate().equals(date)) {
          date = middle.toLocalDate();
          cut++;
        }
        begin = end;
      }
    }
    pieces = cut;
  }

  private void add(long at, Day more) {
    days.merge(at(at).toLocalDate(), more, Day::plus);
  }

  private static ZonedDateTime at(long millis) {
    return Instant.ofEpochMilli(millis).atZone(ZONE);
  }

  Day day(LocalDate date) {
    return days.getOrDefault(date, new Day(0, 0, 0));
  }

  /** The score of a week by its definition: no notifications and no focus are known here. */
  double score(LocalDate last) {
    double screen = 0;
    double sleep = 0;
    double pickups = 0;
    int known = 0;
    for (LocalDate date = last.minusDays(6); !date.isAfter(last); date = date.plusDays(1)) {
      Day day = day(date);
      if (day.pickups() == 0 && day.screen() == 0) {
        continue;
      }
      known++;
      double target = date.getDayOfWeek().getValue() > 5 ? 180 : 120;
      screen += falling(day.screen() / 60_000.0, target, 2 * target);
      sleep += falling(day.night() / 60_000.0, 10, 30);
      pickups += falling((double) day.pickups(), 40, 120);
    }
    double points =
        tenth(30 * screen / known) + tenth(20 * sleep / known) + tenth(15 * pickups / known);
    return tenth(100 * points / (30 + 20 + 15));
  }

  private static double falling(double value, double full, double nothing) {
    return value <= full ? 1 : value >= nothing ? 0 : 1 - (value - full) / (nothing - full);
  }

  private static double tenth(double value) {
    return Math.round(10 * value) / 10.0;
  }
}
