package dev.headroom.services.wellbeing;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * A row of the table {@code activity}: what an event, or the part of it that is in one day, adds to
 * that day's figures.
 *
 * @param at its begin; in the day that it belongs to
 * @param kind of what
 * @param source tells apart what begins at the same time
 * @param application its package, or empty
 */
record Activity(
    Instant at,
    String kind,
    String source,
    String application,
    long screenMillis,
    long nightMillis,
    long pickups,
    long appMillis,
    long opens,
    long notifications,
    long interruptions,
    long focusMillis,
    long focusSessions,
    long focusCompleted) {

  /** What identifies a row of a user. */
  record Key(Instant at, String kind, String source) {}

  Key key() {
    return new Key(at, kind, source);
  }

  /** Rows of a user's events; the events of half a day around complete those at the edges. */
  static List<Activity> of(ZoneId zone, List<Event> events) {
    List<Activity> rows = new ArrayList<>();
    List<Event.Screen> screens = each(events, Event.Screen.class);
    List<Event.Focus> focused = each(events, Event.Focus.class);
    Function<LocalDate, Day> days = days(zone);
    for (Session session :
        Session.of(
            screens.stream().map(e -> new Session.Edge(e.device(), e.at(), e.state())).toList())) {
      rows.addAll(
          parts(
              zone,
              days,
              session.from(),
              session.until(),
              part ->
                  new Activity(
                      part.from,
                      "screen",
                      session.deviceId() + "",
                      "",
                      part.millis,
                      part.night,
                      part.first,
                      0,
                      0,
                      0,
                      0,
                      0,
                      0,
                      0)));
    }
    for (Event.App app : each(events, Event.App.class)) {
      rows.addAll(
          parts(
              zone,
              days,
              app.startedAt(),
              app.endedAt(),
              part ->
                  new Activity(
                      part.from,
                      "app",
                      app.id(),
                      app.app(),
                      0,
                      0,
                      0,
                      part.millis,
                      part.first,
                      0,
                      0,
                      0,
                      0,
                      0)));
    }
    Answers answers = new Answers(screens, focused);
    for (Event.Posted posted : each(events, Event.Posted.class)) {
      rows.add(
          new Activity(
              posted.at(),
              "posted",
              posted.id(),
              posted.app(),
              0,
              0,
              0,
              0,
              0,
              1,
              answers.interrupts(posted) ? 1 : 0,
              0,
              0,
              0));
    }
    for (Event.Focus focus : focused) {
      rows.add(
          new Activity(
              focus.startedAt(),
              "focus",
              focus.id(),
              "",
              0,
              0,
              0,
              0,
              0,
              0,
              0,
              Duration.between(focus.startedAt(), focus.endedAt()).toMillis(),
              1,
              focus.completed() ? 1 : 0));
    }
    return rows;
  }

  /** The part of a span that is in one day. */
  private record Part(Instant from, long millis, long night, long first) {}

  /** Each day is looked up once. */
  private static Function<LocalDate, Day> days(ZoneId zone) {
    Map<LocalDate, Day> days = new HashMap<>();
    return date -> days.computeIfAbsent(date, key -> Day.of(key, zone));
  }

  private static List<Activity> parts(
      ZoneId zone,
      Function<LocalDate, Day> days,
      Instant from,
      Instant until,
      Function<Part, Activity> row) {
    List<Activity> rows = new ArrayList<>();
    LocalDate date = from.atZone(zone).toLocalDate();
    for (Instant begin = from; begin.isBefore(until); date = date.plusDays(1)) {
      Day day = days.apply(date);
      if (day.until().isAfter(begin)) {
        rows.add(
            row.apply(
                new Part(
                    begin,
                    day.millis(begin, until),
                    day.nightMillis(begin, until),
                    begin.equals(from) ? 1 : 0)));
        begin = day.until();
      }
    }
    return rows;
  }

  /** What makes a notification an interruption. */
  private static final class Answers {

    /** By the begin of a focus session, the latest end of those that began until then. */
    private final TreeMap<Instant, Instant> focused = new TreeMap<>();

    private final Map<Long, TreeSet<Instant>> unlocks = new HashMap<>();

    Answers(List<Event.Screen> screens, List<Event.Focus> focused) {
      Instant latest = Instant.MIN;
      for (Event.Focus focus :
          focused.stream().sorted(Comparator.comparing(Event.Focus::startedAt)).toList()) {
        latest = focus.endedAt().isAfter(latest) ? focus.endedAt() : latest;
        this.focused.put(focus.startedAt(), latest);
      }
      for (Event.Screen screen : screens) {
        if (screen.state() == ScreenState.UNLOCKED) {
          unlocks.computeIfAbsent(screen.device(), d -> new TreeSet<>()).add(screen.at());
        }
      }
    }

    boolean interrupts(Event.Posted posted) {
      Instant at = posted.at();
      TreeSet<Instant> of = unlocks.get(posted.device());
      Instant next = of == null ? null : of.ceiling(at);
      Map.Entry<Instant, Instant> focus = focused.floorEntry(at);
      return (next != null && !next.isAfter(at.plus(FiguresSource.ANSWERED_WITHIN)))
          || (focus != null && at.isBefore(focus.getValue()));
    }
  }

  private static <T> List<T> each(List<Event> events, Class<T> type) {
    return events.stream().filter(type::isInstance).map(type::cast).toList();
  }
}
