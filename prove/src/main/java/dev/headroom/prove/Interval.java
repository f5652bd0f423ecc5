package dev.headroom.prove;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * What a stretch of a second or so saw: answers by when they came.
 *
 * @param start seconds since the load began
 * @param seconds its length
 * @param phase that it ended in
 * @param due requests that came due
 * @param ended answers, and errors
 * @param failed of these, errors
 * @param waiting requests that wait for a connection at its end
 * @param response from the intended time to the last byte, in microseconds, by group
 * @param generatorLateMicros the generator's own lag at p99
 * @param stoodStillMicros longest time that the generator did not look
 */
public record Interval(
    double start,
    double seconds,
    String phase,
    long due,
    long ended,
    long failed,
    int waiting,
    Map<String, Histogram> response,
    long generatorLateMicros,
    long stoodStillMicros) {

  /** The same stretch as several generators saw it. */
  static Interval sum(List<Interval> parts) {
    Map<String, Histogram> response = new LinkedHashMap<>();
    parts.forEach(
        part ->
            part.response.forEach(
                (group, seen) ->
                    response.computeIfAbsent(group, g -> GroupResult.histogram()).add(seen)));
    return new Interval(
        parts.stream().mapToDouble(Interval::start).min().orElseThrow(),
        parts.stream().mapToDouble(Interval::seconds).average().orElseThrow(),
        parts.get(0).phase,
        parts.stream().mapToLong(Interval::due).sum(),
        parts.stream().mapToLong(Interval::ended).sum(),
        parts.stream().mapToLong(Interval::failed).sum(),
        parts.stream().mapToInt(Interval::waiting).sum(),
        response,
        parts.stream().mapToLong(Interval::generatorLateMicros).max().orElseThrow(),
        parts.stream().mapToLong(Interval::stoodStillMicros).max().orElseThrow());
  }

  /**
   * All groups together.
   *
   * @return microseconds
   */
  public Histogram all() {
    Histogram all = GroupResult.histogram();
    response.values().forEach(all::add);
    return all;
  }
}
