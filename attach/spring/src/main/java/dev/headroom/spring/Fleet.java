package dev.headroom.spring;

import dev.headroom.loop.Finding;
import dev.headroom.loop.Observations;
import dev.headroom.stats.MergedObservations;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.context.SmartLifecycle;

/**
 * All instances of a service as one: each leaves what it saw in Redis every {@value #SECONDS}
 * seconds, and each can merge and diagnose what all left.
 *
 * <p>What is left has no SQL texts with literals and no bind values, and expires after {@value
 * #LIVES_SECONDS} seconds: an instance that is gone counts no longer than that. The own
 * observations are always the present ones. Without Redis the fleet is this instance, and a note
 * says so; requests never wait for it.
 */
final class Fleet implements SmartLifecycle {

  static final int SECONDS = 15;
  static final int LIVES_SECONDS = 60;

  private static final Log LOG = LogFactory.getLog(Fleet.class);

  private final Seen seen;
  private final FindingRules rules;
  private final FleetRedis redis;
  private final String id = Long.toString(new SecureRandom().nextLong(), 36);
  private volatile boolean lost;
  private volatile boolean running;
  private final ScheduledExecutorService worker =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "headroom-fleet");
            thread.setDaemon(true);
            return thread;
          });

  Fleet(Seen seen, FindingRules rules, FleetRedis redis) {
    this.seen = seen;
    this.rules = rules;
    this.redis = redis;
  }

  /** What all instances saw; notes say who is missing, and why. */
  record Merged(
      int instances, List<String> notes, Observations observations, List<Finding> findings) {}

  /** Leaves what this instance saw. */
  void publish() {
    try {
      redis.put(id, FleetText.write(seen.observations()), Duration.ofSeconds(LIVES_SECONDS));
      lost = false;
    } catch (RuntimeException | IOException fault) {
      if (!lost) {
        lost = true;
        LOG.warn("Headroom: this instance cannot leave its observations for the fleet: " + fault);
      }
    }
  }

  Merged merged() {
    List<Observations> parts = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    parts.add(seen.observations());
    try {
      for (Map.Entry<String, byte[]> left : redis.all().entrySet()) {
        if (!left.getKey().equals(id)) {
          add(left.getKey(), left.getValue(), parts, notes);
        }
      }
    } catch (RuntimeException gone) {
      notes.add("Redis does not answer, so this is this instance alone: " + gone.getMessage());
    }
    Observations all = MergedObservations.of(parts);
    return new Merged(parts.size(), List.copyOf(notes), all, rules.findings(all));
  }

  private static void add(
      String instance, byte[] left, List<Observations> parts, List<String> notes) {
    try {
      Observations part = FleetText.read(left);
      var readable = MergedObservations.of(List.of(part)); // refuses what would break the whole
      parts.add(readable);
    } catch (RuntimeException | IOException unreadable) {
      notes.add(
          "instance "
              + instance
              + " is left out, its observations cannot be read (another release?): "
              + unreadable.getMessage());
    }
  }

  @Override
  public void start() {
    running = true;
    var unused = worker.scheduleWithFixedDelay(this::publish, 1, SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public void stop() {
    running = false;
    worker.shutdownNow();
    try {
      redis.remove(id);
    } catch (RuntimeException gone) {
      LOG.debug("Headroom: what this instance left expires by itself", gone);
    }
    redis.close();
  }

  @Override
  public boolean isRunning() {
    return running;
  }
}
