package dev.headroom.services.wellbeing;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.List;

/** Published inside the transaction that stored new events; at least one. */
record EventsTaken(long userId, ZoneId zone, List<Event> events) {

  Instant from() {
    return events.stream().map(Event::from).min(Comparator.naturalOrder()).orElseThrow();
  }

  Instant until() {
    return events.stream().map(Event::until).max(Comparator.naturalOrder()).orElseThrow();
  }
}
