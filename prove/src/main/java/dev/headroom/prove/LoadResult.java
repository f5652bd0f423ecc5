package dev.headroom.prove;

import dev.headroom.prove.GeneratorWatch.Generator;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** What a load saw, by group. */
public final class LoadResult {

  final double seconds;
  final Map<String, GroupResult> groups;
  final List<Phase> phases;
  final Generator generator;
  final String failure;
  final String unsent;

  LoadResult(
      double seconds,
      Map<String, GroupResult> groups,
      List<Phase> phases,
      Generator generator,
      String failure,
      String unsent) {
    this.seconds = seconds;
    this.groups = groups;
    this.phases = List.copyOf(phases);
    this.generator = generator;
    this.failure = failure;
    this.unsent = unsent;
  }

  /**
   * One phase of it. A request belongs to the phase in which it was due.
   *
   * @param name as in the plan
   * @param measured whether it is in the figures of the whole
   * @param seconds how long it was
   * @param groups by group
   */
  public record Phase(
      String name, boolean measured, double seconds, Map<String, GroupResult> groups) {}

  /**
   * Its phases; one without a name where there was no plan.
   *
   * @return in order
   */
  public List<Phase> phases() {
    return phases;
  }

  /**
   * From the first to the last arrival, without phases that do not count.
   *
   * @return seconds
   */
  public double seconds() {
    return seconds;
  }

  /**
   * By group, in the scenario's order.
   *
   * @return results
   */
  public Map<String, GroupResult> groups() {
    return groups;
  }

  /**
   * Requests that ended, well or not.
   *
   * @return count
   */
  public long ended() {
    return groups.values().stream().mapToLong(GroupResult::ended).sum();
  }

  /**
   * How many requests a start brings: 1, or more where groups are flows. Rates are of starts.
   *
   * @return at least 1
   */
  public double requestsPerStart() {
    long starts = groups.values().stream().mapToLong(group -> group.starts).sum();
    long due = groups.values().stream().mapToLong(group -> group.scheduled).sum();
    return starts == 0 ? 1 : Math.max(1, (double) due / starts);
  }

  /**
   * Errors of all groups and categories.
   *
   * @return count
   */
  public long failures() {
    return groups.values().stream().mapToLong(GroupResult::failures).sum();
  }

  /**
   * Response times of all groups together.
   *
   * @return microseconds
   */
  public Histogram response() {
    Histogram all = GroupResult.histogram();
    groups.values().forEach(group -> all.add(group.response));
    return all;
  }

  /**
   * Why this run must not be believed.
   *
   * @param limits what is still believed
   * @return reasons, or empty
   */
  public String invalid(Limits limits) {
    return limits.check(this);
  }
}
