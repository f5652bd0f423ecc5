package dev.headroom.traces;

/** What was met while reading, for the notes. */
final class Tally {
  long spans;
  long unusable;
  long skewed;

  /** Spans whose request is not in the traces. */
  long orphans;

  /** Traces that were summed up before they ended, for memory. */
  long cut;

  /** Spans that came after their trace had been summed up. */
  long late;

  long requests;
  long databaseSpans;
  long withoutText;

  /** Keys of other formats were seen: Jaeger's, Zipkin's. */
  boolean foreign;

  private long first = Long.MAX_VALUE;
  private long last = Long.MIN_VALUE;

  void see(long startNanos, long endNanos) {
    first = Math.min(first, startNanos);
    last = Math.max(last, endNanos);
  }

  long windowNanos() {
    return last < first ? 0 : last - first;
  }
}
