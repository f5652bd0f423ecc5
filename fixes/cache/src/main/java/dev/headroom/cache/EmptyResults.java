package dev.headroom.cache;

import java.lang.reflect.Array;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/** What counts as an empty result. A text without characters is a value. */
final class EmptyResults {

  private EmptyResults() {}

  static boolean isEmpty(Object value) {
    if (value instanceof Collection<?> some) {
      return some.isEmpty();
    }
    if (value instanceof Map<?, ?> some) {
      return some.isEmpty();
    }
    if (value instanceof Optional<?> some) {
      return some.isEmpty();
    }
    return value.getClass().isArray() && Array.getLength(value) == 0;
  }
}
