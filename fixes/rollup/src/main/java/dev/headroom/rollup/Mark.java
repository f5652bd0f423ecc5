package dev.headroom.rollup;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Says that something changed.
 *
 * @param group the group's values; null for any where slot is null
 * @param slot the slot of UTC; null for all times
 * @param span slots from there
 */
record Mark(List<@Nullable Object> group, @Nullable Long slot, long span) {

  /** Whether it says that everything changed, as after TRUNCATE. */
  boolean everything() {
    return slot == null && group.stream().allMatch(value -> value == null);
  }

  /** Whether rows of a group are meant. */
  boolean concerns(List<Object> other) {
    for (int i = 0; i < group.size(); i++) {
      if (group.get(i) != null && !other.get(i).equals(group.get(i))) {
        return false;
      }
    }
    return true;
  }
}
