package dev.headroom.prove;

import dev.headroom.prove.GeneratorWatch.Generator;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
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
   * What several generators saw of one load, added up: histograms and counts exactly, of what each
   * generator says of itself the worst.
   */
  static LoadResult sum(List<LoadResult> parts) {
    Map<String, GroupResult> groups = new LinkedHashMap<>();
    List<Phase> phases = new ArrayList<>();
    Generator worst = new Generator(-1, -1, -1, 0);
    double seconds = 0;
    for (LoadResult part : parts) {
      add(groups, part.groups);
      for (int i = 0; i < part.phases.size(); i++) {
        Phase phase = part.phases.get(i);
        if (i == phases.size()) {
          phases.add(
              new Phase(phase.name(), phase.measured(), phase.seconds(), new LinkedHashMap<>()));
        }
        add(phases.get(i).groups(), phase.groups());
      }
      worst = worst.worse(part.generator);
      seconds = Math.max(seconds, part.seconds);
    }
    return new LoadResult(
        seconds, groups, phases, worst, said(parts, p -> p.failure), said(parts, p -> p.unsent));
  }

  private static void add(Map<String, GroupResult> to, Map<String, GroupResult> from) {
    from.forEach((name, seen) -> to.computeIfAbsent(name, n -> new GroupResult()).add(seen));
  }

  private static String said(List<LoadResult> parts, Function<LoadResult, String> what) {
    return parts.stream()
        .map(what)
        .filter(text -> !text.isEmpty())
        .distinct()
        .collect(Collectors.joining("; "));
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
