package dev.headroom.prove;

import java.util.List;
import java.util.SplittableRandom;

/** Arrivals at intended times, whatever the target does. */
final class OpenRun extends Run {

  private final Arrivals[] arrivals;
  private final long[] next;
  private final int others;

  OpenRun(
      List<LoadPlan.Phase> phases,
      Load.Spacing spacing,
      long seed,
      Share share,
      LoadEngine engine,
      List<Lane> lanes,
      long now) {
    super(engine, lanes, now, Stretches.of(phases, now));
    double weights = lanes.stream().mapToInt(lane -> lane.group.requests()).sum();
    arrivals = new Arrivals[lanes.size()];
    next = new long[lanes.size()];
    SplittableRandom seeds = new SplittableRandom(seed);
    for (int i = 0; i < arrivals.length; i++) {
      double part = lanes.get(i).group.requests() / weights;
      arrivals[i] = new Arrivals(phases, part, spacing, seeds.nextLong());
      next[i] = after(arrivals[i], share.index());
    }
    others = share.of() - 1;
  }

  /** The arrival after so many of other workers. */
  private static long after(Arrivals arrivals, int others) {
    for (int i = 0; i < others; i++) {
      var unused = arrivals.next();
    }
    return arrivals.next();
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
      next[first] = after(arrivals[first], others);
      arrive(lanes.get(first), due, now);
    }
  }

  @Override
  void next(Lane lane, long now, boolean failed) {}
}
