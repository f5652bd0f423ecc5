package dev.headroom.traces;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import tools.jackson.core.JacksonException;

/**
 * Traces to observations. A trace's spans come in any order and in several pieces (a span is
 * exported when it ends, so the request's own comes last, and each service writes its own), so
 * spans are held by trace until everything is read. Memory is bounded: where more than {@link
 * TraceOptions#maxSpans} are held, the trace that rested longest is summed up as it is, and that is
 * noted.
 *
 * <p>A statement belongs to the nearest server span above it, on whatever thread it ran and
 * whatever lies between: pool checkouts do not break a run of repeats, and a parallel N+1 is one.
 *
 * <p>Safe for use by several threads.
 */
public final class Traces {

  /** Ids of traces summed up early that are remembered, to count what comes after. */
  private static final int REMEMBERED = 50_000;

  private static final int SNIFFED = 1_000;

  private final TraceOptions options;
  private final Tally tally = new Tally();
  private final Summary summary;
  private final SpanMaker maker = new SpanMaker();
  private final LinkedHashMap<TraceId, List<Span>> open = new LinkedHashMap<>(16, 0.75f, true);
  private final LinkedHashMap<TraceId, Boolean> concluded = new LinkedHashMap<>();
  private int held;

  /**
   * Nothing read yet.
   *
   * @param options bounds and thresholds
   */
  public Traces(TraceOptions options) {
    this.options = options;
    this.summary = new Summary(options, tally);
  }

  /**
   * Reads OTLP JSON to its end, plain or compressed with gzip, by itself or in the lines of a log.
   *
   * @param in the text; not closed
   * @param name what it is, for complaints
   * @throws TraceFormatException if it is not OTLP JSON, or broken; the spans before the fault were
   *     taken
   * @throws IOException if it cannot be read
   */
  public synchronized void read(InputStream in, String name) throws IOException {
    long before = tally.spans;
    tally.foreign = false;
    try {
      new OtlpReader(maker, tally, this::accept).read(plain(in, name));
    } catch (JacksonException e) {
      if (e.getCause() instanceof IOException io && !(io instanceof java.io.EOFException)) {
        throw io;
      }
      throw TraceFormatException.broken(name, e, tally.spans - before);
    } catch (java.io.EOFException | ZipException e) {
      throw TraceFormatException.cut(name, String.valueOf(e.getMessage()), tally.spans - before);
    }
    if (tally.spans == before) {
      throw TraceFormatException.none(name, tally.foreign);
    }
  }

  /** Unpacked, and without what is not JSON where a log was given. */
  private static InputStream plain(InputStream in, String name) throws IOException {
    BufferedInputStream buffered = new BufferedInputStream(in, 1 << 16);
    buffered.mark(2);
    boolean packed = buffered.read() == 0x1f && buffered.read() == 0x8b;
    buffered.reset();
    BufferedInputStream text =
        packed ? new BufferedInputStream(new GZIPInputStream(buffered), 1 << 16) : buffered;
    text.mark(SNIFFED);
    refuse(text.readNBytes(SNIFFED), name);
    text.reset();
    text.mark(SNIFFED);
    int first = text.read();
    for (int i = 1; i < SNIFFED && first >= 0 && (first <= ' ' || first >= 0x80); i++) {
      first = text.read(); // white space, a byte order mark
    }
    text.reset();
    return first == '{' || first == '[' || first < 0 ? text : new LogLines(text);
  }

  /** What no text begins like. */
  private static void refuse(byte[] beginning, String name) throws TraceFormatException {
    if (beginning.length == 0) {
      throw TraceFormatException.refused(name, "is empty");
    }
    for (byte one : beginning) {
      if (one >= 0 && one < '\t') {
        throw TraceFormatException.refused(
            name,
            "is no text but binary, as OTLP in protobuf is: export JSON instead (collector: file"
                + " exporter with format json, or otlphttp with encoding json)");
      }
    }
  }

  private void accept(TraceId id, Span span) {
    if (concluded.containsKey(id)) {
      tally.late++;
    }
    open.computeIfAbsent(id, key -> new ArrayList<>()).add(span);
    held++;
    while (held > options.maxSpans()) {
      Iterator<Map.Entry<TraceId, List<Span>>> eldest = open.entrySet().iterator();
      Map.Entry<TraceId, List<Span>> trace = eldest.next();
      eldest.remove();
      tally.cut++;
      concluded.put(trace.getKey(), true);
      if (concluded.size() > REMEMBERED) {
        Iterator<TraceId> first = concluded.keySet().iterator();
        first.next();
        first.remove();
      }
      conclude(trace.getValue());
    }
  }

  private void conclude(List<Span> trace) {
    held -= trace.size();
    summary.add(trace);
  }

  /**
   * Sums up what was read. What is read later is added to it.
   *
   * @return what the traces show, and what they cannot tell
   */
  public synchronized TracedWindow window() {
    List<List<Span>> rest = List.copyOf(open.values());
    open.clear();
    rest.forEach(this::conclude);
    return summary.window();
  }
}
