package dev.headroom.spring;

import dev.headroom.loop.Nearest;
import dev.headroom.rollup.Grain;
import dev.headroom.rollup.Rollup;
import dev.headroom.rollup.RollupException;
import dev.headroom.rollup.RollupStats;
import dev.headroom.rollup.RollupStatus;
import dev.headroom.rollup.Rollups;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * How rollups stand, for people, meters and health. Counting marks is a question to the database,
 * so meters and health ask again after 10 seconds at the earliest, and wait for a second at most.
 */
final class RollupView implements AutoCloseable {

  private static final long AGE_NANOS = Duration.ofSeconds(10).toNanos();

  private final Rollups rollups;
  private final Predicate<String> on;
  private final LongSupplier beginFaults;
  private final Clock clock;
  private final LongSupplier ticker;
  private final ThreadPoolExecutor asking =
      new ThreadPoolExecutor(
          0, 1, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), RollupView::thread);
  private @Nullable Look last;
  private @Nullable Future<Look> asked;

  RollupView(
      Rollups rollups,
      Predicate<String> on,
      LongSupplier beginFaults,
      Clock clock,
      LongSupplier ticker) {
    this.rollups = rollups;
    this.on = on;
    this.beginFaults = beginFaults;
    this.clock = clock;
    this.ticker = ticker;
  }

  /**
   * One rollup.
   *
   * @param fix switches whether it is read
   * @param on whether it is, for requests that begin now
   * @param state NEW, FILLING, LIVE, REBUILD or REBUILDING; ABSENT where it is not installed,
   *     UNKNOWN where the database could not be asked
   * @param progress of filling or rebuilding, 0 to 1
   * @param pending marks of changes that wait
   * @param behindSeconds how long the oldest waits; 0 if there is none
   * @param refreshedAt when it was last worked on
   * @param filledAt when its history was last worked off
   * @param refusedZone a zone that is none, met in the rows
   * @param here what this instance did with it
   */
  record One(
      String rollup,
      String table,
      List<Grain> grains,
      String fix,
      boolean on,
      String state,
      double progress,
      long pending,
      double behindSeconds,
      @Nullable Instant refreshedAt,
      @Nullable Instant filledAt,
      @Nullable String refusedZone,
      RollupStats here) {}

  /** One look. */
  record Look(List<One> rollups, long beginFaults, @Nullable String fault, long nanos) {}

  Rollups rollups() {
    return rollups;
  }

  long beginFaults() {
    return beginFaults.getAsLong();
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "headroom-rollup-view");
    thread.setDaemon(true);
    return thread;
  }

  /** At most 10 seconds old, where the database answers. */
  synchronized Look look() {
    Look known = last;
    if (known != null && ticker.getAsLong() - known.nanos() <= AGE_NANOS) {
      return known;
    }
    if (asked == null) {
      asked = asking.submit(this::now);
    }
    try {
      known = asked.get(1, TimeUnit.SECONDS);
      last = known;
      asked = null;
      return known;
    } catch (TimeoutException e) {
      // Not waited for again before it is time to look again: a scrape reads many meters.
      String late = "the database has not answered yet";
      known =
          known == null
              ? look(List.of(), late)
              : new Look(known.rollups(), beginFaults(), late, ticker.getAsLong());
      last = known;
      return known;
    } catch (ExecutionException e) {
      asked = null;
      return look(List.of(), "Headroom's own fault: " + e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return known != null ? known : look(List.of(), "interrupted");
    }
  }

  @Override
  public void close() {
    asking.shutdownNow();
  }

  /** Of this moment; never throws. */
  Look now() {
    List<RollupStatus> statuses = List.of();
    String fault = null;
    try {
      statuses = rollups.status();
    } catch (RollupException | IllegalArgumentException e) {
      fault = "the database could not be asked; the log says why";
    }
    return look(statuses, fault);
  }

  private Look look(List<RollupStatus> statuses, @Nullable String fault) {
    List<One> all = new ArrayList<>();
    for (Rollup rollup : rollups.declared()) {
      all.add(one(rollup, statuses, fault != null));
    }
    return new Look(all, beginFaults(), fault, ticker.getAsLong());
  }

  One one(String name) {
    List<One> all = now().rollups();
    return all.stream()
        .filter(each -> each.rollup().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    Nearest.unknown("rollup", name, all.stream().map(One::rollup).toList())));
  }

  private One one(Rollup rollup, List<RollupStatus> statuses, boolean unknown) {
    String name = rollup.name();
    RollupStatus status =
        statuses.stream().filter(each -> each.rollup().equals(name)).findFirst().orElse(null);
    Instant oldest = status == null ? null : status.oldestPending();
    return new One(
        name,
        rollup.table(),
        rollup.grains(),
        RollupSet.fixId(name),
        on.test(name),
        status != null ? status.state() : unknown ? "UNKNOWN" : "ABSENT",
        status == null ? 0 : status.progress(),
        status == null ? 0 : status.pending(),
        oldest == null ? 0 : Math.max(0, Duration.between(oldest, clock.instant()).toSeconds()),
        status == null ? null : status.refreshedAt(),
        status == null ? null : status.filledAt(),
        status == null ? null : status.refusedZone(),
        rollups.stats(name));
  }
}
