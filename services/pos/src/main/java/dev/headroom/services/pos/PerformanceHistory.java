package dev.headroom.services.pos;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * What happened, hour by hour, for a day: in memory for this instance, and in Redis, where there is
 * one, for all of them. Every ten seconds the difference to the last look is added to the present
 * hour; what Redis did not take stays and is offered again. The rest is added at shutdown.
 *
 * <p>What an observation window saw in the seconds before somebody began a new one is lost.
 */
@Component
class PerformanceHistory implements SmartLifecycle {

  static final int HOURS = 24;

  private static final Logger LOG = LoggerFactory.getLogger(PerformanceHistory.class);
  private static final Duration EVERY = Duration.ofSeconds(10);

  private final PerformanceSource source;
  private final PerformanceRedis redis;
  private final Clock clock;
  private final TreeMap<Instant, PerformanceCounts> own = new TreeMap<>();
  private final Map<Instant, PerformanceCounts> pending = new HashMap<>();
  private PerformanceCounts seen = PerformanceCounts.NONE;
  private volatile @Nullable ScheduledExecutorService ticking;

  PerformanceHistory(PerformanceSource source, PerformanceRedis redis, Clock clock) {
    this.source = source;
    this.redis = redis;
    this.clock = clock;
  }

  /**
   * A day of hours.
   *
   * @param source "redis" for all instances, "memory" for this one
   * @param hours the latest first; hours without requests are left out
   */
  record History(String source, List<PerformanceHour> hours) {}

  /** Adds what is new to the present hour of this instance. */
  synchronized void look() {
    PerformanceCounts now = PerformanceCounts.of(source.observations());
    PerformanceCounts more = now.since(seen);
    seen = now;
    if (more.isEmpty()) {
      return;
    }
    Instant hour = clock.instant().truncatedTo(ChronoUnit.HOURS);
    own.merge(hour, more, PerformanceCounts::plus);
    pending.merge(hour, more, PerformanceCounts::plus);
    Instant oldest = hour.minus(Duration.ofHours(HOURS));
    own.headMap(oldest, true).clear();
    pending.keySet().removeIf(h -> !h.isAfter(oldest));
  }

  /** Hands to Redis what it has not got. Waits for it, so never under the lock. */
  private void flush() {
    if (redis.state() != PerformanceRedis.State.UP) {
      return;
    }
    Map<Instant, PerformanceCounts> taken;
    synchronized (this) {
      taken = Map.copyOf(pending);
      pending.clear();
    }
    taken.forEach(
        (hour, counts) -> {
          if (!redis.add(hour, counts)) {
            synchronized (this) {
              pending.merge(hour, counts, PerformanceCounts::plus);
            }
          }
        });
  }

  /** Slow statements of this instance in the present hour. */
  synchronized long slowThisHour() {
    return own.getOrDefault(clock.instant().truncatedTo(ChronoUnit.HOURS), PerformanceCounts.NONE)
        .slow();
  }

  History history() {
    Instant now = clock.instant().truncatedTo(ChronoUnit.HOURS);
    List<Instant> hours = new ArrayList<>();
    for (int i = 0; i < HOURS; i++) {
      hours.add(now.minus(Duration.ofHours(i)));
    }
    Optional<List<PerformanceCounts>> shared = redis.read(hours);
    List<PerformanceHour> answer = new ArrayList<>();
    synchronized (this) {
      for (int i = 0; i < HOURS; i++) {
        Instant hour = hours.get(i);
        PerformanceCounts counts =
            shared.isPresent()
                // What is on its way to Redis counts too.
                ? shared.get().get(i).plus(pending.getOrDefault(hour, PerformanceCounts.NONE))
                : own.getOrDefault(hour, PerformanceCounts.NONE);
        if (!counts.isEmpty()) {
          answer.add(PerformanceHour.of(hour, counts));
        }
      }
    }
    return new History(shared.isPresent() ? "redis" : "memory", answer);
  }

  private void tick() {
    try {
      redis.connect();
      look();
      flush();
    } catch (RuntimeException e) {
      LOG.warn("the history of performance has a gap", e);
    }
  }

  @Override
  public void start() {
    ScheduledExecutorService executor =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("performance-history").factory());
    var unused =
        executor.scheduleWithFixedDelay(this::tick, 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
    ticking = executor;
  }

  /** Before the web server begins to stop answers are counted; what came since is added here. */
  @Override
  public void stop() {
    ScheduledExecutorService executor = ticking;
    ticking = null;
    if (executor != null) {
      executor.shutdown();
      try {
        // What its last look has taken must be in Redis before the connection goes.
        var unused = executor.awaitTermination(2, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      tick();
    }
  }

  @Override
  public boolean isRunning() {
    return ticking != null;
  }

  /** Started before the web server and stopped after it, so that its last requests are in. */
  @Override
  public int getPhase() {
    return 0;
  }
}
