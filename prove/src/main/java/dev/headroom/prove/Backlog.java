package dev.headroom.prove;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * FIFO of arrivals that wait for a connection: intended time, the time they were noticed, and the
 * flow that they go on with, if any.
 */
final class Backlog {

  private long[] ring = new long[128];
  private @Nullable Journey[] journeys = new Journey[64];
  private int head;
  private int size;

  int size() {
    return size;
  }

  void add(long intended, long noticed, @Nullable Journey journey) {
    if (size * 2 == ring.length) {
      long[] wider = new long[ring.length * 2];
      int first = ring.length - head;
      System.arraycopy(ring, head, wider, 0, first);
      System.arraycopy(ring, 0, wider, first, head);
      @Nullable Journey[] widerJourneys = new Journey[wider.length / 2];
      System.arraycopy(journeys, head / 2, widerJourneys, 0, first / 2);
      System.arraycopy(journeys, 0, widerJourneys, first / 2, head / 2);
      ring = wider;
      journeys = widerJourneys;
      head = 0;
    }
    int at = (head + size * 2) % ring.length;
    ring[at] = intended;
    ring[at + 1] = noticed;
    journeys[at / 2] = journey;
    size++;
  }

  long intended() {
    return ring[head];
  }

  long noticed() {
    return ring[head + 1];
  }

  @Nullable Journey journey() {
    return journeys[head / 2];
  }

  void remove() {
    journeys[head / 2] = null;
    head = (head + 2) % ring.length;
    size--;
  }

  void clear() {
    head = 0;
    size = 0;
    Arrays.fill(journeys, null);
  }
}
