package dev.headroom.prove;

import java.util.List;

/** As many requests as the groups say, as many at once as they allow. */
final class CountedRun extends Run {

  private final long[] left;
  private int unfinished;

  CountedRun(LoadEngine engine, List<Lane> lanes, long now) {
    super(engine, lanes, now, Stretches.endless(now));
    this.left = lanes.stream().mapToLong(lane -> lane.group.requests()).toArray();
    this.unfinished = lanes.size();
  }

  @Override
  void begin() {
    for (Lane lane : lanes) {
      for (int i = 0; i < Math.min(lane.group.concurrent(), lane.group.requests()); i++) {
        ask(lane);
      }
    }
  }

  private void ask(Lane lane) {
    int index = lanes.indexOf(lane);
    if (isOver() || left[index] == 0) {
      return;
    }
    left[index]--;
    if (left[index] == 0) {
      unfinished--;
    }
    long now = engine.now();
    arrive(lane, now, now);
    if (unfinished == 0) {
      over();
    }
  }

  @Override
  boolean cutsFlows() {
    return false;
  }

  @Override
  void next(Lane lane, long now, boolean failed) {
    if (failed) {
      engine.later(() -> ask(lane), FAILED_PAUSE_NANOS);
    } else {
      ask(lane);
    }
  }
}
