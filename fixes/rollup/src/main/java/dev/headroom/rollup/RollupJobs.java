package dev.headroom.rollup;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerState;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/**
 * Refreshes rollups in the background, on one of all instances at a time, by db-scheduler: its
 * table {@code headroom_rollup_jobs} says whose turn it is. That two do not work at one rollup is
 * sure without it, see {@link Refresh}; it saves the others the question.
 */
public final class RollupJobs implements AutoCloseable {

  private static final String TABLE = "headroom_rollup_jobs";
  private static final Duration TURN = Duration.ofSeconds(20);

  /** Within a turn, after which all rollups and the end of the process are thought of. */
  private static final Duration SLICE = Duration.ofMillis(500);

  private final Scheduler scheduler;

  private RollupJobs(Scheduler scheduler) {
    this.scheduler = scheduler;
  }

  /**
   * Begins.
   *
   * @param rollups installed ones
   * @param every the pause between two looks at what changed; 100 ms to 1 h, 2 s is usual. It is
   *     how far a rollup lags behind; each look costs one question for each rollup
   * @return to be closed before the database is
   * @throws RollupException if the table cannot be created
   */
  public static RollupJobs start(Rollups rollups, Duration every) {
    if (every.compareTo(Duration.ofMillis(100)) < 0 || every.compareTo(Duration.ofHours(1)) > 0) {
      throw new IllegalArgumentException("rollups are refreshed every 100 ms to 1 h, was " + every);
    }
    try {
      boolean created =
          Transactions.write(
              rollups.database(),
              connection -> {
                Dialect.of(connection).lockInstallation(connection);
                Rollups.execute(connection, ddl(connection));
                return true;
              });
      assert created;
    } catch (SQLException e) {
      throw new RollupException("creating " + TABLE, e);
    }
    RecurringTask<Void> task =
        Tasks.recurring("headroom-rollup", FixedDelay.of(every))
            .onFailureReschedule()
            .execute((instance, context) -> turn(rollups, context.getSchedulerState()));
    Scheduler scheduler =
        Scheduler.create(rollups.database())
            .startTasks(task)
            .tableName(TABLE)
            .threads(1)
            .pollingInterval(every)
            .shutdownMaxWait(TURN.multipliedBy(2))
            .commitWhenAutocommitDisabled(true)
            .build();
    scheduler.start();
    return new RollupJobs(scheduler);
  }

  /** What fails is said and counted there, and tried again with the next look. */
  private static void turn(Rollups rollups, SchedulerState state) {
    long end = System.nanoTime() + TURN.toNanos();
    boolean all = false;
    try {
      while (!all && !state.isShuttingDown() && System.nanoTime() - end < 0) {
        all = rollups.refresh(SLICE);
      }
    } catch (RuntimeException e) {
      // It was told: see Counts.
    }
  }

  /** db-scheduler's table, as its documentation has it. */
  private static List<String> ddl(Connection connection) throws SQLException {
    boolean postgres = Dialect.of(connection) instanceof Postgres;
    String time = postgres ? "timestamp with time zone" : "timestamp";
    return List.of(
        "create table if not exists "
            + TABLE
            + " (task_name varchar(100) not null, task_instance varchar(100) not null, task_data "
            + (postgres ? "bytea" : "blob")
            + ", execution_time "
            + time
            + " not null, picked boolean not null, picked_by varchar(50), last_success "
            + time
            + ", last_failure "
            + time
            + ", consecutive_failures int, last_heartbeat "
            + time
            + ", version bigint not null, priority smallint,"
            + " primary key (task_name, task_instance))");
  }

  /** Ends; waits for the step that is under way. */
  @Override
  public void close() {
    scheduler.stop();
  }
}
