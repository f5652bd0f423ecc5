package dev.headroom.services.automations;

import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Token use, added up from its rows. */
@Component
class Usage {

  private static final String SUMS =
      "count(*) as runs, coalesce(sum(prompt_tokens), 0) as prompt_tokens,"
          + " coalesce(sum(completion_tokens), 0) as completion_tokens, coalesce(sum(cost_micros),"
          + " 0) as cost_micros";
  private static final String WITHIN = " from token_usage where at >= :from and at < :to";
  private static final String OF_USER = " and user_id = :user";

  private final JdbcClient jdbc;

  Usage(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Of a user, or of all. */
  UsageView total(@Nullable Long userId, UsageRange range) {
    return asked("select " + SUMS + WITHIN + (userId == null ? "" : OF_USER), userId, range)
        .query(UsageView.class)
        .single();
  }

  /** By day and model, of a user or of all; days without any are left out. */
  List<UsageView.Day> days(@Nullable Long userId, UsageRange range) {
    String sql =
        "select at / 86400000 as day, model, "
            + SUMS
            + WITHIN
            + (userId == null ? "" : OF_USER)
            + " group by at / 86400000, model order by 1, 2";
    return asked(sql, userId, range)
        .query(
            (row, n) ->
                new UsageView.Day(
                    LocalDate.ofEpochDay(row.getLong("day")),
                    row.getString("model"),
                    row.getLong("runs"),
                    row.getLong("prompt_tokens"),
                    row.getLong("completion_tokens"),
                    row.getLong("cost_micros")))
        .list();
  }

  /** Who used most. */
  List<UsageView.User> top(UsageRange range, int limit) {
    return asked(
            "select user_id, count(*) as runs, sum(prompt_tokens + completion_tokens) as tokens,"
                + " sum(cost_micros) as cost_micros"
                + WITHIN
                + " group by user_id order by sum(cost_micros) desc, user_id limit :limit",
            null,
            range)
        .param("limit", limit)
        .query(Rows.of(UsageView.User.class))
        .list();
  }

  private JdbcClient.StatementSpec asked(String sql, @Nullable Long userId, UsageRange range) {
    JdbcClient.StatementSpec asked =
        jdbc.sql(sql).param("from", range.fromMillis()).param("to", range.toMillis());
    return userId == null ? asked : asked.param("user", userId);
  }
}
