package dev.headroom.prove;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One load from its first arrival to its last answer. Subclasses are the models: they say what is
 * due when. Confined to the engine's event loop.
 */
abstract class Run {

  /** How long requests that wait for a connection may still be sent after the last arrival. */
  static final long DRAIN_NANOS = Duration.ofSeconds(10).toNanos();

  final LoadEngine engine;
  final List<Lane> lanes;
  final CompletableFuture<Run> done = new CompletableFuture<>();
  final long start;
  private long end;
  private long outstanding;
  private boolean over;
  private @Nullable String failure;

  Run(LoadEngine engine, List<Lane> lanes, long start, long end) {
    this.engine = engine;
    this.lanes = lanes;
    this.start = start;
    this.end = end;
  }

  static Run of(Load load, LoadEngine engine, List<Lane> lanes, long now) {
    return switch (load) {
      case Load.Open open -> new OpenRun(open, engine, lanes, now);
      case Load.Closed closed -> new ClosedRun(closed, engine, lanes, now);
      case Load.Counted counted -> new CountedRun(engine, lanes, now);
    };
  }

  /** Begins; called once the lanes know this run. */
  abstract void begin();

  /** A request ended and the model goes on. */
  abstract void next(Lane lane, long now, boolean failed);

  final void arrive(Lane lane, long intended, long noticed) {
    outstanding++;
    lane.arrive(intended, noticed);
  }

  final void ended(Lane lane, long now, boolean failed) {
    outstanding--;
    if (!over) {
      next(lane, now, failed);
    }
    finishIfDrained();
  }

  /** No more arrivals. */
  final void over() {
    if (!over) {
      over = true;
      end = Math.min(end, Math.max(start + 1, engine.now()));
      if (leavesQueue()) {
        for (Lane lane : lanes) {
          outstanding -= lane.leaveBacklog();
        }
      }
      engine.later(this::abandon, DRAIN_NANOS);
      finishIfDrained();
    }
  }

  /** Whether those who still wait for a connection at the end go home instead. */
  boolean leavesQueue() {
    return false;
  }

  final boolean isOver() {
    return over;
  }

  /** When arrivals end; what is sent by then was sent in time. */
  final long end() {
    return end;
  }

  final @Nullable String failure() {
    return failure;
  }

  final void fail(String why) {
    if (failure == null) {
      failure = why;
      over();
      abandon();
    }
  }

  private void abandon() {
    if (done.isDone()) {
      return;
    }
    int abandoned = 0;
    for (Lane lane : lanes) {
      abandoned += lane.abandonBacklog();
    }
    outstanding -= abandoned;
    if (abandoned > 0 && failure == null) {
      failure =
          abandoned
              + " requests still waited for a connection 10 s after the last arrival; lower the rate";
    }
    finishIfDrained();
  }

  private void finishIfDrained() {
    if (over && outstanding == 0) {
      done.complete(this);
    }
  }

  /** Arrivals at intended times, whatever the target does. */
  private static final class OpenRun extends Run {
    private final Arrivals[] arrivals;
    private final long[] next;

    OpenRun(Load.Open load, LoadEngine engine, List<Lane> lanes, long now) {
      super(engine, lanes, now, now + load.length().toNanos());
      double weights = lanes.stream().mapToInt(lane -> lane.group.requests()).sum();
      arrivals = new Arrivals[lanes.size()];
      next = new long[lanes.size()];
      SplittableRandom seeds = new SplittableRandom(load.seed());
      for (int i = 0; i < arrivals.length; i++) {
        double rate = load.rate() * lanes.get(i).group.requests() / weights;
        arrivals[i] = new Arrivals(rate, load.spacing(), seeds.nextLong());
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
        long due = start + next[first];
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

  /** Users who wait and think. */
  private static final class ClosedRun extends Run {
    private final Load.Closed load;
    private final SplittableRandom random;
    private final int weights;

    ClosedRun(Load.Closed load, LoadEngine engine, List<Lane> lanes, long now) {
      super(engine, lanes, now, now + load.length().toNanos());
      this.load = load;
      this.random = new SplittableRandom(load.seed());
      this.weights = lanes.stream().mapToInt(lane -> lane.group.requests()).sum();
    }

    @Override
    void begin() {
      engine.later(this::over, end() - engine.now());
      for (int i = 0; i < load.users(); i++) {
        think(false);
      }
    }

    @Override
    boolean leavesQueue() {
      return true; // at saturation the queue holds most users, and nothing is learned from it
    }

    private void think(boolean failed) {
      long mean = load.think().toNanos();
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
      think(failed);
    }
  }

  /** A user who was refused does not hammer: a target that is down costs no busy loop. */
  static final long FAILED_PAUSE_NANOS = 10_000_000;

  /** As many requests as the groups say, as many at once as they allow. */
  private static final class CountedRun extends Run {
    private final long[] left;
    private int unfinished;

    CountedRun(LoadEngine engine, List<Lane> lanes, long now) {
      super(engine, lanes, now, Long.MAX_VALUE);
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
    void next(Lane lane, long now, boolean failed) {
      if (failed) {
        engine.later(() -> ask(lane), FAILED_PAUSE_NANOS);
      } else {
        ask(lane);
      }
    }
  }
}
