package dev.headroom.traces;

import java.io.InputStream;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads OTLP JSON token by token: one document, one per line, or an array of them; {@code
 * resourceSpans} as exporters and collectors write it, {@code batches} as Tempo does. Whatever has
 * another type than it should is stepped over; a span without what it needs is counted.
 */
final class OtlpReader {

  /** Objects around {@code resourceSpans} that are looked into. */
  private static final int DEEPEST = 6;

  private static final Set<String> RESOURCE_KEYS =
      Set.of("resource", "scopeSpans", "instrumentationLibrarySpans");

  private static final JsonFactory JSON = JsonFactory.builder().build();

  private final SpanMaker maker;
  private final Tally tally;
  private final BiConsumer<TraceId, Span> to;
  private final Attributes attributes = new Attributes();

  OtlpReader(SpanMaker maker, Tally tally, BiConsumer<TraceId, Span> to) {
    this.maker = maker;
    this.tally = tally;
    this.to = to;
  }

  /** Reads to the end; what was read before a fault in the text has been handed on. */
  void read(InputStream in) {
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), in)) {
      while (parser.nextToken() != null) {
        around(parser, DEEPEST);
      }
    }
  }

  private void around(JsonParser parser, int depth) {
    if (depth == 0) {
      parser.skipChildren();
    } else if (parser.currentToken() == JsonToken.START_ARRAY) {
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        around(parser, depth - 1);
      }
    } else if (parser.currentToken() == JsonToken.START_OBJECT) {
      Span.Service service = new Span.Service();
      for (String name = parser.nextName(); name != null; name = parser.nextName()) {
        parser.nextToken();
        if (name.equals("resourceSpans") || name.equals("batches")) {
          for (boolean more = into(parser); more; more = next(parser)) {
            resource(parser);
          }
        } else if (RESOURCE_KEYS.contains(name)) {
          resource(parser, name, service); // one by itself, as the agent's log has it
        } else {
          tally.foreign |= name.equals("traceID") || name.equals("localEndpoint");
          around(parser, depth - 1);
        }
      }
    }
  }

  private void resource(JsonParser parser) {
    Span.Service service = new Span.Service();
    for (String name = first(parser); name != null; name = parser.nextName()) {
      parser.nextToken();
      resource(parser, name, service);
    }
  }

  private void resource(JsonParser parser, String key, Span.Service service) {
    if (key.equals("resource")) {
      for (String name = first(parser); name != null; name = parser.nextName()) {
        parser.nextToken();
        if (name.equals("attributes")) {
          attributes.clear();
          attributes(parser);
          service.name = attributes.first("service.name");
        } else {
          parser.skipChildren();
        }
      }
    } else if (RESOURCE_KEYS.contains(key)) {
      for (boolean more = into(parser); more; more = next(parser)) {
        scope(parser, service);
      }
    } else {
      parser.skipChildren();
    }
  }

  private void scope(JsonParser parser, Span.Service service) {
    for (String name = first(parser); name != null; name = parser.nextName()) {
      parser.nextToken();
      if (name.equals("spans")) {
        for (boolean more = into(parser); more; more = next(parser)) {
          span(parser, service);
        }
      } else {
        parser.skipChildren();
      }
    }
  }

  private void span(JsonParser parser, Span.Service service) {
    attributes.clear();
    String trace = "";
    String id = "";
    String parent = "";
    String name = "";
    int kind = SpanMaker.INTERNAL;
    long start = 0;
    long end = 0;
    boolean failed = false;
    for (String key = first(parser); key != null; key = parser.nextName()) {
      parser.nextToken();
      switch (key) {
        case "traceId" -> trace = text(parser);
        case "spanId" -> id = text(parser);
        case "parentSpanId" -> parent = text(parser);
        case "name" -> name = text(parser);
        case "kind" -> kind = kind(text(parser));
        case "startTimeUnixNano" -> start = whole(text(parser));
        case "endTimeUnixNano" -> end = whole(text(parser));
        case "attributes" -> attributes(parser);
        case "status" -> failed = failed(parser);
        default -> parser.skipChildren();
      }
    }
    tally.spans++;
    long spanId = TraceId.span(id);
    if (trace.isBlank() || spanId == 0 || start <= 0 || end <= 0) {
      tally.unusable++;
      return;
    }
    if (end < start) {
      tally.skewed++;
    }
    tally.see(start, Math.max(start, end));
    SpanMaker.Raw raw =
        new SpanMaker.Raw(
            service,
            spanId,
            TraceId.span(parent),
            name,
            kind,
            start,
            Math.max(0, end - start),
            failed);
    to.accept(TraceId.of(trace), maker.make(raw, attributes));
  }

  private static boolean failed(JsonParser parser) {
    boolean failed = false;
    for (String key = first(parser); key != null; key = parser.nextName()) {
      parser.nextToken();
      if (key.equals("code")) {
        String code = text(parser);
        failed = code.equals("2") || code.equals("STATUS_CODE_ERROR");
      } else {
        parser.skipChildren();
      }
    }
    return failed;
  }

  private void attributes(JsonParser parser) {
    for (boolean more = into(parser); more; more = next(parser)) {
      String key = "";
      String value = "";
      for (String name = first(parser); name != null; name = parser.nextName()) {
        parser.nextToken();
        if (name.equals("key")) {
          key = text(parser);
        } else if (name.equals("value") && (key.isEmpty() || Attributes.wanted(key))) {
          value = value(parser);
        } else {
          parser.skipChildren();
        }
      }
      if (Attributes.wanted(key) && !value.isEmpty()) {
        attributes.put(key, value);
      }
    }
  }

  /** {@code {"stringValue": "x"}} and its like; of lists and maps nothing is wanted. */
  private static String value(JsonParser parser) {
    String value = "";
    for (String name = first(parser); name != null; name = parser.nextName()) {
      parser.nextToken();
      if (parser.currentToken().isScalarValue()) {
        value = text(parser);
      } else {
        parser.skipChildren();
      }
    }
    return value;
  }

  /** Steps into an object; its first key, or null if it is empty or none. */
  private static @Nullable String first(JsonParser parser) {
    if (parser.currentToken() == JsonToken.START_OBJECT) {
      return parser.nextName();
    }
    parser.skipChildren();
    return null;
  }

  /** Steps into an array; whether it has an element, which then is the current token. */
  private static boolean into(JsonParser parser) {
    if (parser.currentToken() == JsonToken.START_ARRAY) {
      return next(parser);
    }
    parser.skipChildren();
    return false;
  }

  private static boolean next(JsonParser parser) {
    return parser.nextToken() != JsonToken.END_ARRAY;
  }

  /** A scalar as text; empty for null, and for what is no scalar. */
  private static String text(JsonParser parser) {
    JsonToken token = parser.currentToken();
    if (token.isScalarValue() && token != JsonToken.VALUE_NULL) {
      return parser.getString();
    }
    parser.skipChildren();
    return "";
  }

  /** A whole number of nanoseconds, or 0. */
  private static long whole(String text) {
    try {
      return text.isEmpty() ? 0 : Long.parseLong(text.strip());
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private static int kind(String text) {
    return switch (text.toUpperCase(Locale.ROOT)) {
      case "2", "SPAN_KIND_SERVER" -> SpanMaker.SERVER;
      case "3", "SPAN_KIND_CLIENT" -> SpanMaker.CLIENT;
      case "5", "SPAN_KIND_CONSUMER" -> SpanMaker.CONSUMER;
      default -> SpanMaker.INTERNAL;
    };
  }
}
