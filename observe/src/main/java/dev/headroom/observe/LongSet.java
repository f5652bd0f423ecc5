package dev.headroom.observe;

import java.util.Arrays;

/**
 * A set of hashes of one thread: open addressing, at most {@value #LIMIT} members. What comes
 * beyond counts as new without being remembered, so that a request of a million distinct binds
 * costs no memory.
 */
final class LongSet {

  static final int LIMIT = 2_048;
  private static final int KEPT = 256;

  private long[] table = new long[8];
  private int size;

  /** Adds a hash and says whether it was new. Zero is taken for one. */
  boolean add(long hash) {
    long value = hash == 0 ? 1 : hash;
    int mask = table.length - 1;
    int i = (int) value & mask;
    while (table[i] != 0) {
      if (table[i] == value) {
        return false;
      }
      i = i + 1 & mask;
    }
    if (size >= LIMIT) {
      return true;
    }
    table[i] = value;
    if (++size * 2 > table.length) {
      grow();
    }
    return true;
  }

  private void grow() {
    long[] before = table;
    table = new long[before.length * 2];
    int mask = table.length - 1;
    for (long value : before) {
      if (value != 0) {
        int i = (int) value & mask;
        while (table[i] != 0) {
          i = i + 1 & mask;
        }
        table[i] = value;
      }
    }
  }

  /** Forgets all; false if it has grown too large to be kept. */
  boolean clear() {
    if (table.length > KEPT) {
      return false;
    }
    Arrays.fill(table, 0);
    size = 0;
    return true;
  }

  long[] table() {
    return table;
  }
}
