package dev.headroom.diagnose;

import dev.headroom.loop.Nearest;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Thresholds from and to texts by key; the records' components are the only list of keys. */
final class ThresholdKeys {

  private static final Pattern TIME = Pattern.compile("(\\d{1,9})\\s*(ms|s|m|h)");

  private ThresholdKeys() {}

  /** {@code nPlusOneMinimum} is {@code n-plus-one-minimum} where people write it. */
  static String key(String component) {
    StringBuilder key = new StringBuilder();
    for (int i = 0; i < component.length(); i++) {
      char c = component.charAt(i);
      if (c >= 'A' && c <= 'Z') {
        key.append('-');
      }
      key.append(c);
    }
    return key.toString().toLowerCase(Locale.ROOT);
  }

  static Thresholds read(Map<String, String> given) {
    SortedMap<String, String> defaults = write(Thresholds.DEFAULTS);
    for (String key : given.keySet()) {
      if (!defaults.containsKey(key)) {
        String dashed = key(key).replace('_', '-');
        String text =
            defaults.containsKey(dashed)
                ? "unknown threshold '" + key + "': did you mean " + dashed + "?"
                : Nearest.unknown("threshold", key, defaults.keySet());
        throw new IllegalArgumentException(text);
      }
    }
    Object[] themes =
        Arrays.stream(Thresholds.class.getRecordComponents())
            .map(theme -> theme(theme, given))
            .toArray();
    return (Thresholds) create(Thresholds.class, themes);
  }

  private static Object theme(RecordComponent theme, Map<String, String> given) {
    Object defaults = value(theme, Thresholds.DEFAULTS);
    Object[] values =
        Arrays.stream(theme.getType().getRecordComponents())
            .map(
                option -> {
                  String text = given.get(key(option.getName()));
                  return text == null ? value(option, defaults) : parsed(option, text.strip());
                })
            .toArray();
    return create(theme.getType(), values);
  }

  static SortedMap<String, String> write(Thresholds thresholds) {
    SortedMap<String, String> texts = new TreeMap<>();
    for (RecordComponent theme : Thresholds.class.getRecordComponents()) {
      Object values = value(theme, thresholds);
      for (RecordComponent option : theme.getType().getRecordComponents()) {
        Object value = value(option, values);
        texts.put(key(option.getName()), text(value));
      }
    }
    return texts;
  }

  private static String text(Object value) {
    if (value instanceof Duration time) {
      return time.toMillis() + "ms";
    }
    return value instanceof Double number
        ? BigDecimal.valueOf(number).stripTrailingZeros().toPlainString()
        : value.toString();
  }

  private static Object parsed(RecordComponent option, String text) {
    Class<?> type = option.getType();
    if (type == Duration.class) {
      return time(option.getName(), text);
    }
    try {
      if (type == int.class) {
        return Integer.parseInt(text);
      }
      if (type == long.class) {
        return Long.parseLong(text);
      }
      return Double.parseDouble(text);
    } catch (NumberFormatException notNumber) {
      throw Refused.because(
          option.getName(),
          "'" + text + "'",
          type == double.class ? "a number, such as 0.5" : "a whole number, such as 20");
    }
  }

  private static Duration time(String option, String text) {
    Matcher m = TIME.matcher(text.toLowerCase(Locale.ROOT));
    if (!m.matches()) {
      throw Refused.because(option, "'" + text + "'", "a time with its unit, such as 100ms or 2s");
    }
    long amount = Long.parseLong(m.group(1));
    return switch (m.group(2)) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      default -> Duration.ofHours(amount);
    };
  }

  private static Object value(RecordComponent component, Object of) {
    try {
      return component.getAccessor().invoke(of);
    } catch (IllegalAccessException | InvocationTargetException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static Object create(Class<?> type, Object[] values) {
    Class<?>[] types =
        Arrays.stream(type.getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new);
    try {
      return type.getDeclaredConstructor(types).newInstance(values);
    } catch (InvocationTargetException refused) {
      if (refused.getCause() instanceof IllegalArgumentException) {
        throw (IllegalArgumentException) refused.getCause();
      }
      throw new IllegalStateException(refused);
    } catch (ReflectiveOperationException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
