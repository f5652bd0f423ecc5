package dev.headroom.prove;

/** FIFO of arrivals that wait for a connection: intended time and the time they were noticed. */
final class Backlog {

  private long[] ring = new long[128];
  private int head;
  private int size;

  int size() {
    return size;
  }

  void add(long intended, long noticed) {
    if (size * 2 == ring.length) {
      long[] wider = new long[ring.length * 2];
      int first = ring.length - head;
      System.arraycopy(ring, head, wider, 0, first);
      System.arraycopy(ring, 0, wider, first, head);
      ring = wider;
      head = 0;
    }
    int at = (head + size * 2) % ring.length;
    ring[at] = intended;
    ring[at + 1] = noticed;
    size++;
  }

  long intended() {
    return ring[head];
  }

  long noticed() {
    return ring[head + 1];
  }

  void remove() {
    head = (head + 2) % ring.length;
    size--;
  }

  void clear() {
    head = 0;
    size = 0;
  }
}
