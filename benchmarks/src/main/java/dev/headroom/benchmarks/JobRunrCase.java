package dev.headroom.benchmarks;

import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jobrunr.configuration.JobRunr;
import org.jobrunr.jobs.lambdas.JobRequest;
import org.jobrunr.jobs.lambdas.JobRequestHandler;
import org.jobrunr.jobs.states.StateName;
import org.jobrunr.scheduling.JobRequestScheduler;
import org.jobrunr.server.BackgroundJobServerConfiguration;
import org.jobrunr.storage.StorageProvider;
import org.jobrunr.storage.navigation.AmountRequest;
import org.jobrunr.storage.sql.common.SqlStorageProviderFactory;

/** JobRunr: many jobs done or scheduled, some enqueued and worked off by its server. */
final class JobRunrCase implements AdviseCase {

  private static final int OLD = 60_000;

  /** A job that does nothing but count. */
  public record Counted(int number) implements JobRequest {
    @Override
    public Class<Counter> getJobRequestHandler() {
      return Counter.class;
    }
  }

  /** Runs it. */
  public static final class Counter implements JobRequestHandler<Counted> {
    private static final Semaphore DONE = new Semaphore(0);

    @Override
    public void run(Counted request) {
      DONE.release();
    }
  }

  @Override
  public String name() {
    return "JobRunr";
  }

  @Override
  public String source() {
    return "org.jobrunr:jobrunr, migrations made by its storage provider";
  }

  @Override
  public void fill(String url, DataSource database, boolean quick) throws Exception {
    StorageProvider storage = SqlStorageProviderFactory.using(database);
    JobRunr.configure().useStorageProvider(storage).initialize();
    JobRequestScheduler scheduler = new JobRequestScheduler(storage, java.util.List.of());
    for (int i = 0; i < 10; i++) {
      scheduler.schedule(new UUID(1, i), Instant.ofEpochSecond(4_000_000_000L + i), new Counted(i));
    }
    JobRunr.destroy();
    int copies = (quick ? 2_000 : OLD) / 10;
    // Nine of ten are done for long, the others are due in years.
    AdviseProgram.execute(
        url,
        "insert into jobrunr_jobs (id, version, jobasjson, jobsignature, state, createdat,"
            + " updatedat, scheduledat, recurringjobid) select"
            + " other, version, replace(jobasjson, id, other), jobsignature, case when n % 10 = 0 then state else 'SUCCEEDED' end, createdat - n *"
            + " interval '1 minute', updatedat - (n % 2000) * interval '20 seconds', case when n %"
            + " 10 = 0 then scheduledat + n * interval '1 minute' end, recurringjobid from"
            + " jobrunr_jobs, generate_series(1, "
            + copies
            + ") n, overlay(id placing lpad(to_hex(n), 8, '0') from 1 for 8) other");
  }

  @Override
  public void work(DataSource database, boolean quick) throws Exception {
    int jobs = quick ? 50 : 2_000;
    Counter.DONE.drainPermits();
    StorageProvider storage =
        SqlStorageProviderFactory.using(
            database, "", org.jobrunr.storage.StorageProviderUtils.DatabaseOptions.NO_VALIDATE);
    JobRunr.configure()
        .useStorageProvider(storage)
        .useBackgroundJobServer(
            BackgroundJobServerConfiguration.usingStandardBackgroundJobServerConfiguration()
                .andWorkerCount(4)
                .andPollIntervalInSeconds(5))
        .initialize();
    JobRequestScheduler scheduler = new JobRequestScheduler(storage, java.util.List.of());
    for (int i = 0; i < jobs; i++) {
      UUID id = new UUID(2, i);
      scheduler.enqueue(id, new Counted(i));
      if (i % 20 == 0) {
        storage.getJobById(id);
        storage.getJobStats();
        storage.getJobList(StateName.SCHEDULED, new AmountRequest("updatedAt:ASC", 20));
        storage.getJobList(StateName.SUCCEEDED, new AmountRequest("updatedAt:DESC", 20));
      }
      if (i % 50 == 0) {
        UUID later = new UUID(3, i);
        scheduler.schedule(later, Instant.ofEpochSecond(4_100_000_000L), new Counted(i));
        scheduler.delete(later);
      }
    }
    if (!Counter.DONE.tryAcquire(jobs, quick ? 40 : 180, TimeUnit.SECONDS)) {
      throw new IllegalStateException(
          "JobRunr did only "
              + Counter.DONE.availablePermits()
              + " jobs: "
              + storage.getJobStats().getFailed()
              + " failed, the first says "
              + storage.getJobById(new UUID(2, 0)).getJobState());
    }
    JobRunr.destroy();
  }
}
