package dev.headroom.services.automations;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Users with their automations in one statement, filtered by the database (A5). */
@Component
class AdminJoined {

  private final JdbcClient jdbc;

  AdminJoined(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  List<AdminUserView> page(AdminUsers.Query query) {
    List<String> where = new ArrayList<>(List.of("true"));
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("size", query.size());
    if (query.before() != null) {
      where.add("id < :before");
      values.put("before", query.before());
    }
    if (query.active() != null) {
      where.add("active = :active");
      values.put("active", query.active());
    }
    if (query.verified() != null) {
      where.add("verified = :verified");
      values.put("verified", query.verified());
    }
    String status = "";
    if (query.status() != null) {
      status = " and a.status = :status";
      values.put("status", query.status().name());
    }
    String sql =
        "select u.id, u.email, u.name, u.role, u.active, u.verified, u.created_at, a.id as has,"
            + " c.name as automation, c.category, a.status from (select * from app_user where "
            + String.join(" and ", where)
            + " order by id desc limit :size) u left join user_automation a on a.user_id = u.id"
            + status
            + " left join automation c on c.id = a.automation_id order by u.id desc, a.id";
    return jdbc.sql(sql).params(values).query(AdminJoined::users);
  }

  /** A user's rows follow each other. */
  private static List<AdminUserView> users(ResultSet rows) throws SQLException {
    List<AdminUserView> users = new ArrayList<>();
    long last = -1;
    List<AdminUserView.Has> has = new ArrayList<>();
    while (rows.next()) {
      if (rows.getLong("id") != last) {
        last = rows.getLong("id");
        has = new ArrayList<>();
        users.add(
            new AdminUserView(
                last,
                rows.getString("email"),
                rows.getString("name"),
                Role.valueOf(rows.getString("role")),
                rows.getBoolean("active"),
                rows.getBoolean("verified"),
                rows.getLong("created_at"),
                has));
      }
      if (rows.getLong("has") != 0) {
        has.add(
            new AdminUserView.Has(
                rows.getLong("has"),
                rows.getString("automation"),
                rows.getString("category"),
                Status.valueOf(rows.getString("status"))));
      }
    }
    return users;
  }
}
