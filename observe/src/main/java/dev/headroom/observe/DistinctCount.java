package dev.headroom.observe;

/**
 * Counts distinct hashes: exactly to {@value #EXACT}, then by adaptive sampling (Wegman; Flajolet
 * 1990): only hashes whose lowest bits are zero are kept, and one more bit is asked for each time
 * the table is full, so the count times two to the bits estimates the whole, with a standard error
 * of about 1.2 / sqrt(kept), under 3 %.
 *
 * <p>A hash that is known, or that the sample leaves out, costs no lock.
 */
final class DistinctCount {

  static final int EXACT = 4_096;

  private volatile long[] table = new long[16];
  private volatile long filter;
  private int size;
  private int bits;

  void add(long hash) {
    // The sample is taken by other bits than those that a request's own set is ordered by.
    long value = hash == 0 ? 1 : Hashes.mix(hash);
    if ((value & filter) == 0 && !contains(table, value)) {
      insert(value == 0 ? 1 : value);
    }
  }

  private static boolean contains(long[] table, long value) {
    int mask = table.length - 1;
    int i = (int) (value >>> 32) & mask;
    while (table[i] != 0) {
      if (table[i] == value) {
        return true;
      }
      i = i + 1 & mask;
    }
    return false;
  }

  private synchronized void insert(long value) {
    if ((value & filter) != 0 || contains(table, value)) {
      return;
    }
    if (size == EXACT) {
      bits++;
      filter = (1L << bits) - 1;
      rebuild(table.length);
      if ((value & filter) != 0) {
        return;
      }
    } else if ((size + 1) * 2 > table.length) {
      rebuild(table.length * 2);
    }
    place(table, value);
    size++;
  }

  private void rebuild(int length) {
    long[] next = new long[length];
    int kept = 0;
    for (long value : table) {
      if (value != 0 && (value & filter) == 0) {
        place(next, value);
        kept++;
      }
    }
    size = kept;
    table = next;
  }

  private static void place(long[] table, long value) {
    int mask = table.length - 1;
    int i = (int) (value >>> 32) & mask;
    while (table[i] != 0) {
      i = i + 1 & mask;
    }
    table[i] = value;
  }

  synchronized long count() {
    return (long) size << bits;
  }
}
