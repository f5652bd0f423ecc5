package dev.headroom.services.pos;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import tools.jackson.databind.json.JsonMapper;

/**
 * A log of events per restaurant, written by the transaction that they tell of.
 *
 * <p>The sequence has no gaps and commits in its order: a writer locks the restaurant's row until
 * its transaction ends, so that the next number is given only when the one before is committed or
 * taken back. Whoever sees number n can therefore read 1 to n. The lock conflicts with other
 * writers of events alone, not with orders that refer to the restaurant; it is taken last in a
 * transaction ({@link EventWriter}), so that it is held shortly and cannot deadlock.
 *
 * <p>After the commit the events go to {@link UpdatesHub}.
 */
@Repository
class EventLog {

  /** Length of the column. */
  static final int LONGEST_PAYLOAD = 2_000;

  private final JdbcClient jdbc;
  private final JsonMapper json;
  private final Clock clock;
  private final UpdatesHub hub;

  EventLog(JdbcClient jdbc, JsonMapper json, Clock clock, UpdatesHub hub) {
    this.jdbc = jdbc;
    this.json = json;
    this.clock = clock;
    this.hub = hub;
  }

  /** Appends to the log within the caller's transaction, and pushes after its commit. */
  @Transactional(propagation = Propagation.MANDATORY)
  Event append(long restaurantId, EventKind kind, Object payload) {
    String text = json.writeValueAsString(payload);
    if (text.length() > LONGEST_PAYLOAD) {
      throw new IllegalArgumentException(
          "the payload of %s has %d characters, at most %d fit: leave out what can be read again"
              .formatted(kind.text(), text.length(), LONGEST_PAYLOAD));
    }
    jdbc.sql("select id from restaurant where id = :restaurant for no key update")
        .param("restaurant", restaurantId)
        .query(Long.class)
        .single();
    // A statement of its own: its snapshot is taken after the lock was granted.
    Instant at = clock.instant().truncatedTo(ChronoUnit.MICROS);
    long sequence =
        jdbc.sql(
                """
                insert into restaurant_event (restaurant_id, sequence, kind, payload, created_at)
                select :restaurant, coalesce(max(sequence), 0) + 1, :kind, :payload, :at
                from restaurant_event where restaurant_id = :restaurant
                returning sequence
                """)
            .param("restaurant", restaurantId)
            .param("kind", kind.text())
            .param("payload", text)
            .param("at", Timestamp.from(at))
            .query(Long.class)
            .single();
    Event event = new Event(restaurantId, sequence, kind, at, text);
    TransactionSynchronizationManager.registerSynchronization(
        new TransactionSynchronization() {
          @Override
          public void afterCommit() {
            hub.publish(event);
          }
        });
    return event;
  }

  /** The last number given, or 0. */
  long last(long restaurantId) {
    return jdbc.sql(
            "select coalesce(max(sequence), 0) from restaurant_event where restaurant_id = :restaurant")
        .param("restaurant", restaurantId)
        .query(Long.class)
        .single();
  }

  /** Events after a number, in order. */
  List<Event> after(long restaurantId, long sequence, int limit) {
    return jdbc.sql(
            """
            select sequence, kind, payload, created_at from restaurant_event
            where restaurant_id = :restaurant and sequence > :sequence
            order by sequence limit :limit
            """)
        .param("restaurant", restaurantId)
        .param("sequence", sequence)
        .param("limit", limit)
        .query(
            (row, n) ->
                new Event(
                    restaurantId,
                    row.getLong("sequence"),
                    EventKind.of(row.getString("kind")),
                    row.getTimestamp("created_at").toInstant(),
                    row.getString("payload")))
        .list();
  }
}
