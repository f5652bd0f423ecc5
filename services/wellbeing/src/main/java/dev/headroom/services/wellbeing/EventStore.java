package dev.headroom.services.wellbeing;

import dev.headroom.services.common.Problem;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The SQL of taking events: a statement for each kind, however many there are. */
@Repository
class EventStore {

  private static final String SCREENS =
      "select event_id, device_id, at, state from screen_event where user_id = ?";
  private static final String APPS =
      "select event_id, device_id, package_name, started_at, ended_at from app_episode e"
          + " join application a on a.id = e.application_id where user_id = ?";
  private static final String POSTED =
      "select event_id, device_id, package_name, posted_at from notification n"
          + " join application a on a.id = n.application_id where user_id = ?";
  private static final String FOCUS =
      "select event_id, started_at, ended_at, planned_minutes, completed from focus_session"
          + " where user_id = ?";

  /** No event is before. */
  static final Instant FIRST = Instant.parse("2000-01-01T00:00:00Z");

  /** No event is after. */
  static final Instant LAST = Instant.parse("2200-01-01T00:00:00Z");

  private final JdbcClient jdbc;

  EventStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Until the transaction ends, nobody else takes events of this user, whose zone it answers. */
  ZoneId lock(long userId) {
    return jdbc.sql("select time_zone from app_user where id = ? for no key update")
        .param(userId)
        .query((row, n) -> ZoneId.of(row.getString(1)))
        .optional()
        .orElseThrow(() -> Problem.notFound("the account is gone"));
  }

  Set<Long> devices(long userId) {
    return Set.copyOf(
        jdbc.sql("select id from device where user_id = ?")
            .param(userId)
            .query((row, n) -> row.getLong(1))
            .list());
  }

  List<Event> withIds(long userId, Set<String> ids) {
    String[] texts = ids.toArray(String[]::new);
    List<Event> found = new ArrayList<>();
    String among = " and event_id = any(?)";
    found.addAll(query(SCREENS + among, EventStore::screen, userId, texts));
    found.addAll(query(APPS + among, EventStore::app, userId, texts));
    found.addAll(query(POSTED + among, EventStore::posted, userId, texts));
    found.addAll(query(FOCUS + among, EventStore::focus, userId, texts));
    return found;
  }

  /** What new events of a span could overlap or repeat. */
  List<Event> around(long userId, Instant from, Instant until) {
    Timestamp lo = Timestamp.from(from);
    Timestamp hi = Timestamp.from(until);
    List<Event> found = new ArrayList<>();
    found.addAll(query(SCREENS + " and at between ? and ?", EventStore::screen, userId, lo, hi));
    String overlapping = " and started_at < ? and ended_at > ?";
    found.addAll(query(APPS + overlapping, EventStore::app, userId, hi, lo));
    found.addAll(query(FOCUS + overlapping, EventStore::focus, userId, hi, lo));
    return found;
  }

  /** All of a span, and what begins before or ends after it. */
  List<Event> all(long userId, Instant from, Instant until) {
    List<Event> found = around(userId, from, until);
    found.addAll(
        query(
            POSTED + " and posted_at between ? and ?",
            EventStore::posted,
            userId,
            Timestamp.from(from),
            Timestamp.from(until)));
    return found;
  }

  private interface Row {
    Event read(ResultSet row) throws SQLException;
  }

  private List<Event> query(String sql, Row row, Object... parameters) {
    return jdbc.sql(sql).params(parameters).query((found, n) -> row.read(found)).list();
  }

  private static Event screen(ResultSet row) throws SQLException {
    return new Event.Screen(
        id(row),
        row.getLong("device_id"),
        time(row, "at"),
        ScreenState.valueOf(row.getString("state")));
  }

  private static Event app(ResultSet row) throws SQLException {
    return new Event.App(
        id(row),
        row.getLong("device_id"),
        row.getString("package_name"),
        time(row, "started_at"),
        time(row, "ended_at"));
  }

