package dev.headroom.benchmarks;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Date;
import java.util.Objects;
import java.util.Properties;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobExecutionContext;
import org.quartz.JobKey;
import org.quartz.Scheduler;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.quartz.TriggerKey;
import org.quartz.impl.StdSchedulerFactory;
import org.quartz.impl.matchers.GroupMatcher;
import org.quartz.utils.ConnectionProvider;
import org.quartz.utils.DBConnectionManager;

/**
 * Quartz with its JDBC job store, clustered: many triggers that wait, some that fire, and what
 * applications ask of it.
 */
final class QuartzCase implements AdviseCase {

  private static final int WAITING = 40_000;
  private static final Date FAR = Date.from(Instant.ofEpochSecond(4_000_000_000L));

  /** Fires and counts. */
  public static final class Counted implements Job {
    private static final Semaphore DONE = new Semaphore(0);

    @Override
    public void execute(JobExecutionContext context) {
      DONE.release();
    }
  }

  @Override
  public String name() {
    return "Quartz";
  }

  @Override
  public String source() {
    return "org.quartz-scheduler:quartz, tables_postgres.sql";
  }

  @Override
  public void fill(String url, DataSource database, boolean quick) throws Exception {
    try (InputStream in =
        Objects.requireNonNull(
            Job.class.getResourceAsStream("/org/quartz/impl/jdbcjobstore/tables_postgres.sql"))) {
      AdviseProgram.execute(url, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
    Scheduler scheduler = scheduler(database, "fill");
    for (int i = 0; i < 20; i++) {
      JobKey job = new JobKey("job" + i, "group" + i % 10);
      scheduler.addJob(
          JobBuilder.newJob(Counted.class).withIdentity(job).storeDurably().build(), true);
      scheduler.scheduleJob(
          TriggerBuilder.newTrigger()
              .forJob(job)
              .withIdentity("wait" + i, "group" + i % 10)
              .startAt(FAR)
              .withSchedule(SimpleScheduleBuilder.repeatHourlyForever())
              .build());
    }
    scheduler.shutdown();
    int copies = (quick ? 2_000 : WAITING) / 20;
    // Without statistics each foreign key would be looked up through the index of the groups.
    AdviseProgram.execute(
        url,
        copy("qrtz_job_details", "job_name", "", copies),
        "analyze qrtz_job_details",
        copy("qrtz_triggers", "trigger_name,job_name", "next_fire_time", copies),
        "analyze qrtz_triggers",
        copy("qrtz_simple_triggers", "trigger_name", "", copies));
  }

  /** The same rows under other names, later ones firing later. */
  private static String copy(String table, String names, String time, int copies) {
    return "do $$ declare columns text; begin select string_agg(case when attname = any"
        + " (string_to_array('"
        + names
        + "', ',')) then attname || ' || ''-'' || n' when attname = '"
        + time
        + "' then attname || ' + n * 60000' else attname::text end, ', ' order by attnum) into"
        + " columns from pg_attribute where attrelid = '"
        + table
        + "'::regclass and attnum > 0 and not attisdropped; execute 'insert into "
        + table
        + " select ' || columns || ' from "
        + table
        + ", generate_series(1, "
        + copies
        + ") n'; end $$";
  }

  @Override
  public void work(DataSource database, boolean quick) throws Exception {
    int firing = quick ? 4 : 40;
    int rounds = quick ? 5 : 100;
    Counted.DONE.drainPermits();
    Scheduler scheduler = scheduler(database, "work");
    for (int i = 0; i < firing; i++) {
      Trigger trigger =
          TriggerBuilder.newTrigger()
              .withIdentity("often" + i, "often")
              .withSchedule(
                  SimpleScheduleBuilder.simpleSchedule()
                      .withIntervalInMilliseconds(500)
                      .repeatForever())
              .build();
      scheduler.scheduleJob(
          JobBuilder.newJob(Counted.class).withIdentity("often" + i, "often").build(), trigger);
    }
    scheduler.start();
    Random random = new Random(7);
    for (int i = 0; i < rounds; i++) {
      int one = random.nextInt(20);
      JobKey job = new JobKey("job" + one + "-" + (1 + random.nextInt(50)), "group" + one % 10);
      scheduler.getTriggersOfJob(job);
      scheduler.checkExists(job);
      TriggerKey once = new TriggerKey("once" + i, "once");
      scheduler.scheduleJob(
          TriggerBuilder.newTrigger().forJob(job).withIdentity(once).startNow().build());
      scheduler.getTriggerState(new TriggerKey("often" + i % firing, "often"));
      JobKey own = new JobKey("own" + i, "own");
      scheduler.scheduleJob(
          JobBuilder.newJob(Counted.class).withIdentity(own).build(),
          TriggerBuilder.newTrigger().withIdentity("own" + i, "own").startAt(FAR).build());
      scheduler.rescheduleJob(
          new TriggerKey("own" + i, "own"),
          TriggerBuilder.newTrigger()
              .forJob(own)
              .withIdentity("again" + i, "own")
              .startAt(FAR)
              .build());
      scheduler.deleteJob(own);
      if (i % 20 == 0) {
        scheduler.getJobKeys(GroupMatcher.jobGroupEquals("often"));
        scheduler.getTriggerKeys(GroupMatcher.triggerGroupEquals("often"));
        scheduler.pauseTriggers(GroupMatcher.triggerGroupEquals("once"));
        scheduler.resumeTriggers(GroupMatcher.triggerGroupEquals("once"));
      }
    }
    int fired = quick ? 10 : 1_000;
    if (!Counted.DONE.tryAcquire(fired, 120, TimeUnit.SECONDS)) {
      throw new IllegalStateException(
          "Quartz fired " + Counted.DONE.availablePermits() + " times instead of " + fired);
    }
    scheduler.shutdown(true);
  }

  private static Scheduler scheduler(DataSource database, String instance) throws Exception {
    DBConnectionManager.getInstance()
        .addConnectionProvider(
            "given",
            new ConnectionProvider() {
              @Override
              public Connection getConnection() throws SQLException {
                return database.getConnection();
              }

              @Override
              public void shutdown() {}

              @Override
              public void initialize() {}
            });
    Properties options = new Properties();
    options.setProperty("org.quartz.scheduler.instanceName", "benchmark");
    options.setProperty("org.quartz.scheduler.instanceId", instance);
    options.setProperty("org.quartz.scheduler.skipUpdateCheck", "true");
    options.setProperty("org.quartz.threadPool.threadCount", "4");
    options.setProperty("org.quartz.jobStore.class", "org.quartz.impl.jdbcjobstore.JobStoreTX");
    options.setProperty(
        "org.quartz.jobStore.driverDelegateClass",
        "org.quartz.impl.jdbcjobstore.PostgreSQLDelegate");
    options.setProperty("org.quartz.jobStore.isClustered", "true");
    options.setProperty("org.quartz.jobStore.clusterCheckinInterval", "1000");
    options.setProperty("org.quartz.jobStore.misfireThreshold", "2000");
    options.setProperty("org.quartz.jobStore.dataSource", "given");
    return new StdSchedulerFactory(options).getScheduler();
  }
}
