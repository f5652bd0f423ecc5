package dev.headroom.spring;

import dev.headroom.rollup.RollupException;
import dev.headroom.rollup.RollupJobs;
import dev.headroom.rollup.Rollups;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;

/**
 * Installs rollups and keeps them fresh, from when the application's beans have made their tables
 * until before the pool closes. A declaration that does not fit its table stops the start, as any
 * wrong setting does. A database that does not answer does not: the raw rows answer meanwhile, and
 * it is tried again.
 */
final class RollupLife implements SmartLifecycle {

  private static final Log LOG = LogFactory.getLog(RollupLife.class);
  private static final long AGAIN_SECONDS = 10;

  private final Rollups rollups;
  private final RollupProperties properties;
  private final LongAdder faults = new LongAdder();
  private @Nullable ScheduledThreadPoolExecutor again;
  private @Nullable RollupJobs jobs;
  private volatile boolean running;

  RollupLife(Rollups rollups, RollupProperties properties) {
    this.rollups = rollups;
    this.properties = properties;
  }

  /** How often beginning failed. */
  long faults() {
    return faults.sum();
  }

  @Override
  public synchronized void start() {
    if (running) {
      return;
    }
    try {
      begin();
    } catch (RollupException e) {
      faults.increment();
      LOG.warn("rollups could not be begun; tried again every " + AGAIN_SECONDS + " s", e);
      again = new ScheduledThreadPoolExecutor(1, RollupLife::thread);
      var unused =
          again.scheduleWithFixedDelay(
              this::beginLate, AGAIN_SECONDS, AGAIN_SECONDS, TimeUnit.SECONDS);
    }
    running = true;
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "headroom-rollup-begin");
    thread.setDaemon(true);
    return thread;
  }

  private void begin() {
    if (properties.install()) {
      rollups.install();
    }
    if (properties.refresh()) {
      jobs = RollupJobs.start(rollups, properties.every());
    }
  }

  private synchronized void beginLate() {
    if (!running) {
      return;
    }
    try {
      begin();
      LOG.info("rollups are begun");
      stopTrying();
    } catch (RollupException e) {
      faults.increment(); // as before: said once
    } catch (RuntimeException e) {
      faults.increment();
      LOG.error("rollups are not begun: " + e.getMessage(), e);
      stopTrying();
    }
  }

  private void stopTrying() {
    if (again != null) {
      again.shutdown();
      again = null;
    }
  }

  /** Waits for the step that is under way. */
  @Override
  public synchronized void stop() {
    running = false;
    stopTrying();
    if (jobs != null) {
      jobs.close();
      jobs = null;
    }
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  /** Before the web server, and after it at the end. */
  @Override
  public int getPhase() {
    return 0;
  }
}
