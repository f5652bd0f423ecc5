package dev.headroom.observe;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Tables that no request uses, one for each of a few threads; found by the thread's number, so that
 * virtual threads share them. A table that is not there is made, one too many is forgotten.
 */
final class SlotTables {

  private static final int KEPT = 64;

  private final AtomicReferenceArray<@Nullable SlotTable> spare = new AtomicReferenceArray<>(KEPT);

  SlotTable take() {
    SlotTable kept = spare.getAndSet(place(), null);
    return kept == null ? new SlotTable() : kept;
  }

  void give(SlotTable table) {
    if (table.clear()) {
      spare.set(place(), table);
    }
  }

  private static int place() {
    return (int) Thread.currentThread().getId() & (KEPT - 1);
  }
}
