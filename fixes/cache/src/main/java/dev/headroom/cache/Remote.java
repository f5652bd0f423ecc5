package dev.headroom.cache;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The steps that the protocol takes on the server, each atomic there. Lists are one round trip; a
 * {@link Reply} is on its way when it is returned, so that several partitions are asked at once.
 * Every method and every reply may throw {@link RemoteFailure}; after a lost connection all do.
 */
@SuppressWarnings("ArrayRecordComponent") // Bytes are passed on, not compared.
interface Remote extends AutoCloseable {

  /** Most events in one answer of the feed. */
  int MOST_EVENTS = 1_000;

  /** The stored forms, null for what is not there; in the order asked for. */
  Reply<List<byte @Nullable []>> get(String namespace, List<String> keys);

  /**
   * On a miss: a valid value after all, or the lease and the stamp from before the load, or
   * neither.
   */
  Reply<List<Answer>> lookOrLease(String namespace, List<Ask> asks);

  /** Stores where the lease still holds the token, and gives the lease back. */
  Reply<List<Boolean>> store(String namespace, List<Parcel> parcels);

  /** Gives leases back without storing. */
  Reply<Boolean> release(String namespace, List<Ask> asks);

  /** Replaces a stored form by another, if it is still the same and valid. */
  Patched patch(String namespace, String key, byte[] from, byte[] to);

  /** Invalidates for all nodes. */
  Reply<Told> invalidate(Invalidation what);

  /** Keeps values from being stored until it is lifted or its time is over. */
  Reply<Boolean> fence(Invalidation what, String token, Duration time);

  /** Lifts a fence. */
  Reply<Boolean> lift(Invalidation what, String token);

  /** How many live nodes have not acknowledged an event; -1 if that cannot be known. */
  long unacknowledged(String node, long sequence, Duration live);

  /**
   * All generations together with the position of the feed that they belong to.
   *
   * @param move whether loads from now on get later stamps than what is there
   */
  Snapshot snapshot(boolean move);

  /** Says what this node has heard, and waits for events after it. */
  Heard listen(String node, long acknowledged, String after, Duration block);

  @Override
  void close();

  /** An answer on its way. */
  interface Reply<T> {
    T await();
  }

  /**
   * Asks for a key.
   *
   * @param tags what the value will be made of
   * @param rejected the stamp of a stored form that the caller cannot use, "*" for one whose stamp
   *     cannot be read, "~" and the stamp for a usable one that it wants anew, empty if there is
   *     none
   */
  record Ask(String key, List<String> tags, String token, long leaseMillis, String rejected) {}

  /** The answer; {@code raw} only for a hit. */
  record Answer(What what, long clock, byte @Nullable [] raw) {
    enum What {
      HIT,
      LEASED,
      BUSY,
      /** Being changed: to be loaded and not stored. */
      FENCED
    }
  }

  /** A value on its way to the server. */
  record Parcel(String key, String token, byte[] raw, long ttlMillis) {}

  /** The stamp of an invalidation and its number in the feed. */
  record Told(long stamp, long sequence) {}

  /** What came of a patch. */
  record Patched(Outcome what, long stamp) {
    enum Outcome {
      PATCHED,
      /** Somebody else changed it meanwhile: look again. */
      CHANGED,
      /** There was no valid value any more. */
      GONE
    }
  }

  /** The state of the server's generations; micros is the server's time of day. */
  record Snapshot(
      long clock,
      long sequence,
      String position,
      long micros,
      Map<String, Long> generations,
      Map<String, byte[]> patterns) {}

  /**
   * What the feed said.
   *
   * @param sequence the number of the last event when the question was sent; -1 if lost
   */
  record Heard(long sequence, long micros, List<Event> events) {}

  /** One event of the feed. */
  record Event(String position, long sequence, long stamp, Invalidation what) {}
}
