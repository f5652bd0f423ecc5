package dev.headroom.prove;

import dev.headroom.prove.PreparedScenario.Request;
import dev.headroom.prove.Scenario.Group;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelFuture;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
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
  private final RequestEncoder encoder;
  private @Nullable RequestSource requests;
  private @Nullable Run run;
  GroupResult result = new GroupResult();

  Lane(LoadEngine engine, Group group, RequestEncoder encoder) {
    this.engine = engine;
    this.group = group;
    this.encoder = encoder;
    for (int i = 0; i < group.concurrent(); i++) {
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

  void begin(Run next, RequestSource source) {
    run = next;
    requests = source;
    result = new GroupResult();
    backlog.clear();
  }

  /** A request is due. */
  void arrive(long intended, long noticed) {
    result.scheduled++;
    if (!idle.isEmpty()) {
      idle.remove().send(next(), intended, noticed, 0);
    } else if (!closed.isEmpty()) {
      closed.remove().openAndSend(next(), intended, noticed);
    } else {
      backlog.add(intended, noticed);
      if (backlog.size() > engine.mostBacklog() && run != null) {
        run.fail(
            "group '"
                + group.name()
                + "': more than "
                + engine.mostBacklog()
                + " requests wait for a connection; lower the rate");
      }
    }
  }

  private Request next() {
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
      backlog.remove();
      connection.send(next(), intended, noticed, now);
    }
  }

  void closed(Connection connection) {
    idle.remove(connection);
    if (backlog.size() == 0) {
      closed.add(connection);
    } else {
      long intended = backlog.intended();
      long noticed = backlog.noticed();
      backlog.remove();
      // From the loop, not from here: a target that is down would recurse once per waiting request.
      engine.soon(() -> connection.openAndSend(next(), intended, noticed));
    }
  }

  void sent(long now) {
    if (run != null && now <= run.end()) {
      result.sentInTime++;
    }
  }

  void answered(long intended, long noticed, long free, long sent, long now, long bytes) {
    result.bytes += bytes;
    result.answered(intended, noticed, free, sent, now);
  }

  void failed(String category) {
    result.failed(category);
    if (run != null) {
      result.ended++;
      run.ended(this, now(), true);
    }
  }

  void ended(long now) {
    if (run != null) {
      result.ended++;
      if (now <= run.end()) {
        result.endedInTime++;
      }
      run.ended(this, now, false);
    }
  }

  void expire(long now, long timeOutNanos) {
    for (Connection connection : connections) {
      connection.expire(now, timeOutNanos);
    }
  }

  /** Forgets what waits, as if it had never come. */
  int leaveBacklog() {
    int waiting = backlog.size();
    backlog.clear();
    result.scheduled -= waiting;
    return waiting;
  }

  /** Gives up what waits; what was sent is waited for. */
  int abandonBacklog() {
    int waiting = backlog.size();
    backlog.clear();
    for (int i = 0; i < waiting; i++) {
      result.failed("not-sent");
    }
    return waiting;
  }

  void close() {
    run = null;
    connections.forEach(Connection::close);
  }

  ByteBuf encode(Request request, ByteBufAllocator allocator) {
    return encoder.encode(request, allocator);
  }

  ChannelFuture connect(Connection connection) {
    return engine.connect(connection);
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
