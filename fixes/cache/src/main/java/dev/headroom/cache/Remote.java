package dev.headroom.cache;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The steps that the protocol takes on the server, each atomic there. Lists are one round trip.
 * Every method may throw {@link RemoteFailure}; after a lost connection all of them do.
 */
@SuppressWarnings("ArrayRecordComponent") // Bytes are passed on, not compared.
interface Remote extends AutoCloseable {

  /** Most events in one answer of the feed. */
  int MOST_EVENTS = 1_000;

  /** The stored forms, null for what is not there; in the order asked for. */
  List<byte @Nullable []> get(String namespace, List<String> keys);

  /**
   * On a miss: a valid value after all, or the lease and the stamp from before the load, or
   * neither.
   */
  List<Answer> lookOrLease(String namespace, List<Ask> asks);

  /** Stores where the lease still holds the token, and gives the lease back. */
  List<Boolean> store(String namespace, List<Parcel> parcels);

  /** Gives leases back without storing. */
  void release(String namespace, List<Ask> asks);

  /** Invalidates for all nodes; the stamp. */
  long invalidate(Invalidation what);

  /** All generations together with the position of the feed that they belong to. */
  Snapshot snapshot();

  /** Waits for events after a position. */
  Heard listen(String after, Duration block);

  @Override
  void close();

  /**
   * Asks for a key.
   *
   * @param tags what the value will be made of
   * @param rejected the stamp of a stored form that the caller cannot use, "*" for one whose stamp
   *     cannot be read, empty if there is none
   */
  record Ask(String key, List<String> tags, String token, long leaseMillis, String rejected) {}

  /** The answer; {@code raw} only for a hit. */
  record Answer(What what, long clock, byte @Nullable [] raw) {
    enum What {
      HIT,
      LEASED,
      BUSY
    }
  }

  /** A value on its way to the server. */
  record Parcel(String key, String token, byte[] raw, long ttlMillis) {}

  /** The state of the server's generations; micros is the server's time of day. */
  record Snapshot(
      long clock, long sequence, String position, long micros, Map<String, Long> generations) {}

  /**
   * What the feed said.
   *
   * @param sequence the number of the last event when the question was sent; -1 if lost
   */
  record Heard(long sequence, long micros, List<Event> events) {}

  /** One event of the feed. */
  record Event(String position, long sequence, long stamp, Invalidation what) {}
}
