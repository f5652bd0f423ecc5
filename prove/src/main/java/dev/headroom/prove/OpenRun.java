package dev.headroom.prove;

import java.util.List;
import java.util.SplittableRandom;

/** Arrivals at intended times, whatever the target does. */
final class OpenRun extends Run {

  private final Arrivals[] arrivals;
  private final long[] next;

  OpenRun(
      List<LoadPlan.Phase> phases,
      Load.Spacing spacing,
      long seed,
      LoadEngine engine,
      List<Lane> lanes,
      long now) {
    super(engine, lanes, now, Stretches.of(phases, now));
    double weights = lanes.stream().mapToInt(lane -> lane.group.requests()).sum();
    arrivals = new Arrivals[lanes.size()];
    next = new long[lanes.size()];
    SplittableRandom seeds = new SplittableRandom(seed);
    for (int i = 0; i < arrivals.length; i++) {
      double share = lanes.get(i).group.requests() / weights;
      arrivals[i] = new Arrivals(phases, share, spacing, seeds.nextLong());
      next[i] = arrivals[i].next();
    }
  }

  @Override
  void begin() {
    pace();
  }

  private void pace() {
    while (!isOver()) {
      int first = 0;
      for (int i = 1; i < next.length; i++) {
        if (next[i] < next[first]) {
          first = i;
        }
      }
      long due = next[first] == Arrivals.NEVER ? end() : start + next[first];
      if (due - end() >= 0) {
        engine.later(this::over, end() - engine.now());
        return;
      }
      long now = engine.now();
      if (due - now > 0) {
        engine.later(this::pace, due - now);
        return;
      }
      next[first] = arrivals[first].next();
      arrive(lanes.get(first), due, now);
    }
  }

  @Override
  void next(Lane lane, long now, boolean failed) {}
}
