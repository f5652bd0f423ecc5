package dev.headroom.services.wellbeing;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The half of the fix {@code rollups} that always runs: keeps the table {@code activity} true, in
 * the transaction that takes events or changes a zone. Only rows that differ are written, so that
 * only their days are added up again.
 */
@Component
class Activities {

  /** How far an event reaches: to the session, at most 6 hours long, that it begins or ends. */
  private static final Duration REACH = Session.LONGEST;

  private final EventStore events;
  private final ActivityStore rows;
  private final TransactionTemplate transaction;

  Activities(EventStore events, ActivityStore rows, TransactionTemplate transaction) {
    this.events = events;
    this.rows = rows;
    this.transaction = transaction;
  }

  @EventListener
  void taken(EventsTaken taken) {
    List<Event> sorted = new ArrayList<>(taken.events());
    sorted.sort(Comparator.comparing(Event::from));
    Instant from = sorted.getFirst().from();
    Instant until = sorted.getFirst().until();
    for (Event event : sorted) {
      // Old and new events in one batch: what lies between is left alone.
      if (event.from().isAfter(until.plus(REACH.multipliedBy(4)))) {
        again(taken.userId(), taken.zone(), from.minus(REACH), until.plus(REACH));
        from = event.from();
        until = event.until();
      }
      until = event.until().isAfter(until) ? event.until() : until;
    }
    again(taken.userId(), taken.zone(), from.minus(REACH), until.plus(REACH));
  }

  /** Midnights are elsewhere now. */
  @EventListener
  void moved(ZoneChanged changed) {
    again(changed.userId(), changed.zone(), EventStore.FIRST, EventStore.LAST);
  }

  /** For events that were taken before the table was there: a transaction a user. */
  void complete() {
    for (long userId : rows.without()) {
      transaction.executeWithoutResult(
          status -> again(userId, events.lock(userId), EventStore.FIRST, EventStore.LAST));
    }
  }

  private void again(long userId, ZoneId zone, Instant from, Instant until) {
    Map<Activity.Key, Activity> old = new HashMap<>();
    rows.between(userId, from, until).forEach(row -> old.put(row.key(), row));
    List<Activity> written = new ArrayList<>();
    for (Activity row :
        Activity.of(zone, events.all(userId, from.minus(REACH), until.plus(REACH)))) {
      if (!row.at().isBefore(from)
          && !row.at().isAfter(until)
          && !row.equals(old.remove(row.key()))) {
        written.add(row);
      }
    }
    rows.delete(userId, old.keySet());
    rows.write(userId, written);
  }
}
