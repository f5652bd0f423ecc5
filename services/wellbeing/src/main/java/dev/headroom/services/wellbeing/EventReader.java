package dev.headroom.services.wellbeing;

import dev.headroom.loop.Nearest;
import dev.headroom.services.common.Problem;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** Reads one event of a batch; what is wrong with it is a {@link Refused}. */
final class EventReader {

  static final Duration LONGEST = Duration.ofHours(24);
  static final Duration AHEAD = Duration.ofMinutes(5);

  private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");
  private static final Pattern PACKAGE = Pattern.compile("[A-Za-z0-9_]+(\\.[A-Za-z0-9_]+)*");
  private static final Map<Event.Type, List<String>> KEYS =
      Map.of(
          Event.Type.SCREEN, List.of("id", "type", "device", "at", "state"),
          Event.Type.APP, List.of("id", "type", "device", "app", "started_at", "ended_at"),
          Event.Type.NOTIFICATION, List.of("id", "type", "device", "app", "at"),
          Event.Type.FOCUS,
              List.of("id", "type", "started_at", "ended_at", "planned_minutes", "completed"));

  private final Set<Long> devices;
  private final Instant now;

  /**
   * A reader.
   *
   * @param devices those of the user
   */
  EventReader(Set<Long> devices, Instant now) {
    this.devices = devices;
    this.now = now;
  }

  /** Why an event was not taken. */
  static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    Refused(String reason) {
      super(reason);
    }
  }

  Event read(JsonNode event) throws Refused {
    if (!event.isObject()) {
      throw new Refused("an event is a JSON object, was " + Problem.shown(event.toString()));
    }
    Event.Type type = oneOf(event, "type", Event.Type.values(), Event.Type::text);
    List<String> keys = KEYS.getOrDefault(type, List.of());
    for (String key : event.propertyNames()) {
      if (!keys.contains(key)) {
        throw new Refused(Nearest.unknown("key of a " + type.text() + " event", key, keys));
      }
    }
    String id = id(event);
    return switch (type) {
      case SCREEN ->
          new Event.Screen(
              id,
              device(event),
              time(event, "at"),
              oneOf(
                  event,
                  "state",
                  ScreenState.values(),
                  state -> state.name().toLowerCase(Locale.ROOT)));
      case APP -> {
        Instant from = time(event, "started_at");
        yield new Event.App(id, device(event), app(event), from, end(event, from));
      }
      case NOTIFICATION -> new Event.Posted(id, device(event), app(event), time(event, "at"));
      case FOCUS -> {
        Instant from = time(event, "started_at");
        yield new Event.Focus(
            id, from, end(event, from), number(event, "planned_minutes"), truth(event));
      }
    };
  }

  private static String text(JsonNode event, String key) throws Refused {
    JsonNode value = event.get(key);
    if (value == null || !value.isString() || value.stringValue().isBlank()) {
      throw new Refused(key + " is a text, was " + was(value));
    }
    return value.stringValue();
  }

  private static String was(@org.jspecify.annotations.Nullable JsonNode value) {
    return value == null ? "missing" : Problem.shown(value.toString());
  }

  private static String id(JsonNode event) throws Refused {
    String text = text(event, "id");
    if (!ID.matcher(text).matches()) {
      throw new Refused(
          "id is 1 to 64 of letters, digits, dot, dash and underscore, such as a UUID; was '"
              + Problem.shown(text)
              + "'");
    }
    return text;
  }

  private static <T> T oneOf(
      JsonNode event, String key, T[] values, java.util.function.Function<T, String> name)
      throws Refused {
    String text = text(event, key);
    for (T value : values) {
      if (name.apply(value).equals(text)) {
        return value;
      }
    }
    throw new Refused(
        Nearest.unknown(key, Problem.shown(text), Arrays.stream(values).map(name).toList()));
  }

  /** An unknown phone and somebody else's are told alike. */
  private long device(JsonNode event) throws Refused {
    JsonNode value = event.get("device");
    if (value == null || !value.isIntegralNumber() || !value.canConvertToLong()) {
      throw new Refused("device is a whole number, was " + was(value));
    }
    if (!devices.contains(value.asLong())) {
      throw new Refused(
          "device %d is none of yours; yours: %s (POST /api/v1/devices adds one)"
              .formatted(value.asLong(), devices.stream().sorted().toList()));
    }
    return value.asLong();
  }

  private static String app(JsonNode event) throws Refused {
    String text = text(event, "app");
    if (text.length() > 200 || !PACKAGE.matcher(text).matches()) {
      throw new Refused(
          "app is a package such as com.example.reader, was '" + Problem.shown(text) + "'");
    }
    return text;
  }

  private Instant time(JsonNode event, String key) throws Refused {
    String text = text(event, key);
    Instant time;
    try {
      time = OffsetDateTime.parse(text).toInstant().truncatedTo(ChronoUnit.MILLIS);
    } catch (DateTimeException e) {
      throw new Refused(
          key
              + " is a time with its offset such as 2017-03-28T18:04:05.123+03:00, was '"
              + Problem.shown(text)
              + "'");
    }
    if (time.isBefore(EventStore.FIRST)) {
      throw new Refused(key + "=" + text + " is before the year 2000");
    }
    if (time.isAfter(now.plus(AHEAD))) {
      throw new Refused(key + "=" + text + " is in the future; it is " + now + " now");
    }
    return time;
  }

  private Instant end(JsonNode event, Instant from) throws Refused {
    Instant until = time(event, "ended_at");
    if (!until.isAfter(from)) {
      throw new Refused("ended_at=%s is not after started_at=%s".formatted(until, from));
    }
    if (Duration.between(from, until).compareTo(LONGEST) > 0) {
      throw new Refused("it takes more than 24 h: send its parts as events");
    }
    return until;
  }

  private static int number(JsonNode event, String key) throws Refused {
    JsonNode value = event.get(key);
    if (value == null
        || !value.isIntegralNumber()
        || !value.canConvertToInt()
        || value.asInt() < 1
        || value.asInt() > 1_440) {
      throw new Refused(key + " is 1 to 1440, was " + was(value));
    }
    return value.asInt();
  }

  private static boolean truth(JsonNode event) throws Refused {
    JsonNode value = event.get("completed");
    if (value == null || !value.isBoolean()) {
      throw new Refused("completed is true or false, was " + was(value));
    }
    return value.asBoolean();
  }
}
