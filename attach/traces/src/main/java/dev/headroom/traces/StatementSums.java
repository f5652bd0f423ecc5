package dev.headroom.traces;

import dev.headroom.loop.StatementObservation;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Sums of one statement at one endpoint over all traces. Where binds are not told, nothing that
 * rests on their being equal is counted: repeats then count as distinct, so that they may be an N+1
 * and never a redundant or cacheable read.
 */
final class StatementSums {

  /** Repeats from which a request counts as repeating, as the observer counts. */
  private static final int REPEATS = 5;

  /** Distinct binds are counted to here; beyond, each counts as new. */
  private static final int DISTINCT = 4_096;

  private final Set<Long> distinct = new HashSet<>();
  private long beyond;
  private long executions;
  private long requests;
  private long totalNanos;
  private long minNanos = Long.MAX_VALUE;
  private long maxNanos;
  private long errors;
  private long rows = -1;
  private long repeating;
  private long repeated;
  private long distinctInRequest;
  private long equalInRequest;
  private long minPerRequest = Long.MAX_VALUE;
  private long maxPerRequest;
  private long slow;
  private long batches;
  private long batched;
  private String codeLine = "";
  private String database = "";
  private long unknownBinds;

  /** Adds the executions of one request; or of the background, where nothing repeats. */
  void add(List<Span> spans, boolean request, long slowNanos) {
    Set<Long> seen = new HashSet<>();
    long unknown = 0;
    for (Span span : spans) {
      execution(span, slowNanos);
      if (span.binds == SqlBinds.UNKNOWN) {
        unknown++;
      } else {
        seen.add(span.binds);
        window(span.binds);
      }
    }
    unknownBinds += unknown;
    beyond += unknown;
    requests++;
    long differing = seen.size() + unknown;
    if (request) {
      equalInRequest += spans.size() - differing;
      if (spans.size() >= REPEATS) {
        repeating++;
        repeated += spans.size();
        distinctInRequest += differing;
      }
    }
    minPerRequest = Math.min(minPerRequest, spans.size());
    maxPerRequest = Math.max(maxPerRequest, spans.size());
  }

  private void execution(Span span, long slowNanos) {
    executions++;
    totalNanos += span.nanos;
    minNanos = Math.min(minNanos, span.nanos);
    maxNanos = Math.max(maxNanos, span.nanos);
    errors += span.failed ? 1 : 0;
    slow += span.nanos > slowNanos ? 1 : 0;
    if (span.rows >= 0) {
      rows = Math.max(0, rows) + span.rows;
    }
    if (span.batch > 1) {
      batches++;
      batched += span.batch;
    }
    if (codeLine.isEmpty()) {
      codeLine = span.code;
    }
    if (!span.database.isEmpty()) {
      database = database.isEmpty() || database.equals(span.database) ? span.database : "(several)";
    }
  }

  private void window(long binds) {
    if (distinct.size() < DISTINCT) {
      distinct.add(binds);
    } else if (!distinct.contains(binds)) {
      beyond++;
    }
  }

  void codeLine(String line) {
    if (codeLine.isEmpty()) {
      codeLine = line;
    }
  }

  /** Whether the binds of most executions are not told. */
  boolean bindsMissing() {
    return unknownBinds * 2 > executions;
  }

  StatementObservation observation(String endpoint, String fingerprint) {
    return new StatementObservation(
        endpoint,
        fingerprint,
        "",
        codeLine,
        executions,
        requests,
        totalNanos,
        minNanos == Long.MAX_VALUE ? 0 : minNanos,
        maxNanos,
        errors,
        rows,
        repeating,
        repeated,
        distinctInRequest,
        equalInRequest,
        minPerRequest == Long.MAX_VALUE ? 0 : minPerRequest,
        maxPerRequest,
        distinct.size() + beyond,
        -1,
        "",
        Double.NaN,
        slow,
        List.of(),
        batches,
        batched,
        StatementObservation.Fetch.UNKNOWN,
        database,
        StatementObservation.Opening.NONE);
  }
}
