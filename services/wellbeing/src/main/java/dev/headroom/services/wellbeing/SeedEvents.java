package dev.headroom.services.wellbeing;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Makes days of users, calibrated on the real data: unlocks at the real month's times of day and
 * for its lengths, a user's level as people of the survey told it, applications that notify as
 * those of the real phone. About 30 unlocks and 60 notifications a day.
 */
final class SeedEvents {

  private static final double UNLOCKS = 30;
  private static final int NOTIFICATIONS = 50;
  static final ZoneId REAL_ZONE = ZoneId.of("Europe/Helsinki");

  private final int times;
  private final List<Integer> secondsOfDay = new ArrayList<>();
  private final List<Long> lengths = new ArrayList<>();
  private final List<SeedApps> notifying;
  private final List<Double> hours;

  /**
   * Makes days.
   *
   * @param times how many times the events of a real day
   */
  SeedEvents(List<SeedFiles.Screen> month, int times) {
    this.times = times;
    for (Session session : Session.of(edges(1, month))) {
      secondsOfDay.add(session.from().atZone(REAL_ZONE).toLocalTime().toSecondOfDay());
      lengths.add(session.until().toEpochMilli() - session.from().toEpochMilli());
    }
    notifying = SeedFiles.notifications().stream().map(SeedApps::named).toList();
    hours = SeedFiles.surveyHours();
  }

  static List<Session.Edge> edges(long device, List<SeedFiles.Screen> month) {
    return month.stream().map(e -> new Session.Edge(device, e.at(), e.state())).toList();
  }

  static List<Event> real(long device, List<SeedFiles.Screen> month) {
    List<Event> events = new ArrayList<>();
    SplittableRandom random = new SplittableRandom(device);
    for (SeedFiles.Screen each : month) {
      events.add(new Event.Screen(id(random), device, each.at(), each.state()));
    }
    return events;
  }

  List<Event> generated(
      long device,
      ZoneId zone,
      Set<SeedApps> own,
      LocalDate first,
      int days,
      SplittableRandom random) {
    double median = hours.get(hours.size() / 2);
    double level = Math.clamp(hours.get(random.nextInt(hours.size())) / median, 0.4, 2.5);
    int focus = random.nextInt(3);
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < days; i++) {
      LocalDate date = first.plusDays(i);
      sessions(device, zone, own, date, level, random, events);
      for (int n = 0; n < NOTIFICATIONS * times; n++) {
        Instant at = like(date, zone, random);
        events.add(posted(device, own, at, random));
      }
      if (date.getDayOfWeek().getValue() <= 5) {
        for (int n = 0; n < focus; n++) {
          focus(zone, date, n, random, events);
        }
      }
    }
    return events;
  }

  private void sessions(
      long device,
      ZoneId zone,
      Set<SeedApps> own,
      LocalDate date,
      double level,
      SplittableRandom random,
      List<Event> events) {
    double weekend = date.getDayOfWeek().getValue() >= 6 ? 1.3 : 0.9;
    int count = (int) Math.round(UNLOCKS * times * weekend * (0.8 + 0.4 * random.nextDouble()));
    List<Instant> starts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      starts.add(like(date, zone, random));
    }
    starts.sort(Comparator.naturalOrder());
    for (int i = 0; i < count; i++) {
      Instant from = starts.get(i);
      long room =
          i + 1 < count
              ? starts.get(i + 1).toEpochMilli() - from.toEpochMilli() - 10_000
              : 1_800_000;
      long millis = Math.min(room, (long) (lengths.get(random.nextInt(lengths.size())) * level));
      if (millis < 2_000) {
        continue;
      }
      Instant until = from.plusMillis(millis);
      if (random.nextInt(10) < 3) {
        events.add(posted(device, own, from.minusMillis(3_000L + random.nextInt(47_000)), random));
      }
      events.add(new Event.Screen(id(random), device, from, ScreenState.UNLOCKED));
      apps(device, own, from, until, random, events);
      events.add(new Event.Screen(id(random), device, until, ScreenState.OFF));
      if (random.nextInt(4) == 0) {
        events.add(new Event.Screen(id(random), device, until.plusMillis(30), ScreenState.LOCKED));
      }
    }
  }

  private static void apps(
      long device,
      Set<SeedApps> own,
      Instant from,
      Instant until,
      SplittableRandom random,
      List<Event> events) {
    long millis = until.toEpochMilli() - from.toEpochMilli();
    int parts = millis < 10_000 ? 1 : 1 + random.nextInt(millis < 60_000 ? 2 : 3);
    Instant begin = from;
    for (int i = 1; i <= parts; i++) {
      Instant end = i == parts ? until : from.plusMillis(millis * i / parts);
      SeedApps app = SeedApps.weighted(random.nextInt(SeedApps.WEIGHTS));
      while (!own.contains(app)) {
        app = SeedApps.weighted(random.nextInt(SeedApps.WEIGHTS));
      }
      events.add(new Event.App(id(random), device, app.packageName, begin, end));
      begin = end;
    }
  }

  private static void focus(
      ZoneId zone, LocalDate date, int n, SplittableRandom random, List<Event> events) {
    int planned = random.nextBoolean() ? 25 : 50;
    Instant from =
        date.atTime(9 + 4 * n + random.nextInt(3), random.nextInt(60)).atZone(zone).toInstant();
    boolean completed = random.nextInt(10) < 7;
    double share = completed ? 1 : 0.3 + 0.6 * random.nextDouble();
    events.add(
        new Event.Focus(
            id(random),
            from,
            from.plusMillis((long) (planned * 60_000L * share)),
            planned,
            completed));
  }

  private Event.Posted posted(long device, Set<SeedApps> own, Instant at, SplittableRandom random) {
    SeedApps app = notifying.get(random.nextInt(notifying.size()));
    while (!own.contains(app)) {
      app = notifying.get(random.nextInt(notifying.size()));
    }
    return new Event.Posted(id(random), device, app.packageName, at);
  }

  /** A time of the date at which the real phone was unlocked, a quarter of an hour off at most. */
  private Instant like(LocalDate date, ZoneId zone, SplittableRandom random) {
    int second =
        secondsOfDay.get(random.nextInt(secondsOfDay.size())) + random.nextInt(1_800) - 900;
    return date.atTime(LocalTime.ofSecondOfDay(Math.clamp(second, 0, 86_399)))
        .atZone(zone)
        .toInstant()
        .plusMillis(random.nextInt(1_000));
  }

  private static String id(SplittableRandom random) {
    // As Long.toUnsignedString has it, which takes a BigInteger for half of them.
    long number = random.nextLong();
    long rest = Long.divideUnsigned(number, 36);
    String last = Long.toString(Long.remainderUnsigned(number, 36), 36);
    return rest == 0 ? last : Long.toString(rest, 36) + last;
  }
}
