package dev.headroom.services.pos;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * One hour of the history.
 *
 * @param hour its beginning, UTC
 * @param requests requests that ended in it
 * @param errors of these, failed
 * @param averageMillis mean time of a request, or 0 without requests
 * @param statements statements executed
 * @param slowQueries of these, above the threshold
 * @param slowest the fingerprints with most slow executions, at most 5
 */
record PerformanceHour(
    Instant hour,
    long requests,
    long errors,
    double averageMillis,
    long statements,
    long slowQueries,
    List<Slow> slowest) {

  /**
   * A statement that was slow.
   *
   * @param statement its fingerprint
   * @param executions slow executions in the hour
   */
  record Slow(String statement, long executions) {}

  static PerformanceHour of(Instant hour, PerformanceCounts counts) {
    return new PerformanceHour(
        hour,
        counts.requests(),
        counts.errors(),
        counts.requests() == 0
            ? 0
            : Math.round((double) counts.requestMicros() / counts.requests()) / 1_000.0,
        counts.statements(),
        counts.slow(),
        counts.slowBy().entrySet().stream()
            .sorted(
                Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                    .thenComparing(Map.Entry.comparingByKey()))
            .limit(5)
            .map(e -> new Slow(e.getKey(), e.getValue()))
            .toList());
  }
}
