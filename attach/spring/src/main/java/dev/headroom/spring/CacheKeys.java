package dev.headroom.spring;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.time.temporal.TemporalAccessor;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.interceptor.SimpleKey;

/**
 * Spring's key objects as text, one to one. A single string, number, UUID, enum or date is itself,
 * so that {@code invalidate("42")} meets {@code @Cacheable} on a long; several become a list with
 * quoted strings. Other objects are refused: their {@code toString} may say the same for two keys.
 */
final class CacheKeys {

  private static final Field PARAMETERS = parameters();
  private static final List<Class<?>> PLAIN =
      List.of(
          Number.class,
          Boolean.class,
          Character.class,
          Enum.class,
          UUID.class,
          TemporalAccessor.class,
          Date.class);

  private CacheKeys() {}

  static String text(Object key) {
    if (key instanceof CharSequence || isPlain(key)) {
      return String.valueOf(key);
    }
    StringBuilder text = new StringBuilder();
    append(text, key, key);
    return text.toString();
  }

  private static void append(StringBuilder text, @Nullable Object part, Object whole) {
    if (part == null) {
      text.append("null");
    } else if (part instanceof CharSequence quoted) {
      quote(text, quoted);
    } else if (isPlain(part)) {
      text.append(part);
    } else if (part instanceof SimpleKey key) {
      append(text, of(key), whole);
    } else if (part instanceof Collection<?> many) {
      append(text, many.toArray(), whole);
    } else if (part.getClass().isArray()) {
      text.append('[');
      for (int i = 0; i < Array.getLength(part); i++) {
        append(i == 0 ? text : text.append(','), Array.get(part, i), whole);
      }
      text.append(']');
    } else {
      throw new IllegalArgumentException(
          "a cache key of type "
              + part.getClass().getName()
              + " has no text that is surely its own: say which parts are the key, such as"
              + " @Cacheable(key = \"#order.id\")");
    }
  }

  private static void quote(StringBuilder text, CharSequence part) {
    text.append('"');
    for (int i = 0; i < part.length(); i++) {
      char c = part.charAt(i);
      if (c == '"' || c == '\\') {
        text.append('\\');
      }
      text.append(c);
    }
    text.append('"');
  }

  /** A chain, since every look-up asks. */
  private static boolean isPlain(Object part) {
    return part instanceof Number
        || part instanceof Boolean
        || part instanceof Character
        || part instanceof Enum
        || part instanceof UUID
        || part instanceof TemporalAccessor
        || part instanceof Date;
  }

  /** Whether values of a type are their own text. */
  static boolean isPlain(Class<?> type) {
    return PLAIN.stream().anyMatch(plain -> plain.isAssignableFrom(type));
  }

  private static Object of(SimpleKey key) {
    try {
      return PARAMETERS.get(key);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException("SimpleKey's parameters cannot be read", e);
    }
  }

  private static Field parameters() {
    try {
      Field field = SimpleKey.class.getDeclaredField("params");
      field.setAccessible(true);
      return field;
    } catch (NoSuchFieldException e) {
      throw new IllegalStateException("this Spring's SimpleKey has no field params", e);
    }
  }
}
