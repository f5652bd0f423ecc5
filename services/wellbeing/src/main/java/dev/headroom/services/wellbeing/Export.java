package dev.headroom.services.wellbeing;

import java.io.OutputStream;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Isolation;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

/** All that is known of a user, of one moment, row by row so that memory does not grow with it. */
@Service
class Export {

  private static final int ROWS_AT_ONCE = 500;
  private static final String APP = " join application a on a.id = x.application_id";
  private static final Map<String, String> PARTS = new LinkedHashMap<>();

  static {
    PARTS.put(
        "account",
        "select id, email, name, role, time_zone, retention_days, shares_data from app_user x"
            + " where id = ?");
    PARTS.put(
        "devices", "select id, name, screen_lock from device x where user_id = ? order by id");
    PARTS.put(
        "applications",
        "select a.package_name as app, g.permission, g.risk from installed_application x"
            + APP
            + " left join granted_permission g on g.installed_application_id = x.id"
            + " where x.user_id = ? order by a.package_name, g.permission");
    PARTS.put(
        "screen_events",
        "select event_id, device_id, at, lower(state) as state from screen_event x"
            + " where user_id = ? order by at, id");
    PARTS.put(
        "app_episodes",
        "select event_id, device_id, a.package_name as app, started_at, ended_at"
            + " from app_episode x"
            + APP
            + " where user_id = ? order by started_at, x.id");
    PARTS.put(
        "notifications",
        "select event_id, device_id, a.package_name as app, posted_at from notification x"
            + APP
            + " where user_id = ? order by posted_at, x.id");
    PARTS.put(
        "focus_sessions",
        "select event_id, started_at, ended_at, planned_minutes, completed from focus_session x"
            + " where user_id = ? order by started_at, id");
    PARTS.put(
        "goals",
        "select x.id, kind, a.package_name as app, target from goal x"
            + " left join application a on a.id = x.application_id where user_id = ? order by x.id");
  }

  private final JdbcTemplate rows;
  private final JsonMapper json;

  Export(DataSource database, JsonMapper json) {
    this.rows = new JdbcTemplate(database);
    this.rows.setFetchSize(ROWS_AT_ONCE);
    this.json = json;
  }

  @Transactional(readOnly = true, isolation = Isolation.REPEATABLE_READ)
  public void write(Me user, OutputStream out) {
    try (JsonGenerator to = json.createGenerator(out)) {
      to.writeStartObject();
      PARTS.forEach(
          (name, sql) -> {
            to.writeArrayPropertyStart(name);
            rows.query(
                sql,
                (ResultSet row) -> {
                  write(row, to);
                },
                user.id());
            to.writeEndArray();
          });
      to.writeEndObject();
    }
  }

  private static void write(ResultSet row, JsonGenerator to) throws SQLException {
    ResultSetMetaData columns = row.getMetaData();
    to.writeStartObject();
    for (int i = 1; i <= columns.getColumnCount(); i++) {
      Object value = row.getObject(i);
      to.writePOJOProperty(
          columns.getColumnLabel(i),
          value instanceof Timestamp time ? time.toInstant().toString() : value);
    }
    to.writeEndObject();
  }
}
