package dev.headroom.prove;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;

/**
 * Sends a scenario's load and measures from the time at which each request should have been sent.
 *
 * <p>Arrivals of a group are decided beforehand by a seed. Each waits in the group's one FIFO until
 * one of its connections is free; nothing is dropped, so that a target that stalls is charged for
 * everything that came due meanwhile (a tool that waits for the answer before it sends the next
 * would not see the stall: "coordinated omission"). For every answer the lag between intended time
 * and write is split: while no connection was free it is the target's, else the generator's own;
 * {@link Limits} says when the latter spoils a run.
 *
 * <p>One thread, an event loop, does everything, so there are no locks and no shared histograms;
 * more cores are used by more engines, whose histograms add up exactly. With native epoll timers
 * are exact to the kernel's wake-up latency (about 0.06 ms); with NIO they are late by up to 1 ms.
 * The thread does not spin, because on a small machine the target shares its cores.
 *
 * <p>Connections stay open over runs. One run at a time.
 */
public final class LoadEngine implements AutoCloseable {

  private static final int MOST_BACKLOG = 200_000;
  private static final long PROBE_NANOS = 5_000_000;

  private final PreparedScenario prepared;
  private final MultiThreadIoEventLoopGroup group;
  private final EventLoop loop;
  private final Dialer dialer;
  private final List<Lane> lanes;
  private final long timeOutNanos;
  private final GeneratorWatch watch;
  private long told; // until when intervals were told of

  /**
   * An engine for HTTP/1.1; it connects with the first run.
   *
   * @param target where to
   * @param prepared what
   */
  public LoadEngine(Target target, PreparedScenario prepared) {
    this(target, prepared, Wire.PLAIN);
  }

