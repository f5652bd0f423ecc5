package dev.headroom.services.automations;

import dev.headroom.services.common.Problem;
import java.time.Clock;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Tokens a month (UTC). A run sets aside what it may use at most, before it calls the model; when
 * the answer is there, what it used is booked and the rest given back in one transaction. Each
 * begins with a write, so that SQLite never has to refuse it for what it read.
 */
@Component
class Quota {

  private static final String ADDED =
      " do update set runs = runs + 1, prompt_tokens = prompt_tokens + excluded.prompt_tokens,"
          + " completion_tokens = completion_tokens + excluded.completion_tokens, cost_micros ="
          + " cost_micros + excluded.cost_micros";

  /** What a user has in a month. */
  record State(String month, long granted, long used, long reserved) {}

  /** What a call of a model used. */
  record Used(
      long userId, long userAutomationId, Model model, int promptTokens, int completionTokens) {

    long tokens() {
      return (long) promptTokens + completionTokens;
    }
  }

  private final JdbcClient jdbc;
  private final ApplicationEventPublisher events;
  private final Clock clock;
  private final long granted;

  Quota(
      JdbcClient jdbc,
      ApplicationEventPublisher events,
      Clock clock,
      AutomationsProperties properties) {
    this.jdbc = jdbc;
    this.events = events;
    this.clock = clock;
    this.granted = properties.monthlyTokens();
  }

  void open(long userId) {
    jdbc.sql("insert into quota (user_id, month, granted, used, reserved) values (?, ?, ?, 0, 0)")
        .params(userId, month(), granted)
        .update();
  }

  private String month() {
    return YearMonth.from(clock.instant().atZone(ZoneOffset.UTC)).toString();
  }

  /** As of now: of a new month nothing is used yet. */
  State of(long userId) {
    return jdbc.sql(
            "select ? as month, granted, case when month = ? then used else 0 end as used, reserved"
                + " from quota where user_id = ?")
        .params(month(), month(), userId)
        .query(State.class)
        .single();
  }

  /** Of a new month nothing is used yet; what runs under way set aside stays set aside. */
  private void turn(long userId) {
    String month = month();
    jdbc.sql("update quota set month = ?, used = 0 where user_id = ? and month < ?")
        .params(month, userId, month)
        .update();
  }

  /** Whether it could be: less than what is used and set aside cannot be granted. */
  @Transactional
  public boolean grant(long userId, long tokens) {
    turn(userId);
    return jdbc.sql("update quota set granted = ? where user_id = ? and used + reserved <= ?")
            .params(tokens, userId, tokens)
            .update()
        == 1;
  }

  @Transactional
  public void reserve(String requestId, long userId, long tokens) {
    turn(userId);
    int taken =
        jdbc.sql(
                "update quota set reserved = reserved + ? where user_id = ? and used + reserved + ?"
                    + " <= granted")
            .params(tokens, userId, tokens)
            .update();
    if (taken == 0) {
      State state = of(userId);
      throw Problem.conflict(
          "a run may use up to %d tokens, of this month's %d are %d left: ask for less (maxTokens) or wait"
              .formatted(
                  tokens, state.granted(), state.granted() - state.used() - state.reserved()));
    }
    jdbc.sql("insert into reservation (request_id, user_id, tokens, at) values (?, ?, ?, ?)")
        .params(requestId, userId, tokens, clock.millis())
        .update();
    events.publishEvent(new UsageChanged(userId));
  }

  /**
   * Books what was used.
   *
   * @throws IllegalStateException if nothing, or less, was set aside; nothing is booked then
   */
  @Transactional
  public void settle(String requestId, Used used) {
    long reserved = take(requestId).orElse(-1L);
    if (reserved < used.tokens()) {
      throw new IllegalStateException(
          "request %s used %d tokens, of which %d were set aside"
              .formatted(requestId, used.tokens(), Math.max(0, reserved)));
    }
    jdbc.sql("update quota set reserved = reserved - ?, used = used + ? where user_id = ?")
        .params(reserved, used.tokens(), used.userId())
        .update();
    long now = clock.millis();
    long cost = used.model().costMicros(used.promptTokens(), used.completionTokens());
    jdbc.sql(
            "insert into token_usage (request_id, user_id, user_automation_id, model,"
                + " prompt_tokens, completion_tokens, cost_micros, at) values (?, ?, ?, ?, ?, ?, ?,"
                + " ?)")
        .params(
            requestId,
            used.userId(),
            used.userAutomationId(),
            used.model().id,
            used.promptTokens(),
            used.completionTokens(),
            cost,
            now)
        .update();
    long day = Math.floorDiv(now, UsageRange.DAY);
    jdbc.sql(
            "insert into usage_user_day values (?, ?, ?, 1, ?, ?, ?) on conflict (user_id, day,"
                + " model)"
                + ADDED)
        .params(
            used.userId(), day, used.model().id, used.promptTokens(), used.completionTokens(), cost)
        .update();
    jdbc.sql("insert into usage_day values (?, ?, 1, ?, ?, ?) on conflict (day, model)" + ADDED)
        .params(day, used.model().id, used.promptTokens(), used.completionTokens(), cost)
        .update();
    events.publishEvent(new UsageChanged(used.userId()));
  }

  /** Gives back what was set aside, if it still is. */
  @Transactional
  public void release(String requestId) {
    jdbc.sql(
            "update quota set reserved = reserved - (select tokens from reservation where request_id"
                + " = ?) where user_id = (select user_id from reservation where request_id = ?)"
                + " returning user_id")
        .params(requestId, requestId)
        .query(Rows.LONG)
        .optional()
        .ifPresent(userId -> events.publishEvent(new UsageChanged(userId)));
    var unused = take(requestId);
  }

  private Optional<Long> take(String requestId) {
    return jdbc.sql("delete from reservation where request_id = ? returning tokens")
        .param(requestId)
        .query(Long.class)
        .optional();
  }

  /** Requests that set something aside before a time, and neither used it nor gave it back. */
  List<String> reservedBefore(Instant before) {
    return jdbc.sql("select request_id from reservation where at < ?")
        .param(before.toEpochMilli())
        .query(Rows.TEXT)
        .list();
  }
}
