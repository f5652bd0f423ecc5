package dev.headroom.services.automations;

import dev.headroom.services.common.Problem;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Runs and their logs, from being asked for to their end. */
@Service
class Runs {

  static final int TRIES = 3;
  private static final Duration FIRST_WAIT = Duration.ofSeconds(10);
  private static final String COLUMNS =
      "r.id, r.user_automation_id, r.trigger_kind, r.status, r.attempt, r.due_at, r.started_at,"
          + " r.ended_at, r.error";
  private static final String MINE =
      " from run r join user_automation a on a.id = r.user_automation_id where a.user_id = :user";

  /** A run that is this process's to do. */
  record Claimed(
      long id,
      String requestId,
      int attempt,
      String input,
      TriggerKind triggerKind,
      long userAutomationId,
      long userId,
      String configuration,
      String name,
      int nodes,
      boolean usesModel) {}

  private final JdbcClient jdbc;
  private final Quota quota;
  private final Clock clock;

  Runs(JdbcClient jdbc, Quota quota, Clock clock) {
    this.jdbc = jdbc;
    this.quota = quota;
    this.clock = clock;
  }

  private record Owner(long userId, Status status, boolean verified) {}

  @Transactional
  public long byHand(long userId, long userAutomationId, String input) {
    Owner owner =
        jdbc.sql(
                "select a.user_id, a.status, u.verified from user_automation a join app_user u on"
                    + " u.id = a.user_id where a.id = ?")
            .param(userAutomationId)
            .query(Owner.class)
            .optional()
            .filter(found -> found.userId() == userId)
            .orElseThrow(() -> Problem.notFound("you have no automation " + userAutomationId));
    if (owner.status() != Status.ACTIVE) {
      throw Problem.conflict(
          "automation %d is %s: POST /api/v1/me/automations/%d/resume first"
              .formatted(userAutomationId, owner.status(), userAutomationId));
    }
    return queue(userAutomationId, TriggerKind.MANUAL, input);
  }

  /** Inside the transaction of whoever asks for it. */
  long queue(long userAutomationId, TriggerKind trigger, String input) {
    return jdbc.sql(
            "insert into run (request_id, user_automation_id, trigger_kind, status, attempt, input,"
                + " due_at) values (?, ?, ?, 'QUEUED', 0, ?, ?) returning id")
        .params(
            UUID.randomUUID().toString(), userAutomationId, trigger.name(), input, clock.millis())
        .query(Long.class)
        .single();
  }

  /** Takes a run; nothing if another has it. */
  @Transactional
  public Optional<Claimed> claim(long id) {
    int mine =
        jdbc.sql(
                "update run set status = 'RUNNING', attempt = attempt + 1, started_at = ? where id ="
                    + " ? and status = 'QUEUED'")
            .params(clock.millis(), id)
            .update();
    return mine == 0
        ? Optional.empty()
        : jdbc.sql(
                "select r.id, r.request_id, r.attempt, r.input, r.trigger_kind,"
                    + " r.user_automation_id, a.user_id, a.configuration, c.name, c.nodes,"
                    + " c.uses_model from run r join user_automation a on a.id ="
                    + " r.user_automation_id join automation c on c.id = a.automation_id where r.id"
                    + " = ?")
            .param(id)
            .query(Claimed.class)
            .optional();
  }

  /** Its end, and with it what it used. */
  @Transactional
  public void succeeded(Claimed run, Quota.@Nullable Used used, String message) {
    ended(run.id(), RunStatus.SUCCEEDED, null);
    if (used != null) {
      quota.settle(run.requestId(), used);
    }
    log(run.id(), "INFO", message);
  }

  /** Tried again after a while, up to three times, unless somebody waits for it. */
  @Transactional
  public void failed(Claimed run, String error) {
    boolean again = run.triggerKind() != TriggerKind.MANUAL && run.attempt() < TRIES;
    if (again) {
      Duration wait = FIRST_WAIT.multipliedBy(1L << (run.attempt() - 1));
      jdbc.sql("update run set status = 'QUEUED', due_at = ?, error = ? where id = ?")
          .params(clock.millis() + wait.toMillis(), error, run.id())
          .update();
    } else {
      ended(run.id(), RunStatus.FAILED, error);
    }
    quota.release(run.requestId());
    log(run.id(), again ? "WARN" : "ERROR", error);
  }

  private void ended(long id, RunStatus status, @Nullable String error) {
    jdbc.sql("update run set status = ?, ended_at = ?, error = ? where id = ?")
        .param(status.name())
        .param(clock.millis())
        .param(error)
        .param(id)
        .update();
  }

  private void log(long id, String level, String message) {
    jdbc.sql("insert into run_log (run_id, at, level, message) values (?, ?, ?, ?)")
        .params(id, clock.millis(), level, message)
        .update();
  }

  List<Long> due(int limit) {
    return jdbc.sql(
            "select id from run where status = 'QUEUED' and due_at <= ? order by due_at, id limit ?")
        .params(clock.millis(), limit)
        .query(Rows.LONG)
        .list();
  }

  /** Runs whose process is gone are done anew. */
  @Transactional
  public int takeUp(Duration patience) {
    return jdbc.sql(
            "update run set status = case when attempt < ? then 'QUEUED' else 'FAILED' end, error ="
                + " 'its process ended' where status = 'RUNNING' and started_at < ?")
        .params(TRIES, clock.millis() - patience.toMillis())
        .update();
  }

  RunView one(long userId, long id) {
    return jdbc.sql("select " + COLUMNS + MINE + " and r.id = :id")
        .param("user", userId)
        .param("id", id)
        .query(RunView.class)
        .optional()
        .orElseThrow(() -> Problem.notFound("you have no run " + id));
  }

  List<RunView> of(long userId, long userAutomationId) {
    return jdbc.sql(
            "select " + COLUMNS + MINE + " and a.id = :automation order by r.id desc limit 50")
        .param("user", userId)
        .param("automation", userAutomationId)
        .query(Rows.of(RunView.class))
        .list();
  }

  List<RunView.Line> log(long userId, long userAutomationId, long id) {
    if (one(userId, id).userAutomationId() != userAutomationId) {
      throw Problem.notFound("automation " + userAutomationId + " has no run " + id);
    }
    return jdbc.sql("select at, level, message from run_log where run_id = ? order by id")
        .param(id)
        .query(Rows.of(RunView.Line.class))
        .list();
  }
}
