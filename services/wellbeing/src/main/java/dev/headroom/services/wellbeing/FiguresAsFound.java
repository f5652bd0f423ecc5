package dev.headroom.services.wellbeing;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Service;

/** As found: adds up a user's events in loops, day by day. */
@Service
class FiguresAsFound implements FiguresSource {

  private final ScreenEventRepository screens;
  private final AppEpisodeRepository episodes;
  private final NotificationRepository notifications;
  private final FocusSessionRepository focus;

  FiguresAsFound(
      ScreenEventRepository screens,
      AppEpisodeRepository episodes,
      NotificationRepository notifications,
      FocusSessionRepository focus) {
    this.screens = screens;
    this.episodes = episodes;
    this.notifications = notifications;
    this.focus = focus;
  }

  @Override
  public DayFigures day(Me user, LocalDate date) {
    Day day = Day.of(date, user.zone());
    List<ScreenEvent> events = screens(user, day.from(), day.until());
    long screenMillis = 0;
    long nightMillis = 0;
    long pickups = 0;
    for (Session session : sessions(events)) {
      screenMillis += day.millis(session.from(), session.until());
      nightMillis += day.nightMillis(session.from(), session.until());
      pickups += day.has(session.from()) ? 1 : 0;
    }
    List<FocusSession> focused = focus(user, day.from(), day.until());
    long focusMillis = 0;
    long focusSessions = 0;
    long focusCompleted = 0;
    for (FocusSession session : focused) {
      if (day.has(session.startedAt())) {
        focusMillis += Duration.between(session.startedAt(), session.endedAt()).toMillis();
        focusSessions++;
        focusCompleted += session.completed() ? 1 : 0;
      }
    }
    List<Notification> posted = notifications(user, day.from(), day.until());
    long interruptions = posted.stream().filter(each -> interrupts(each, events, focused)).count();
    return new DayFigures(
        date,
        screenMillis,
        nightMillis,
        pickups,
        posted.size(),
        interruptions,
        focusMillis,
        focusSessions,
        focusCompleted);
  }

  @Override
  public List<DayFigures> days(Me user, LocalDate from, LocalDate to) {
    List<DayFigures> days = new ArrayList<>();
    for (LocalDate date = from; !date.isAfter(to); date = date.plusDays(1)) {
      days.add(day(user, date));
    }
    return days;
  }

  @Override
  public List<DayFigures> weeks(Me user, LocalDate monday, int count) {
    List<DayFigures> weeks = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      LocalDate first = monday.plusWeeks(i);
      weeks.add(DayFigures.sum(first, days(user, first, first.plusDays(6))));
    }
    return weeks;
  }

  @Override
  public List<AppFigures> apps(Me user, LocalDate from, LocalDate to) {
    ZoneId zone = user.zone();
    Instant begin = Day.start(from, zone);
    Instant end = Day.start(to.plusDays(1), zone);
    Map<String, AppFigures> apps = new HashMap<>();
    for (AppEpisode episode :
        episodes.findByUserIdAndStartedAtLessThanAndEndedAtGreaterThan(user.id(), end, begin)) {
      add(
          apps,
          episode.application(),
          Day.overlap(episode.startedAt(), episode.endedAt(), begin, end),
          episode.startedAt().isBefore(begin) ? 0 : 1,
          0,
          0);
    }
    List<ScreenEvent> events = screens(user, begin, end);
    List<FocusSession> focused = focus(user, begin, end);
    for (Notification posted : notifications(user, begin, end)) {
      add(apps, posted.application(), 0, 0, 1, interrupts(posted, events, focused) ? 1 : 0);
    }
    return apps.values().stream().sorted(AppFigures.MOST_USED).toList();
  }

  @Override
  public List<Long> appMillis(Me user, String packageName, LocalDate from, LocalDate to) {
    List<Long> millis = new ArrayList<>();
    for (LocalDate date = from; !date.isAfter(to); date = date.plusDays(1)) {
      millis.add(
          apps(user, date, date).stream()
              .filter(each -> each.packageName().equals(packageName))
              .mapToLong(AppFigures::millis)
              .sum());
    }
    return millis;
  }

  private static void add(
      Map<String, AppFigures> apps,
      Application app,
      long millis,
      long opens,
      long notifications,
      long interruptions) {
    apps.merge(
        app.packageName(),
        new AppFigures(app.packageName(), app.name(), millis, opens, notifications, interruptions),
        (one, other) ->
            new AppFigures(
                one.packageName(),
                one.name(),
                one.millis() + other.millis(),
                one.opens() + other.opens(),
                one.notifications() + other.notifications(),
                one.interruptions() + other.interruptions()));
  }

  private static boolean interrupts(
      Notification posted, List<ScreenEvent> events, List<FocusSession> focused) {
    Instant at = posted.postedAt();
    for (ScreenEvent event : events) {
      if (event.state() == ScreenState.UNLOCKED
          && event.deviceId() == posted.deviceId()
          && !event.at().isBefore(at)
          && !event.at().isAfter(at.plus(FiguresSource.ANSWERED_WITHIN))) {
        return true;
      }
    }
    for (FocusSession session : focused) {
      if (!at.isBefore(session.startedAt()) && at.isBefore(session.endedAt())) {
        return true;
      }
    }
    return false;
  }

  private static List<Session> sessions(List<ScreenEvent> events) {
    return Session.of(
        events.stream().map(e -> new Session.Edge(e.deviceId(), e.at(), e.state())).toList());
  }

  /** With what may begin before and end after. */
  private List<ScreenEvent> screens(Me user, Instant from, Instant until) {
    return screens.findByUserIdAndAtBetween(
        user.id(), from.minus(Session.LONGEST), until.plus(Session.LONGEST));
  }

  private List<Notification> notifications(Me user, Instant from, Instant until) {
    return notifications.findByUserIdAndPostedAtGreaterThanEqualAndPostedAtLessThan(
        user.id(), from, until);
  }

  private List<FocusSession> focus(Me user, Instant from, Instant until) {
    return focus.findByUserIdAndStartedAtLessThanAndEndedAtGreaterThan(user.id(), until, from);
  }
}
