package dev.headroom.traces;

import java.io.IOException;
import tools.jackson.core.JacksonException;

/** An input that is not OTLP JSON, or not all of it. */
public final class TraceFormatException extends IOException {

  private static final long serialVersionUID = 1;

  private final long spans;

  private TraceFormatException(String message, long spans) {
    super(message);
    this.spans = spans;
  }

  static TraceFormatException broken(String name, JacksonException e, long spans) {
    String at =
        e.getLocation() == null
            ? ""
            : ":" + e.getLocation().getLineNr() + ":" + e.getLocation().getColumnNr();
    return cut(name + at, e.getOriginalMessage().lines().findFirst().orElse(""), spans);
  }

  static TraceFormatException cut(String name, String why, long spans) {
    return new TraceFormatException(
        name
            + ": is not JSON from here on: "
            + why
            + (spans == 0 ? "" : "; the " + spans + " spans before it were read"),
        spans);
  }

  static TraceFormatException none(String name, boolean foreign) {
    return new TraceFormatException(
        name
            + ": there are no OTLP spans in it"
            + (foreign
                ? "; it looks like Jaeger's or Zipkin's format: export OTLP JSON instead, such as"
                    + " the OpenTelemetry collector's file exporter writes"
                : "; expected {\"resourceSpans\": [...]}, one document or one per line"),
        0);
  }

  /**
   * Spans that were read before the fault.
   *
   * @return 0 if there was none
   */
  public long spans() {
    return spans;
  }
}
