package dev.headroom.services.pos;

import jakarta.annotation.PreDestroy;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.springframework.stereotype.Component;
import org.springframework.web.socket.CloseStatus;

/** Who listens to which restaurant. Publishing never blocks: it puts into bounded queues. */
@Component
class UpdatesHub {

  private final Map<Long, Set<UpdatesConnection>> topics = new ConcurrentHashMap<>();
  private final LongAdder opened = new LongAdder();
  final LongAdder sent = new LongAdder();
  final LongAdder replayed = new LongAdder();
  final LongAdder dropped = new LongAdder();
  final LongAdder cutOff = new LongAdder();

  void add(UpdatesConnection connection) {
    opened.increment();
    topics
        .computeIfAbsent(connection.restaurantId(), id -> ConcurrentHashMap.newKeySet())
        .add(connection);
  }

  void remove(UpdatesConnection connection) {
    // Sets of restaurants stay: there are few, and removing one would race with add.
    Set<UpdatesConnection> topic = topics.get(connection.restaurantId());
    if (topic != null) {
      topic.remove(connection);
    }
  }

  /** Called after commit; an event may overtake an earlier one, connections put them in order. */
  void publish(Event event) {
    Set<UpdatesConnection> topic = topics.get(event.restaurantId());
    if (topic == null) {
      return;
    }
    for (UpdatesConnection connection : topic) {
      if (!connection.offer(event)) {
        dropped.increment();
      }
    }
  }

  UpdatesStatistics statistics() {
    long open = topics.values().stream().mapToLong(Set::size).sum();
    return new UpdatesStatistics(
        open, opened.sum(), sent.sum(), replayed.sum(), dropped.sum(), cutOff.sum());
  }

  @PreDestroy
  void close() {
    topics.values().forEach(topic -> topic.forEach(c -> c.end(CloseStatus.GOING_AWAY)));
  }
}
