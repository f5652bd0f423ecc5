package dev.headroom.services.wellbeing;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/**
 * The fix {@code set-based}: the database adds up, a statement for all days. Where days begin and
 * end is told to it: only {@code java.time} decides that.
 */
@Service
class FiguresSql implements FiguresSource {

  private static final String INTERRUPTS =
      """
      exists (select from screen_event u
              where u.user_id = n.user_id and u.device_id = n.device_id and u.state = 'UNLOCKED'
                and u.at between n.posted_at and n.posted_at + interval '60 seconds')
      or exists (select from focus_session f
                 where f.user_id = n.user_id and f.started_at <= n.posted_at
                   and f.ended_at > n.posted_at)
      """;

  private static final String MILLIS =
      "(extract(epoch from least(%2$s, %4$s) - greatest(%1$s, %3$s)) * 1000)::bigint";

  private static final String DAYS =
      """
      with d as (
        select * from unnest(?::date[], ?::timestamptz[], ?::timestamptz[], ?::timestamptz[],
                             ?::timestamptz[]) as d (date, lo, hi, morning, evening)),
      e as (
        select at, state, lead(at) over w as next_at, lead(state) over w as next_state
        from screen_event
        where user_id = ? and state in ('OFF', 'UNLOCKED')
          and at between ?::timestamptz - interval '6 hours' and ?::timestamptz + interval '6 hours'
        window w as (partition by device_id order by at, state)),
      s as (
        select at as lo, next_at as hi from e
        where state = 'UNLOCKED' and next_state = 'OFF' and next_at <= at + interval '6 hours'),
      screens as (
        select d.date, sum(%s) as screen,
               sum(greatest(0, %s) + greatest(0, %s)) as night,
               count(*) filter (where s.lo >= d.lo) as pickups
        from d join s on s.lo < d.hi and s.hi > d.lo group by d.date),
      told as (
        select d.date, count(*) as notifications, count(*) filter (where %s) as interruptions
        from d join notification n on n.user_id = ? and n.posted_at >= d.lo and n.posted_at < d.hi
        group by d.date),
      focused as (
        select d.date, sum(%s) as focus, count(*) as sessions,
               count(*) filter (where f.completed) as completed
        from d join focus_session f on f.user_id = ? and f.started_at >= d.lo and f.started_at < d.hi
        group by d.date)
      select date, coalesce(screen, 0) as screen, coalesce(night, 0) as night,
             coalesce(pickups, 0) as pickups, coalesce(notifications, 0) as notifications,
             coalesce(interruptions, 0) as interruptions, coalesce(focus, 0) as focus,
             coalesce(sessions, 0) as sessions, coalesce(completed, 0) as completed
      from d left join screens using (date) left join told using (date)
             left join focused using (date)
      order by date
      """
          .formatted(
              MILLIS.formatted("s.lo", "s.hi", "d.lo", "d.hi"),
              MILLIS.formatted("s.lo", "s.hi", "d.lo", "d.morning"),
              MILLIS.formatted("s.lo", "s.hi", "d.evening", "d.hi"),
              INTERRUPTS,
              MILLIS.formatted("f.started_at", "f.ended_at", "f.started_at", "f.ended_at"));

  private static final String APPS =
      """
      with r as (select ?::timestamptz as lo, ?::timestamptz as hi),
      used as (
        select e.application_id, sum(%s) as millis,
               count(*) filter (where e.started_at >= r.lo) as opens
        from r join app_episode e on e.user_id = ? and e.started_at < r.hi and e.ended_at > r.lo
        group by 1),
      told as (
        select n.application_id, count(*) as notifications,
               count(*) filter (where %s) as interruptions
        from r join notification n on n.user_id = ? and n.posted_at >= r.lo and n.posted_at < r.hi
        group by 1)
      select a.package_name, a.name, coalesce(millis, 0) as millis, coalesce(opens, 0) as opens,
             coalesce(notifications, 0) as notifications,
             coalesce(interruptions, 0) as interruptions
      from used full join told using (application_id)
           join application a on a.id = application_id
      """
          .formatted(MILLIS.formatted("e.started_at", "e.ended_at", "r.lo", "r.hi"), INTERRUPTS);

  private static final String APP_DAYS =
      """
      select d.date, sum(%s) as millis
      from unnest(?::date[], ?::timestamptz[], ?::timestamptz[]) as d (date, lo, hi)
           join app_episode e on e.user_id = ? and e.started_at < d.hi and e.ended_at > d.lo
           join application a on a.id = e.application_id and a.package_name = ?
      group by d.date
      """
          .formatted(MILLIS.formatted("e.started_at", "e.ended_at", "d.lo", "d.hi"));

  private final JdbcClient jdbc;

  FiguresSql(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public DayFigures day(Me user, LocalDate date) {
    return days(user, date, date).getFirst();
  }

  @Override
  public List<DayFigures> days(Me user, LocalDate from, LocalDate to) {
    List<Day> days = Day.all(from, to, user.zone());
    return jdbc.sql(DAYS)
        .params(
            texts(days, Day::date),
            texts(days, Day::from),
            texts(days, Day::until),
            texts(days, Day::morning),
            texts(days, Day::evening),
            user.id(),
            days.getFirst().from().toString(),
            days.getLast().until().toString(),
            user.id(),
            user.id())
        .query((row, n) -> day(row))
        .list();
  }

  private static DayFigures day(ResultSet row) throws SQLException {
    return new DayFigures(
        row.getObject("date", LocalDate.class),
        row.getLong("screen"),
        row.getLong("night"),
        row.getLong("pickups"),
        row.getLong("notifications"),
        row.getLong("interruptions"),
        row.getLong("focus"),
        row.getLong("sessions"),
        row.getLong("completed"));
  }

  @Override
  public List<DayFigures> weeks(Me user, LocalDate monday, int count) {
    return new FiguresOnce(this, monday, monday.plusWeeks(count).minusDays(1))
        .weeks(user, monday, count);
  }

  @Override
  public List<AppFigures> apps(Me user, LocalDate from, LocalDate to) {
    Instant lo = Day.start(from, user.zone());
    Instant hi = Day.start(to.plusDays(1), user.zone());
    return jdbc
        .sql(APPS)
        .params(lo.toString(), hi.toString(), user.id(), user.id())
        .query(
            (row, n) ->
                new AppFigures(
                    row.getString("package_name"),
                    row.getString("name"),
                    row.getLong("millis"),
                    row.getLong("opens"),
                    row.getLong("notifications"),
                    row.getLong("interruptions")))
        .list()
        .stream()
        .sorted(AppFigures.MOST_USED)
        .toList();
  }

  @Override
  public List<Long> appMillis(Me user, String packageName, LocalDate from, LocalDate to) {
    List<Day> days = Day.all(from, to, user.zone());
    Map<LocalDate, Long> found = new HashMap<>();
    jdbc.sql(APP_DAYS)
        .params(
            texts(days, Day::date),
            texts(days, Day::from),
            texts(days, Day::until),
            user.id(),
            packageName)
        .query(
            row -> {
              found.put(row.getObject("date", LocalDate.class), row.getLong("millis"));
            });
    List<Long> millis = new ArrayList<>();
    days.forEach(day -> millis.add(found.getOrDefault(day.date(), 0L)));
    return millis;
  }

  private static String[] texts(List<Day> days, Function<Day, Object> column) {
    return days.stream().map(day -> column.apply(day).toString()).toArray(String[]::new);
  }
}
