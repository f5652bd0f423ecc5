package dev.headroom.prove;

import dev.headroom.prove.PreparedScenario.Request;
import dev.headroom.prove.Scenario.Group;
import dev.headroom.prove.Scenario.Via;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * A group's way to the target: its connections, and one FIFO for all of them; whichever is free
 * takes the head. Nothing is dropped. Confined to the engine's event loop.
 */
final class Lane {

  final Group group;
  private final LoadEngine engine;
  private final List<Connection> connections = new ArrayList<>();
  private final ArrayDeque<Connection> idle = new ArrayDeque<>();
  private final ArrayDeque<Connection> closed = new ArrayDeque<>();
  private final Backlog backlog = new Backlog();
  private final WebSockets sockets;
  private final RequestEncoder encoder;
  private @Nullable RequestSource requests;
  private @Nullable Run run;
  private @Nullable GroupResult[] results = new GroupResult[1];
  private @Nullable LaneInterval interval;

  Lane(LoadEngine engine, Group group, RequestEncoder encoder) {
    this.engine = engine;
    this.group = group;
    this.encoder = encoder;
    this.sockets = new WebSockets(this);
    for (int i = 0; i < (group.has(Via.HTTP) ? group.concurrent() : 0); i++) {
      Connection connection = new Connection(this);
      connections.add(connection);
      closed.add(connection);
    }
  }

  /** Opens what is closed, ahead of the load. */
  void open() {
    for (int i = closed.size(); i > 0; i--) {
      closed.remove().open();
    }
  }

  /**
   * A run begins.
   *
   * @param watched whether intervals are asked for
   */
  void begin(Run next, RequestSource source, boolean watched) {
    run = next;
    requests = source;
    results = new GroupResult[next.stretches.count()];
    interval = watched ? new LaneInterval() : null;
    backlog.clear();
    sockets.clear();
  }

  /** What was due in a phase. */
  GroupResult result(int phase) {
    GroupResult result = results[phase];
    if (result == null) {
      result = new GroupResult();
      results[phase] = result;
    }
    return result;
  }

  private GroupResult due(long intended) {
    return result(run == null ? 0 : run.stretches.at(intended));
  }

  /** A request is due. */
  void arrive(long intended, long noticed, @Nullable Journey journey) {
    GroupResult result = due(intended);
    result.scheduled++;
    if (journey == null) {
      result.starts++; // what a flow goes on with is none
    }
    if (interval != null) {
      interval.due++;
    }
    Via via = via(journey);
    if (via == Via.OPEN) {
      sockets.arrive(journey, intended, noticed);
    } else if (via != Via.HTTP && journey != null) {
      journey.socket().turn(next(journey), intended, noticed);
    } else if (!idle.isEmpty()) {
      idle.remove().send(next(journey), intended, noticed, 0);
    } else if (!closed.isEmpty()) {
      closed.remove().openAndSend(next(journey), intended, noticed);
    } else {
      backlog.add(intended, noticed, journey);
      waits(backlog);
    }
  }

  /** A target that is too slow by so much is not waited for. */
  void waits(Backlog waiting) {
    if (waiting.size() > engine.mostBacklog() && run != null) {
      run.fail(
          "group '"
              + group.name()
              + "': more than "
              + engine.mostBacklog()
              + " requests wait for a connection; lower the rate");
    }
  }

  private Via via(@Nullable Journey journey) {
    return journey != null
        ? journey.step().via()
        : group.flow() ? group.steps().get(0).via() : Via.HTTP;
  }

  Request next(@Nullable Journey journey) {
    if (journey != null) {
      return journey.request();
    }
    if (requests == null) {
      throw new IllegalStateException("no run");
    }
    return requests.next();
  }

  void free(Connection connection, long now) {
    if (backlog.size() == 0) {
      idle.add(connection);
    } else {
      long intended = backlog.intended();
      long noticed = backlog.noticed();
      Journey journey = backlog.journey();
      backlog.remove();
      connection.send(next(journey), intended, noticed, now);
    }
  }

  void closed(Connection connection) {
    idle.remove(connection);
    if (backlog.size() == 0) {
      closed.add(connection);
    } else {
      long intended = backlog.intended();
      long noticed = backlog.noticed();
      Journey journey = backlog.journey();
      backlog.remove();
      // From the loop, not from here: a target that is down would recurse once per waiting request.
      engine.soon(() -> connection.openAndSend(next(journey), intended, noticed));
    }
  }

  void sent(long intended, long now) {
    if (run != null && now <= end(intended)) {
      due(intended).sentInTime++;
    }
  }

