package dev.headroom.services.wellbeing;

import dev.headroom.services.common.Problem;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.JsonNode;

/**
 * Takes a batch: what is wrong with one event is told of that one, and the rest is taken. An event
 * that comes again under its id counts once. Batches of one user are taken one after another, so
 * that two cannot each bring half of an overlap.
 */
@Service
class EventIntake {

  private final EventStore store;
  private final ApplicationEventPublisher published;
  private final Clock clock;

  EventIntake(EventStore store, ApplicationEventPublisher published, Clock clock) {
    this.store = store;
    this.published = published;
    this.clock = clock;
  }

  /**
   * Takes events.
   *
   * @param first place of the first in its batch
   */
  @Transactional
  public EventOutcome take(Me user, int first, List<JsonNode> events) {
    List<EventOutcome.Refusal> refused = new ArrayList<>();
    ZoneId zone = store.lock(user.id());
    EventReader reader = new EventReader(store.devices(user.id()), clock.instant());
    Map<Integer, Event> read = new TreeMap<>();
    for (int i = 0; i < events.size(); i++) {
      JsonNode node = events.get(i);
      try {
        read.put(i, reader.read(node));
      } catch (EventReader.Refused e) {
        refused.add(refusal(first + i, node, e));
      }
    }
    int duplicates = 0;
    Known known = known(user, read.values());
    List<Event> fresh = new ArrayList<>();
    for (Map.Entry<Integer, Event> each : read.entrySet()) {
      try {
        if (known.isNew(each.getValue())) {
          fresh.add(each.getValue());
        } else {
          duplicates++;
        }
      } catch (EventReader.Refused e) {
        refused.add(refusal(first + each.getKey(), events.get(each.getKey()), e));
      }
    }
    if (!fresh.isEmpty()) {
      store.insert(user, fresh);
      published.publishEvent(new EventsTaken(user.id(), zone, fresh));
    }
    refused.sort(Comparator.comparingInt(EventOutcome.Refusal::index));
    return new EventOutcome(fresh.size(), duplicates, refused);
  }

  private static EventOutcome.Refusal refusal(int index, JsonNode event, EventReader.Refused e) {
    JsonNode id = event.get("id");
    return new EventOutcome.Refusal(
        index,
        id == null || !id.isString() ? null : Problem.shown(id.stringValue()),
        String.valueOf(e.getMessage()));
  }

  private Known known(Me user, Iterable<Event> events) {
    Known known = new Known();
    Set<String> ids = new java.util.HashSet<>();
    Instant from = null;
    Instant until = null;
    for (Event event : events) {
      ids.add(event.id());
      from = from == null || event.from().isBefore(from) ? event.from() : from;
      until = until == null || event.until().isAfter(until) ? event.until() : until;
    }
    if (from != null && until != null) {
      store.withIds(user.id(), ids).forEach(known::add);
      store.around(user.id(), from, until).forEach(known::add);
    }
    return known;
  }

  /** What is stored already, or was earlier in the batch. */
  private static final class Known {

    private final Map<String, Event> byId = new HashMap<>();
    private final Map<String, TreeMap<Instant, Event>> spans = new HashMap<>();
    private final Map<List<Object>, String> screens = new HashMap<>();

    void add(Event event) {
      byId.put(event.id(), event);
      String line = line(event);
      if (line != null) {
        spans.computeIfAbsent(line, l -> new TreeMap<>()).put(event.from(), event);
      } else if (event instanceof Event.Screen s) {
        screens.put(List.of(s.device(), s.at(), s.state()), s.id());
      }
    }

    boolean isNew(Event event) throws EventReader.Refused {
      Event same = byId.get(event.id());
      if (same != null && same.equals(event)) {
        return false;
      }
      if (same != null) {
        throw new EventReader.Refused("this id is that of another event of yours");
      }
      Event overlapped = overlapped(event);
      if (overlapped != null) {
        throw new EventReader.Refused(
            "it overlaps event %s, which goes from %s to %s"
                .formatted(overlapped.id(), overlapped.from(), overlapped.until()));
      }
      if (event instanceof Event.Screen s) {
        String known = screens.get(List.of(s.device(), s.at(), s.state()));
        if (known != null) {
          throw new EventReader.Refused("the same is known as event " + known);
        }
      }
      add(event);
      return true;
    }

    private @Nullable Event overlapped(Event event) {
      String line = line(event);
      TreeMap<Instant, Event> others = line == null ? null : spans.get(line);
      if (others == null) {
        return null;
      }
      Map.Entry<Instant, Event> before = others.lowerEntry(event.until());
      return before != null && before.getValue().until().isAfter(event.from())
          ? before.getValue()
          : null;
    }

    /** Where no two may overlap: a phone has one application in front, a user one focus. */
    private static @Nullable String line(Event event) {
      return switch (event) {
        case Event.App app -> "device " + app.device();
        case Event.Focus focus -> "focus";
        default -> null;
      };
    }
  }

  static Set<String> packages(List<Event> events) {
    return events.stream()
        .map(
            event ->
                switch (event) {
                  case Event.App app -> app.app();
                  case Event.Posted posted -> posted.app();
                  default -> "";
                })
        .filter(name -> !name.isEmpty())
        .collect(Collectors.toSet());
  }
}
