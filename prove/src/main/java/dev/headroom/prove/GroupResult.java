package dev.headroom.prove;

import dev.headroom.prove.Scenario.Step;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

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
  final Map<String, String> examples = new TreeMap<>();
  final Map<String, StepResult> steps = new LinkedHashMap<>();
  @Nullable ServerTimes times;
  long scheduled;
  long starts;
  long sentInTime;
  long ended;
  long endedInTime;
  long bytes;

  GroupResult() {}

  /**
   * One step of the group, where it has several.
   *
   * @param response from the intended time to the last byte, in microseconds
   * @param errors by category
   */
  public record StepResult(Histogram response, Map<String, Long> errors) {}

  static Histogram histogram() {
    Histogram histogram = new Histogram(1, 8_000, 3); // small; it grows with what it sees
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

  /** The same sample, for its step. */
  StepResult step(Step step) {
    return steps.computeIfAbsent(step.name(), name -> new StepResult(histogram(), new TreeMap<>()));
  }

  /** What the target says of the time of a sample. */
  void timed(String header, long responseNanos, long serviceNanos) {
    if (times == null) {
      times = new ServerTimes();
    }
    times.add(header, responseNanos, serviceNanos);
  }

  void add(GroupResult other) {
    response.add(other.response);
    service.add(other.service);
    generatorLate.add(other.generatorLate);
    targetSlow.add(other.targetSlow);
    other.errors.forEach((category, count) -> errors.merge(category, count, Long::sum));
    other.examples.forEach(examples::putIfAbsent);
    other.steps.forEach(
        (name, step) -> {
          StepResult mine =
              steps.computeIfAbsent(name, n -> new StepResult(histogram(), new TreeMap<>()));
          mine.response.add(step.response);
          step.errors.forEach((category, count) -> mine.errors.merge(category, count, Long::sum));
        });
    if (other.times != null) {
      times = times == null ? new ServerTimes() : times;
      times.add(other.times);
    }
    scheduled += other.scheduled;
    starts += other.starts;
    sentInTime += other.sentInTime;
    ended += other.ended;
    endedInTime += other.endedInTime;
    bytes += other.bytes;
  }

  /**
   * Lag is the target's while no connection was free; noticing late and writing late are the
   * generator's, also when no connection was free at that moment: a generator that stood still
   * cannot know.
   */
  private void lag(long intended, long noticed, long free, long sent) {
    targetSlow.recordValue(micros(slow(noticed, free)));
    generatorLate.recordValue(late(intended, noticed, free, sent));
  }

  private static long slow(long noticed, long free) {
    return free == 0 ? 0 : Math.max(0, free - noticed);
  }

  /** The generator's own part of the lag, in microseconds. */
  static long late(long intended, long noticed, long free, long sent) {
    return micros(sent - intended - slow(noticed, free));
  }

  void failed(String category) {
    errors.merge(category, 1L, Long::sum);
  }

  static long micros(long nanos) {
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
   * Errors by category: {@code connect}, {@code tls}, {@code sockets-used-up}, {@code reset},
   * {@code time-out}, {@code not-http}, {@code body-too-long}, {@code http-STATUS}, {@code
   * check-STATUS} (an unexpected status below 400), {@code check-body}, {@code capture} (a flow
   * found nothing to go on with), {@code not-sent}; of WebSockets {@code not-websocket}, {@code
   * closed-CODE}.
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

  /**
   * The first error of each category in words, where there is more to say than the category.
   *
   * @return by category
   */
  public Map<String, String> examples() {
    return Collections.unmodifiableMap(examples);
  }

  /**
   * Its steps, where it has several, in the order of their first answer.
   *
   * @return by name
   */
  public Map<String, StepResult> steps() {
    return Collections.unmodifiableMap(steps);
  }
}