  /**
   * An engine; it connects with the first run.
   *
   * @param target where to
   * @param prepared what
   * @param wire how
   */
  public LoadEngine(Target target, PreparedScenario prepared, Wire wire) {
    for (Scenario.Group one : prepared.scenario.groups) {
      if (wire.http2() && one.has(Scenario.Via.OPEN)) {
        throw new ScenarioException(
            "group '"
                + one.name()
                + "' opens a WebSocket, which is upgraded from HTTP/1.1: leave --http2 out");
      }
    }
    this.prepared = prepared;
    this.timeOutNanos = prepared.scenario.timeOut.toNanos();
    boolean epoll = Epoll.isAvailable();
    this.group =
        new MultiThreadIoEventLoopGroup(
            1,
            Thread.ofPlatform().name("headroom-load").daemon(true).factory(),
            epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    this.loop = group.next();
    Bootstrap bootstrap =
        new Bootstrap()
            .group(loop)
            .channel(epoll ? EpollSocketChannel.class : NioSocketChannel.class)
            .option(ChannelOption.TCP_NODELAY, true)
            .option(
                ChannelOption.CONNECT_TIMEOUT_MILLIS,
                (int) Math.max(1, Math.min(10_000, prepared.scenario.timeOut.toMillis())))
            .remoteAddress(target.address());
    this.dialer = new Dialer(bootstrap, target, wire);
    RequestEncoder encoder = new RequestEncoder(target.hostHeader());
    this.lanes =
        prepared.scenario.groups.stream().map(one -> new Lane(this, one, encoder)).toList();
    this.watch = onLoop(GeneratorWatch::ofThisThread);
  }

  /**
   * Runs a load to its last answer.
   *
   * @param load how requests arrive
   * @return what was seen
   * @throws InterruptedException if the calling thread is interrupted; the load is broken off
   */
  public LoadResult run(Load load) throws InterruptedException {
    return run(load, Watch.NONE);
  }

  /**
   * Runs a load to its last answer, and tells of it meanwhile.
   *
   * @param load how requests arrive
   * @param intervals told of each interval, on the engine's own thread: to be quick
   * @return what was seen
   * @throws InterruptedException if the calling thread is interrupted; the load is broken off
   */
  public LoadResult run(Load load, Watch intervals) throws InterruptedException {
    awaitConnections();
    return run(load, intervals, now() + 1_000_000);
  }

  /** The same, from a moment on that others keep too; connections are opened before. */
  LoadResult run(Load load, Watch intervals, long startNanos) throws InterruptedException {
    Run run = onLoop(() -> start(load, intervals, Math.max(startNanos, now() + 1_000_000)));
    try {
      run.done.get();
      if (!intervals.every().isZero()) {
        onLoop(() -> last(run, intervals));
      }
    } catch (InterruptedException e) {
      loop.execute(() -> run.fail("interrupted"));
      throw e;
    } catch (ExecutionException e) {
      throw new IllegalStateException("the load engine failed", e.getCause());
    }
    return onLoop(() -> finish(run));
  }

  /**
   * Wants to know how a load goes on.
   *
   * @param every length of an interval; zero for none
   * @param each told of each
   */
  public record Watch(Duration every, Consumer<Interval> each) {
    static final Watch NONE = new Watch(Duration.ZERO, interval -> {});

    /** Checks the length. */
    public Watch {
      if (every.isNegative()) {
        throw new IllegalArgumentException("an interval lasts longer than 0, was " + every);
      }
    }
  }

  private Run start(Load load, Watch intervals, long start) {
    Run run = Run.of(load, prepared.share(), this, lanes, start);
    for (Lane lane : lanes) {
      lane.begin(run, prepared.requests(lane.group, load.seed()), !intervals.every().isZero());
    }
    watch.begin(now());
    later(() -> guarded(run, run::begin), start - now());
    if (!intervals.every().isZero()) {
      long first = start + intervals.every().toNanos();
      later(() -> guarded(run, () -> tick(run, intervals)), first - now());
      told = start;
    }
    sweep(run, now() + PROBE_NANOS);
    return run;
  }

  private void tick(Run run, Watch intervals) {
    if (!run.done.isDone()) {
      long due = told + 2 * intervals.every().toNanos();
      turn(run, intervals);
      later(() -> guarded(run, () -> tick(run, intervals)), due - now());
    }
  }

  private boolean last(Run run, Watch intervals) {
    turn(run, intervals);
    return true;
  }

  private void turn(Run run, Watch intervals) {
    long now = now();
    long since = told;
    told = now;
    Map<String, Histogram> response = new LinkedHashMap<>();
    Histogram late = GroupResult.histogram();
    long due = 0;
    long ended = 0;
    long failed = 0;
    int waiting = 0;
    for (Lane lane : lanes) {
      Lane.LaneInterval seen = lane.turn();
      if (seen != null) {
        response.put(lane.group.name(), seen.response);
        late.add(seen.late);
        due += seen.due;
        ended += seen.ended;
        failed += seen.failed;
      }
      waiting += lane.waiting();
    }
    intervals
        .each()
        .accept(
            new Interval(
                (since - run.start) / 1e9,
                Math.max(1, now - since) / 1e9,
                run.stretches.name(run.stretches.at(since)),
                due,
                ended,
                failed,
                waiting,
                response,
                late.getTotalCount() == 0 ? 0 : late.getValueAtPercentile(99),
                watch.turn() / 1000));
  }

  private LoadResult finish(Run run) {
    Map<String, GroupResult> groups = new LinkedHashMap<>();
    lanes.forEach(lane -> groups.put(lane.group.name(), new GroupResult()));
    List<LoadResult.Phase> phases = new ArrayList<>();
    double seconds = 0;
    for (int i = 0; i < run.stretches.count(); i++) {
      Map<String, GroupResult> seen = new LinkedHashMap<>();
      for (Lane lane : lanes) {
        GroupResult result = lane.result(i);
        seen.put(lane.group.name(), result);
        if (run.stretches.measured(i)) {
          groups.computeIfAbsent(lane.group.name(), name -> new GroupResult()).add(result);
        }
      }
      double length =
          run.stretches.count() == 1
              ? (run.end() - run.start) / 1e9
              : run.stretches.seconds(i, run.end());
      seconds += run.stretches.measured(i) ? length : 0;
      phases.add(
          new LoadResult.Phase(run.stretches.name(i), run.stretches.measured(i), length, seen));
    }
    String failure = run.failure();
    return new LoadResult(
        seconds,
        groups,
        phases,
        watch.end(now()),
        failure == null ? "" : failure,
        failure == null ? run.unsent() : "");
  }

  /** Looks for time-outs, and at itself: how late this very look is says when the loop stood. */
  private void sweep(Run run, long due) {
    long late = now() - due;
    watch.probe(late);
    for (Lane lane : lanes) {
      lane.expire(now(), timeOutNanos);
    }
    if (!run.done.isDone()) {
      long next = now() + PROBE_NANOS;
      later(() -> guarded(run, () -> sweep(run, next)), PROBE_NANOS);
    }
  }

  private static void guarded(Run run, Runnable work) {
    try {
      work.run();
    } catch (RuntimeException | Error e) {
      run.done.completeExceptionally(e);
    }
  }

  /**
   * Connections opened ahead are not charged to the first requests. A dead target is told by them.
   */
  void awaitConnections() throws InterruptedException {
    loop.execute(() -> lanes.forEach(Lane::open));
    long until = System.nanoTime() + Duration.ofSeconds(3).toNanos();
    while (System.nanoTime() < until) {
      int settled =
          onLoop(() -> lanes.stream().mapToInt(l -> l.connected() + l.unconnected()).sum());
      if (settled >= lanes.stream().mapToInt(Lane::size).sum()) {
        return;
      }
      java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
  }

  private <T> T onLoop(java.util.concurrent.Callable<T> work) {
    Future<T> future = loop.submit(work);
    try {
      return future.get(60, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("the load engine failed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  Dialer dialer() {
    return dialer;
  }

  void later(Runnable work, long nanos) {
    var unused = loop.schedule(work, Math.max(0, nanos), TimeUnit.NANOSECONDS);
  }

  /** On the loop, after what it does now. */
  void soon(Runnable work) {
    loop.execute(work);
  }

  int mostBacklog() {
    return MOST_BACKLOG;
  }

  long now() {
    return System.nanoTime();
  }

  /** Closes all connections. */
  @Override
  public void close() {
    onLoop(
        () -> {
          lanes.forEach(Lane::close);
          dialer.close();
          return true;
        });
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
  }
}
