package dev.headroom.prove;

import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/**
 * What one group saw. Histograms are in microseconds, 3 digits, and hold answers as expected and
 * time-outs (at their elapsed time); other errors are only counted, so that failing fast does not
 * look fast.
 */
public final class GroupResult {

  final Histogram response = histogram();
  final Histogram service = histogram();
  final Histogram generatorLate = histogram();
  final Histogram targetSlow = histogram();
  final Map<String, Long> errors = new TreeMap<>();
  long scheduled;
  long sentInTime;
  long ended;
  long endedInTime;
  long bytes;

  GroupResult() {}

  private static Histogram histogram() {
    Histogram histogram = new Histogram(1, 1_000_000, 3);
    histogram.setAutoResize(true);
    return histogram;
  }

  /**
   * One sample, in nanoseconds.
   *
   * @param intended when it should have been sent
   * @param noticed when the generator saw that it was due
   * @param free when a connection was free for it, or 0 if one was
   * @param sent when it was written
   * @param end when its last byte came, or it was given up
   */
  void answered(long intended, long noticed, long free, long sent, long end) {
    response.recordValue(micros(end - intended));
    service.recordValue(micros(end - sent));
    lag(intended, noticed, free, sent);
  }

  /**
   * Lag is the target's while no connection was free; noticing late and writing late are the
   * generator's, also when no connection was free at that moment: a generator that stood still
   * cannot know.
   */
  private void lag(long intended, long noticed, long free, long sent) {
    long slow = free == 0 ? 0 : Math.max(0, free - noticed);
    targetSlow.recordValue(micros(slow));
    generatorLate.recordValue(micros(sent - intended - slow));
  }

  void failed(String category) {
    errors.merge(category, 1L, Long::sum);
  }

  private static long micros(long nanos) {
    return Math.max(0, nanos) / 1000;
  }

  /**
   * From the intended time to the last byte.
   *
   * @return microseconds
   */
  public Histogram response() {
    return response;
  }

  /**
   * From the write to the last byte.
   *
   * @return microseconds
   */
  public Histogram service() {
    return service;
  }

  /**
   * Lag that is the generator's own fault.
   *
   * @return microseconds
   */
  public Histogram generatorLate() {
    return generatorLate;
  }

  /**
   * Lag because no connection was free.
   *
   * @return microseconds
   */
  public Histogram targetSlow() {
    return targetSlow;
  }

  /**
   * Errors by category: {@code connect}, {@code sockets-used-up}, {@code reset}, {@code time-out},
   * {@code not-http}, {@code body-too-long}, {@code http-STATUS}, {@code check-STATUS} (an
   * unexpected status below 400), {@code not-sent}.
   *
   * @return counts
   */
  public Map<String, Long> errors() {
    return errors;
  }

  /**
   * Requests that ended, well or not.
   *
   * @return count
   */
  public long ended() {
    return ended;
  }

  /**
   * Bytes of bodies received.
   *
   * @return bytes
   */
  public long bytes() {
    return bytes;
  }

  /**
   * Errors of all categories.
   *
   * @return count
   */
  public long failures() {
    return errors.values().stream().mapToLong(Long::longValue).sum();
  }
}
