package dev.headroom.prove;

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
