package dev.headroom.prove;

import dev.headroom.prove.GeneratorWatch.Generator;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** What a load saw, by group. */
public final class LoadResult {

  final double seconds;
  final Map<String, GroupResult> groups;
  final Generator generator;
  final String failure;

  LoadResult(double seconds, Map<String, GroupResult> groups, Generator generator, String failure) {
    this.seconds = seconds;
    this.groups = groups;
    this.generator = generator;
    this.failure = failure;
  }

  /**
   * From the first to the last arrival.
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
    Histogram all = new Histogram(1, 1_000_000, 3);
    all.setAutoResize(true);
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