  private static Event posted(ResultSet row) throws SQLException {
    return new Event.Posted(
        id(row), row.getLong("device_id"), row.getString("package_name"), time(row, "posted_at"));
  }

  private static Event focus(ResultSet row) throws SQLException {
    return new Event.Focus(
        id(row),
        time(row, "started_at"),
        time(row, "ended_at"),
        row.getInt("planned_minutes"),
        row.getBoolean("completed"));
  }

  private static String id(ResultSet row) throws SQLException {
    return row.getString("event_id");
  }

  private static Instant time(ResultSet row, String column) throws SQLException {
    return row.getTimestamp(column).toInstant();
  }

  void insert(Me user, List<Event> events) {
    Map<String, Long> apps = applications(EventIntake.packages(events));
    insert(
        user,
        of(events, Event.Screen.class),
        "screen_event (user_id, device_id, event_id, at, state)",
        "?::bigint[], ?::varchar[], ?::timestamptz[], ?::varchar[]",
        List.of(Event.Screen::device, Event.Screen::id, Event.Screen::at, Event.Screen::state));
    insert(
        user,
        of(events, Event.App.class),
        "app_episode (user_id, device_id, event_id, application_id, started_at, ended_at)",
        "?::bigint[], ?::varchar[], ?::bigint[], ?::timestamptz[], ?::timestamptz[]",
        List.of(
            Event.App::device,
            Event.App::id,
            app -> apps.get(app.app()),
            Event.App::startedAt,
            Event.App::endedAt));
    insert(
        user,
        of(events, Event.Posted.class),
        "notification (user_id, device_id, event_id, application_id, posted_at)",
        "?::bigint[], ?::varchar[], ?::bigint[], ?::timestamptz[]",
        List.of(
            Event.Posted::device,
            Event.Posted::id,
            posted -> apps.get(posted.app()),
            Event.Posted::at));
    insert(
        user,
        of(events, Event.Focus.class),
        "focus_session (user_id, event_id, started_at, ended_at, planned_minutes, completed)",
        "?::varchar[], ?::timestamptz[], ?::timestamptz[], ?::integer[], ?::boolean[]",
        List.of(
            Event.Focus::id,
            Event.Focus::startedAt,
            Event.Focus::endedAt,
            Event.Focus::plannedMinutes,
            Event.Focus::completed));
  }

  private <T> void insert(
      Me user, List<T> events, String table, String arrays, List<Function<T, Object>> columns) {
    if (events.isEmpty()) {
      return;
    }
    List<Object> parameters = new ArrayList<>();
    parameters.add(user.id());
    columns.forEach(column -> parameters.add(texts(events, e -> String.valueOf(column.apply(e)))));
    jdbc.sql("insert into " + table + " select ?, * from unnest(" + arrays + ")")
        .params(parameters)
        .update();
  }

  /** Ids by package; one that was never seen is added under its package's name. */
  private Map<String, Long> applications(Set<String> packages) {
    Map<String, Long> ids = known(packages);
    Set<String> unknown = new HashSet<>(packages);
    unknown.removeAll(ids.keySet());
    if (!unknown.isEmpty()) {
      jdbc.sql(
              "insert into application (package_name, name, category)"
                  + " select p, right(p, 120), 'other' from unnest(?::varchar[]) p"
                  + " order by p on conflict do nothing")
          .param(texts(unknown, name -> name))
          .update();
      ids = known(packages);
    }
    return ids;
  }

  private Map<String, Long> known(Set<String> packages) {
    Map<String, Long> ids = new HashMap<>();
    jdbc.sql("select package_name, id from application where package_name = any(?)")
        .param(texts(packages, name -> name))
        .query(
            row -> {
              ids.put(row.getString(1), row.getLong(2));
            });
    return ids;
  }

  private static <T> String[] texts(Collection<T> values, Function<T, String> text) {
    return values.stream().map(text).toArray(String[]::new);
  }

  private static <T> List<T> of(List<Event> events, Class<T> type) {
    return events.stream().filter(type::isInstance).map(type::cast).toList();
  }
}
