package dev.headroom.prove;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A lane's WebSockets: as many at once as the group has connections, beside these; flows that want
 * one more wait. Confined to the engine's event loop.
 */
final class WebSockets {

  private final Lane lane;
  private final Set<WebSocket> open = new LinkedHashSet<>();
  private final Backlog waiting = new Backlog();

  WebSockets(Lane lane) {
    this.lane = lane;
  }

  Backlog waiting() {
    return waiting;
  }

  /** A flow wants to open one; it leaves the one that it had. */
  void arrive(@Nullable Journey journey, long intended, long noticed) {
    if (journey != null) {
      journey.end();
    }
    if (open.size() < lane.group.concurrent()) {
      open(journey, intended, noticed, 0);
    } else {
      waiting.add(intended, noticed, journey);
      lane.waits(waiting);
    }
  }

  private void open(@Nullable Journey journey, long intended, long noticed, long free) {
    WebSocket socket = new WebSocket(lane);
    open.add(socket);
    socket.open(lane.next(journey), intended, noticed, free);
  }

  /**
   * One was closed: who waits longest is next, from the loop, so that a refusal does not recurse.
   */
  void left(WebSocket socket) {
    if (open.remove(socket) && waiting.size() > 0) {
      lane.soon(
          () -> {
            if (waiting.size() > 0 && open.size() < lane.group.concurrent()) {
              long intended = waiting.intended();
              long noticed = waiting.noticed();
              Journey journey = waiting.journey();
              waiting.remove();
              open(journey, intended, noticed, lane.now());
            }
          });
    }
  }

  void expire(long now, long timeOutNanos) {
    if (!open.isEmpty()) {
      List.copyOf(open).forEach(socket -> socket.expire(now, timeOutNanos));
    }
  }

  /** What flows that were cut left open. */
  void clear() {
    waiting.clear();
    List.copyOf(open).forEach(WebSocket::close);
  }
}
