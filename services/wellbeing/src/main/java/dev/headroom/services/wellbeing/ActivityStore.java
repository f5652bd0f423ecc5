package dev.headroom.services.wellbeing;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The SQL of the table {@code activity}. */
@Repository
class ActivityStore {

  private static final List<Function<Activity, Object>> COLUMNS =
      List.of(
          Activity::at,
          Activity::kind,
          Activity::source,
          Activity::application,
          Activity::screenMillis,
          Activity::nightMillis,
          Activity::pickups,
          Activity::appMillis,
          Activity::opens,
          Activity::notifications,
          Activity::interruptions,
          Activity::focusMillis,
          Activity::focusSessions,
          Activity::focusCompleted);

  private static final String FIGURES =
      "screen_millis, night_millis, pickups, app_millis, opens, notifications, interruptions,"
          + " focus_millis, focus_sessions, focus_completed";

  private final JdbcClient jdbc;

  ActivityStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Users who have events and no row here; by the index, never by reading whole tables. */
  List<Long> without() {
    return jdbc.sql(
            """
            select id from app_user u
            where not exists (select from activity x where x.user_id = u.id)
              and ((select 1 from screen_event x where x.user_id = u.id limit 1) is not null
                or (select 1 from app_episode x where x.user_id = u.id limit 1) is not null
                or (select 1 from notification x where x.user_id = u.id limit 1) is not null
                or (select 1 from focus_session x where x.user_id = u.id limit 1) is not null)
            order by id
            """)
        .query((row, n) -> row.getLong(1))
        .list();
  }

  List<Activity> between(long userId, Instant from, Instant until) {
    return jdbc.sql(
            "select at, kind, source, coalesce(a.package_name, '') as app, "
                + FIGURES
                + " from activity x left join application a on a.id = x.application_id"
                + " where user_id = ? and at between ? and ?")
        .params(userId, Timestamp.from(from), Timestamp.from(until))
        .query((row, n) -> read(row))
        .list();
  }

  private static Activity read(ResultSet row) throws SQLException {
    return new Activity(
        row.getTimestamp(1).toInstant(),
        row.getString(2),
        row.getString(3),
        row.getString(4),
        row.getLong(5),
        row.getLong(6),
        row.getLong(7),
        row.getLong(8),
        row.getLong(9),
        row.getLong(10),
        row.getLong(11),
        row.getLong(12),
        row.getLong(13),
        row.getLong(14));
  }

  void delete(long userId, Collection<Activity.Key> keys) {
    if (!keys.isEmpty()) {
      jdbc.sql(
              "delete from activity where user_id = ? and (at, kind, source) in"
                  + " (select * from unnest(?::timestamptz[], ?::varchar[], ?::varchar[]))")
          .params(
              userId,
              texts(keys, Activity.Key::at),
              texts(keys, Activity.Key::kind),
              texts(keys, Activity.Key::source))
          .update();
    }
  }

  void write(long userId, List<Activity> rows) {
    if (!rows.isEmpty()) {
      List<Object> parameters = new ArrayList<>();
      parameters.add(userId);
      COLUMNS.forEach(column -> parameters.add(texts(rows, column)));
      jdbc.sql(
              """
              insert into activity (user_id, at, kind, source, application_id, %1$s)
              select ?, at, kind, source, coalesce(a.id, 0), %1$s
              from unnest(?::timestamptz[], ?::varchar[], ?::varchar[], ?::varchar[], ?::bigint[],
                          ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[],
                          ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[])
                   as x (at, kind, source, app, %1$s)
                   left join application a on a.package_name = x.app
              on conflict (user_id, at, kind, source) do update set
                (application_id, %1$s) = row (excluded.application_id, %2$s)
              """
                  .formatted(FIGURES, "excluded." + FIGURES.replace(", ", ", excluded.")))
          .params(parameters)
          .update();
    }
  }

  private static <T> String[] texts(Collection<T> values, Function<T, Object> text) {
    return values.stream().map(each -> text.apply(each).toString()).toArray(String[]::new);
  }
}
