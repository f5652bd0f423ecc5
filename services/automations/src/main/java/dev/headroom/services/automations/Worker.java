package dev.headroom.services.automations;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What is due: schedules become runs, runs are done. Each step is taken by one process alone,
 * however many look.
 */
@Component
class Worker {

  /** A run takes no longer: the model's time and more. */
  static final Duration PATIENCE = Duration.ofMinutes(10);

  private static final int AT_ONCE = 50;

  private final JdbcClient jdbc;
  private final TransactionTemplate transaction;
  private final Runs runs;
  private final Runner runner;
  private final Hooks hooks;
  private final Quota quota;
  private final AsyncTaskExecutor executor;
  private final Clock clock;

  Worker(
      JdbcClient jdbc,
      TransactionTemplate transaction,
      Runs runs,
      Runner runner,
      Hooks hooks,
      Quota quota,
      AsyncTaskExecutor applicationTaskExecutor,
      Clock clock) {
    this.jdbc = jdbc;
    this.transaction = transaction;
    this.runs = runs;
    this.runner = runner;
    this.hooks = hooks;
    this.quota = quota;
    this.executor = applicationTaskExecutor;
    this.clock = clock;
  }

  @Scheduled(fixedDelayString = "${automations.look-every:5s}")
  void look() {
    schedule();
    runs.due(AT_ONCE).forEach(id -> executor.execute(() -> runner.run(id)));
  }

  @Scheduled(fixedDelayString = "${automations.tidy-every:1m}")
  void tidy() {
    hooks.forget();
    runs.takeUp(PATIENCE);
    Instant before = clock.instant().minus(PATIENCE);
    quota.reservedBefore(before).forEach(quota::release);
  }

  private record Due(long id, String cron, String zone, long dueAt) {}

  /** Whoever moves the time on has the run; times that were missed are one run. */
  void schedule() {
    Instant now = clock.instant();
    List<Due> due =
        jdbc.sql(
                "select id, cron, zone, due_at from user_automation where status = 'ACTIVE' and"
                    + " due_at <= ? order by due_at, id limit ?")
            .params(now.toEpochMilli(), AT_ONCE)
            .query(Rows.of(Due.class))
            .list();
    for (Due one : due) {
      transaction.executeWithoutResult(
          status -> {
            int mine =
                jdbc.sql("update user_automation set due_at = ? where id = ? and due_at = ?")
                    .param(Schedules.next(one.cron(), one.zone(), now))
                    .param(one.id())
                    .param(one.dueAt())
                    .update();
            if (mine == 1) {
              var unused = runs.queue(one.id(), TriggerKind.SCHEDULE, "");
            }
          });
    }
  }
}
