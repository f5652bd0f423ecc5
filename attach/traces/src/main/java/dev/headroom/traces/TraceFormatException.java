package dev.headroom.traces;

import java.io.IOException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.UnexpectedEndOfInputException;

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
        e.getLocation() == null || e.getLocation().getLineNr() < 1
            ? ""
            : ":" + e.getLocation().getLineNr() + ":" + e.getLocation().getColumnNr();
    return cut(name + at, words(e), spans);
  }

  /** What the parser says, without what it adds on itself. */
  private static String words(JacksonException e) {
    if (e instanceof UnexpectedEndOfInputException) {
      return "it ends in the middle";
    }
    String first = e.getOriginalMessage().lines().findFirst().orElse("");
    int about = first.indexOf(" (start marker at [");
    return about < 0 ? first : first.substring(0, about);
  }

  static TraceFormatException cut(String name, String why, long spans) {
    return new TraceFormatException(
        name
            + ": is not JSON from here on: "
            + why
            + (spans == 0 ? "" : "; the " + spans + " spans before it were read"),
        spans);
  }

  static TraceFormatException refused(String name, String why) {
    return new TraceFormatException(name + ": " + why, 0);
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
