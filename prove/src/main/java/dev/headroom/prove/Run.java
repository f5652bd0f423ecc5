package dev.headroom.prove;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One load from its first arrival to its last answer. Subclasses are the models: they say what is
 * due when. Confined to the engine's event loop.
 */
abstract class Run {

  /** How long requests that wait for a connection may still be sent after the last arrival. */
  static final long DRAIN_NANOS = Duration.ofSeconds(10).toNanos();

  /** A user who was refused does not hammer: a target that is down costs no busy loop. */
  static final long FAILED_PAUSE_NANOS = 10_000_000;

  final LoadEngine engine;
  final List<Lane> lanes;
  final CompletableFuture<Run> done = new CompletableFuture<>();
  final Stretches stretches;
  final long start;
  private long end;
  private long outstanding;
  private long thinking;
  private boolean over;
  private @Nullable String failure;
  private String unsent = "";

  Run(LoadEngine engine, List<Lane> lanes, long start, Stretches stretches) {
    this.engine = engine;
    this.lanes = lanes;
    this.start = start;
    this.stretches = stretches;
    this.end = stretches.end();
  }

  static Run of(Load load, Share share, LoadEngine engine, List<Lane> lanes, long now) {
    return switch (load) {
      case Load.Open open ->
          new OpenRun(
              LoadPlan.open(open.rate(), Duration.ZERO, open.length()).phases(),
              open.spacing(),
              open.seed(),
              share,
              engine,
              lanes,
              now);
      case Load.Closed closed ->
          new ClosedRun(
              LoadPlan.closed(closed.users(), Duration.ZERO, closed.length()).phases(),
              closed.think(),
              closed.seed(),
              share,
              engine,
              lanes,
              now);
      case Load.Phased phased when phased.plan().closed() ->
          new ClosedRun(
              phased.plan().phases(),
              phased.plan().think(),
              phased.seed(),
              share,
              engine,
              lanes,
              now);
      case Load.Phased phased ->
          new OpenRun(
              phased.plan().phases(),
              phased.plan().spacing(),
              phased.seed(),
              share,
              engine,
              lanes,
              now);
      case Load.Counted counted -> new CountedRun(engine, lanes, now);
    };
  }

  /** Begins; called once the lanes know this run. */
  abstract void begin();

  /** A request, or a whole flow, ended and the model goes on. */
  abstract void next(Lane lane, long now, boolean failed);

  final void arrive(Lane lane, long intended, long noticed) {
    outstanding++;
    lane.arrive(intended, noticed, null);
  }

  final void ended(Lane lane, long now, boolean failed) {
    outstanding--;
    if (!over) {
      next(lane, now, failed);
    }
    finishIfDrained();
  }

  /**
   * A flow goes on: its user thinks, then his next request is due. When the time is over, flows end
   * where they are.
   */
  final void goOn(Lane lane, Journey journey, long now) {
    if (over && cutsFlows()) {
      journey.end();
      outstanding--;
      finishIfDrained();
      return;
    }
    long think = journey.thinkNanos();
    long due = now + think;
    if (think == 0) {
      lane.arrive(due, now, journey);
      return;
    }
    thinking++;
    engine.later(
        () -> {
          if (!over || !cutsFlows()) {
            thinking--;
            lane.arrive(due, engine.now(), journey);
          } else {
            journey.end();
          }
        },
        think);
  }

  /** No more arrivals. */
  final void over() {
    if (!over) {
      over = true;
      if (cutsFlows()) {
        outstanding -= thinking;
        thinking = 0;
      }
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

  /** Whether flows under way end with the time. */
  boolean cutsFlows() {
    return true;
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

  /** What was never sent, in words, or empty. */
  final String unsent() {
    return unsent;
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
    if (abandoned > 0) {
      unsent =
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
}
