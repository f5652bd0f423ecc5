package dev.headroom.services.automations;

import dev.headroom.loop.Fixes;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Token use. As found it is added up from its rows; the fix {@code daily-usage} reads what was kept
 * by day, in the transaction that booked it: never older than its request.
 */
@Component
class Usage {

  private static final String SUMS =
      "coalesce(sum(prompt_tokens), 0) as prompt_tokens, coalesce(sum(completion_tokens), 0) as"
          + " completion_tokens, coalesce(sum(cost_micros), 0) as cost_micros";
  private static final String OF_USER = " and user_id = :user";
  private static final RowMapper<UsageView.Day> DAY =
      (row, n) ->
          new UsageView.Day(
              LocalDate.ofEpochDay(row.getLong("day")),
              row.getString("model"),
              row.getLong("runs"),
              row.getLong("prompt_tokens"),
              row.getLong("completion_tokens"),
              row.getLong("cost_micros"));

  private final JdbcClient jdbc;
  private final Fixes fixes;

  Usage(JdbcClient jdbc, Fixes fixes) {
    this.jdbc = jdbc;
    this.fixes = fixes;
  }

  /** Of a user, or of all. */
  UsageView total(@Nullable Long userId, UsageRange range) {
    return asked("select " + runs() + " as runs, " + SUMS + from(userId), userId, range)
        .query(Rows.of(UsageView.class))
        .single();
  }

  /** By day and model, of a user or of all; days without any are left out. */
  List<UsageView.Day> days(@Nullable Long userId, UsageRange range) {
    String day = daily() ? "day" : "at / 86400000";
    String sql =
        "select %s as day, model, %s as runs, %s%s group by %s, model order by 1, 2"
            .formatted(day, runs(), SUMS, from(userId), day);
    return asked(sql, userId, range).query(DAY).list();
  }

  /** Who used most. */
  List<UsageView.User> top(UsageRange range, int limit) {
    String within =
        daily()
            ? " from usage_user_day where day >= :from and day < :to"
            : " from token_usage where at >= :from and at < :to";
    return asked(
            "select user_id, "
                + runs()
                + " as runs, sum(prompt_tokens + completion_tokens) as tokens, sum(cost_micros) as"
                + " cost_micros"
                + within
                + " group by user_id order by sum(cost_micros) desc, user_id limit :limit",
            null,
            range)
        .param("limit", limit)
        .query(Rows.of(UsageView.User.class))
        .list();
  }

  private boolean daily() {
    return fixes.isOn(AutomationsFixes.DAILY_USAGE);
  }

  private String runs() {
    return daily() ? "coalesce(sum(runs), 0)" : "count(*)";
  }

  private String from(@Nullable Long userId) {
    String of = userId == null ? "" : OF_USER;
    if (daily()) {
      String table = userId == null ? "usage_day" : "usage_user_day";
      return " from " + table + " where day >= :from and day < :to" + of;
    }
    return " from token_usage where at >= :from and at < :to" + of;
  }

  private JdbcClient.StatementSpec asked(String sql, @Nullable Long userId, UsageRange range) {
    long unit = daily() ? UsageRange.DAY : 1;
    JdbcClient.StatementSpec asked =
        jdbc.sql(sql).param("from", range.fromMillis() / unit).param("to", range.toMillis() / unit);
    return userId == null ? asked : asked.param("user", userId);
  }
}