  /** End of the phase in which it was due, or of the run. */
  private long end(long intended) {
    if (run == null) {
      return now();
    }
    int phase = run.stretches.at(intended);
    return phase == run.stretches.count() - 1 ? run.end() : run.stretches.end(phase);
  }

  void answered(
      Request request,
      long intended,
      long noticed,
      long free,
      long sent,
      long now,
      long bytes,
      @Nullable String timing) {
    GroupResult result = due(intended);
    result.bytes += bytes;
    result.answered(intended, noticed, free, sent, now);
    if (timing != null) {
      result.timed(timing, now - intended, now - sent);
    }
    long micros = GroupResult.micros(now - intended);
    if (group.steps().size() > 1) {
      result.step(request.step()).response().recordValue(micros);
    }
    if (interval != null) {
      interval.response.recordValue(micros);
      interval.late.recordValue(GroupResult.late(intended, noticed, free, sent));
    }
  }

  /** A request failed; its flow, if any, ends with it. */
  void failed(@Nullable Request request, long intended, String category, String example) {
    GroupResult result = due(intended);
    result.failed(category);
    if (!example.isEmpty()) {
      result.examples.putIfAbsent(category, example);
    }
    if (request != null && group.steps().size() > 1) {
      result.step(request.step()).errors().merge(category, 1L, Long::sum);
    }
    if (interval != null) {
      interval.ended++;
      interval.failed++;
    }
    Journey journey = request == null ? null : request.journey();
    if (journey != null) {
      journey.end();
    }
    if (run != null) {
      result.ended++;
      run.ended(this, now(), true);
    }
  }

  void ended(Request request, long intended, long now) {
    if (interval != null) {
      interval.ended++;
    }
    if (run != null) {
      GroupResult result = due(intended);
      result.ended++;
      if (now <= end(intended)) {
        result.endedInTime++;
      }
      Journey journey = request.journey();
      if (journey != null && journey.advance()) {
        run.goOn(this, journey, now);
      } else {
        if (journey != null) {
          journey.end();
        }
        run.ended(this, now, false);
      }
    }
  }

  /** What was seen since the last call; null if nobody asked for intervals. */
  @Nullable LaneInterval turn() {
    LaneInterval seen = interval;
    interval = seen == null ? null : new LaneInterval();
    return seen;
  }

  int waiting() {
    return backlog.size() + sockets.waiting().size();
  }

  /** Of one interval. */
  static final class LaneInterval {
    final Histogram response = GroupResult.histogram();
    final Histogram late = GroupResult.histogram();
    long due;
    long ended;
    long failed;
  }

  void expire(long now, long timeOutNanos) {
    for (Connection connection : connections) {
      connection.expire(now, timeOutNanos);
    }
    sockets.expire(now, timeOutNanos);
  }

  /** Forgets what waits, as if it had never come. */
  int leaveBacklog() {
    return leave(backlog) + leave(sockets.waiting());
  }

  private int leave(Backlog backlog) {
    int waiting = backlog.size();
    for (int i = 0; i < waiting; i++) {
      GroupResult result = due(backlog.intended());
      result.scheduled--;
      if (backlog.journey() == null) {
        result.starts--;
      }
      backlog.remove();
    }
    return waiting;
  }

  /** Gives up what waits; what was sent is waited for. */
  int abandonBacklog() {
    return abandon(backlog) + abandon(sockets.waiting());
  }

  private int abandon(Backlog backlog) {
    int waiting = backlog.size();
    for (int i = 0; i < waiting; i++) {
      GroupResult result = due(backlog.intended());
      result.failed("not-sent");
      result.ended++;
      backlog.remove();
    }
    return waiting;
  }

  void close() {
    run = null;
    connections.forEach(Connection::close);
    sockets.clear();
  }

  /** As bytes, or as an object where frames are made of it. */
  Object encode(Request request, ByteBufAllocator allocator) {
    return dialer().isHttp2() ? encoder.object(request) : encoder.encode(request, allocator);
  }

  Dialer dialer() {
    return engine.dialer();
  }

  void later(Runnable work, long nanos) {
    engine.later(work, nanos);
  }

  void soon(Runnable work) {
    engine.soon(work);
  }

  RequestEncoder encoder() {
    return encoder;
  }

  WebSockets sockets() {
    return sockets;
  }

  int size() {
    return connections.size();
  }

  int connected() {
    return idle.size();
  }

  int unconnected() {
    return closed.size();
  }

  long now() {
    return engine.now();
  }
}
