package dev.headroom.prove;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/** Users who wait and think. In a ramp they come, or leave after their answer. */
final class ClosedRun extends Run {

  /** How often it looks whether more users are due. */
  private static final long LOOK_NANOS = 20_000_000;

  private final Duration think;
  private final Share share;
  private final SplittableRandom random;
  private final int weights;
  private final boolean changes;
  private int users;

  ClosedRun(
      List<LoadPlan.Phase> phases,
      Duration think,
      long seed,
      Share share,
      LoadEngine engine,
      List<Lane> lanes,
      long now) {
    super(engine, lanes, now, Stretches.of(phases, now));
    this.think = think;
    this.share = share;
    this.random = new SplittableRandom(seed + share.index());
    this.weights = lanes.stream().mapToInt(lane -> lane.group.requests()).sum();
    double first = phases.get(0).from();
    this.changes = phases.stream().anyMatch(p -> p.from() != first || p.to() != first);
  }

  @Override
  void begin() {
    engine.later(this::over, end() - engine.now());
    grow();
  }

  private void grow() {
    if (isOver()) {
      return;
    }
    int wanted = wanted();
    while (users < wanted) {
      users++;
      think(false);
    }
    if (changes) {
      engine.later(this::grow, LOOK_NANOS);
    }
  }

  private int wanted() {
    long now = Math.max(start, engine.now());
    int at = stretches.at(now);
    LoadPlan.Phase phase = stretches.phases.get(at);
    double since = phase.seconds() - (stretches.end(at) - now) / 1e9;
    return share.mine((int) Math.round(phase.at(Math.max(0, since))));
  }

  @Override
  boolean leavesQueue() {
    return true; // at saturation the queue holds most users, and nothing is learned from it
  }

  private void think(boolean failed) {
    long mean = think.toNanos();
    long nanos = (long) (-Math.log(1 - random.nextDouble()) * mean);
    if (failed) {
      nanos = Math.max(nanos, FAILED_PAUSE_NANOS);
    }
    if (nanos == 0) {
      ask(engine.now());
    } else {
      long due = engine.now() + nanos;
      engine.later(() -> ask(due), nanos);
    }
  }

  private void ask(long due) {
    if (isOver()) {
      return;
    }
    int left = random.nextInt(weights);
    for (Lane lane : lanes) {
      left -= lane.group.requests();
      if (left < 0) {
        arrive(lane, due, engine.now());
        return;
      }
    }
  }

  @Override
  void next(Lane lane, long now, boolean failed) {
    if (changes && users > wanted()) {
      users--;
    } else {
      think(failed);
    }
  }
}
