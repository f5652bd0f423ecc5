package dev.headroom.services.pos;

import dev.headroom.loop.EndpointObservation;
import dev.headroom.loop.Observations;
import dev.headroom.loop.StatementObservation;
import java.util.HashMap;
import java.util.Map;

/**
 * What happened in a while.
 *
 * @param requests requests that ended
 * @param errors of these, failed
 * @param requestMicros time of all requests
 * @param statements statements executed
 * @param slow of these, above the threshold
 * @param slowBy slow executions by fingerprint
 */
record PerformanceCounts(
    long requests,
    long errors,
    long requestMicros,
    long statements,
    long slow,
    Map<String, Long> slowBy) {

  static final PerformanceCounts NONE = new PerformanceCounts(0, 0, 0, 0, 0, Map.of());

  PerformanceCounts {
    slowBy = Map.copyOf(slowBy);
  }

  static PerformanceCounts of(Observations seen) {
    long requests = 0;
    long errors = 0;
    long nanos = 0;
    for (EndpointObservation endpoint : seen.endpoints()) {
      requests += endpoint.requests();
      errors += endpoint.errors();
      nanos += endpoint.totalNanos();
    }
    long statements = 0;
    long slow = 0;
    Map<String, Long> slowBy = new HashMap<>();
    for (StatementObservation statement : seen.statements()) {
      statements += statement.executions();
      slow += statement.slowExecutions();
      if (statement.slowExecutions() > 0) {
        slowBy.merge(statement.fingerprint(), statement.slowExecutions(), Long::sum);
      }
    }
    return new PerformanceCounts(requests, errors, nanos / 1_000, statements, slow, slowBy);
  }

  PerformanceCounts plus(PerformanceCounts other) {
    Map<String, Long> sum = new HashMap<>(slowBy);
    other.slowBy.forEach((fingerprint, count) -> sum.merge(fingerprint, count, Long::sum));
    return new PerformanceCounts(
        requests + other.requests,
        errors + other.errors,
        requestMicros + other.requestMicros,
        statements + other.statements,
        slow + other.slow,
        sum);
  }

  /** What came since an earlier look at the same window; all of it, if a new window has begun. */
  PerformanceCounts since(PerformanceCounts earlier) {
    if (requests < earlier.requests || statements < earlier.statements || slow < earlier.slow) {
      return this;
    }
    Map<String, Long> more = new HashMap<>();
    slowBy.forEach(
        (fingerprint, count) -> {
          long difference = count - earlier.slowBy.getOrDefault(fingerprint, 0L);
          if (difference > 0) {
            more.put(fingerprint, difference);
          }
        });
    return new PerformanceCounts(
        requests - earlier.requests,
        Math.max(0, errors - earlier.errors),
        Math.max(0, requestMicros - earlier.requestMicros),
        statements - earlier.statements,
        slow - earlier.slow,
        more);
  }

  boolean isEmpty() {
    return requests == 0 && statements == 0;
  }
}
