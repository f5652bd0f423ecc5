package dev.headroom.observe;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A request's slots by statement: open addressing, written by one thread. Used again for another
 * request ({@link SlotTables}), so that a request's statements allocate nothing once it is warm.
 */
final class SlotTable {

  /** More than this many statements in one request are counted as one, "(other)". */
  static final int MOST_STATEMENTS = 256;

  /** A larger table is not used again: it would keep its memory for requests that are small. */
  private static final int MOST_KEPT = 32;

  private @Nullable Slot[] table = new Slot[16];

  /** The slots in use, then those that may be used again. */
  private @Nullable Slot[] slots = new Slot[8];

  private int size;

  int size() {
    return size;
  }

  Slot at(int index) {
    Slot slot = slots[index];
    if (slot == null || index >= size) {
      throw new IndexOutOfBoundsException(index);
    }
    return slot;
  }

  Slot slot(Shape shape) {
    Slot known = find(shape);
    if (known != null) {
      return known;
    }
    if (size >= MOST_STATEMENTS && !shape.equals(Window.OTHER)) {
      return slot(Window.OTHER);
    }
    if (size == slots.length) {
      slots = Arrays.copyOf(slots, size * 2);
    }
    Slot spare = slots[size];
    Slot slot = spare == null ? new Slot(shape) : spare;
    slot.shape = shape;
    slots[size++] = slot;
    place(table, slot);
    if (size * 2 > table.length) {
      table = new Slot[table.length * 2];
      for (int i = 0; i < size; i++) {
        place(table, at(i));
      }
    }
    return slot;
  }

  @Nullable Slot find(Shape shape) {
    int mask = table.length - 1;
    int i = shape.hashCode() & mask;
    Slot slot;
    while ((slot = table[i]) != null) {
      if (slot.shape.equals(shape)) {
        return slot;
      }
      i = i + 1 & mask;
    }
    return null;
  }

  private static void place(@Nullable Slot[] into, Slot slot) {
    int mask = into.length - 1;
    int i = slot.shape.hashCode() & mask;
    while (into[i] != null) {
      i = i + 1 & mask;
    }
    into[i] = slot;
  }

  /** Adds what another thread did for the same request. */
  void merge(SlotTable other) {
    for (int i = 0; i < other.size; i++) {
      Slot theirs = other.at(i);
      slot(theirs.shape).merge(theirs);
    }
  }

  /** Forgets all; false if it is too large to be used again. */
  boolean clear() {
    if (size > MOST_KEPT) {
      return false;
    }
    for (int i = 0; i < size; i++) {
      at(i).clear();
    }
    Arrays.fill(table, null);
    size = 0;
    return true;
  }
}
