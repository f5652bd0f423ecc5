package dev.headroom.prove;

import dev.headroom.prove.LoadReport.Group;
import dev.headroom.prove.LoadReport.Times;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;

/** The figures of a {@link LoadReport} from what the engine saw. */
final class LoadFigures {

  private LoadFigures() {}

  static List<Group> groups(LoadResult result) {
    GroupResult all = new GroupResult();
    result.groups().values().forEach(all::add);
    all.steps.clear();
    List<Group> groups = new ArrayList<>();
    groups.add(group("*", all, result.seconds()));
    result.groups().forEach((name, seen) -> groups.add(group(name, seen, result.seconds())));
    return groups;
  }

  private static Group group(String name, GroupResult seen, double seconds) {
    List<LoadReport.Step> steps = new ArrayList<>();
    seen.steps.forEach(
        (step, one) -> {
          long failed = one.errors().values().stream().mapToLong(Long::longValue).sum();
          long timedOut = one.errors().getOrDefault("time-out", 0L);
          steps.add(
              new LoadReport.Step(
                  step,
                  one.response().getTotalCount() + failed - timedOut,
                  new TreeMap<>(one.errors()),
                  times(one.response())));
        });
    return new Group(
        name,
        seen.ended,
        seen.endedInTime / Math.max(1e-9, seconds),
        seen.scheduled / Math.max(1e-9, seconds),
        seen.failures(),
        new TreeMap<>(seen.errors),
        new TreeMap<>(seen.examples),
        times(seen.response),
        times(seen.service),
        times(seen.generatorLate),
        times(seen.targetSlow),
        seen.bytes,
        ReportFigures.curve(seen.response),
        steps,
        bands(seen));
  }

  private static List<ServerTimes.Band> bands(GroupResult seen) {
    ServerTimes times = seen.times;
    if (times == null) {
      return List.of();
    }
    return List.of(
        times.band("p50", 45, 55), times.band("p95", 94, 96), times.band("above p99", 99, 100));
  }

  static List<LoadReport.Phase> phases(LoadResult result) {
    List<LoadReport.Phase> phases = new ArrayList<>();
    for (LoadResult.Phase phase : result.phases()) {
      GroupResult all = new GroupResult();
      phase.groups().values().forEach(all::add);
      double seconds = Math.max(1e-9, phase.seconds());
      phases.add(
          new LoadReport.Phase(
              phase.name(),
              phase.measured(),
              phase.seconds(),
              all.scheduled / seconds,
              all.endedInTime / seconds,
              all.failures(),
              times(all.response)));
    }
    return phases;
  }

  static LoadReport.Plan plan(LoadPlan plan) {
    return new LoadReport.Plan(
        plan.closed() ? "closed" : "open",
        plan.closed() ? "" : plan.spacing().name().toLowerCase(Locale.ROOT),
        plan.closed() ? plan.think().toNanos() / 1e6 : -1,
        plan.phases().stream()
            .map(
                phase ->
                    new LoadReport.PlanPhase(
                        phase.name(),
                        phase.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                        phase.seconds(),
                        phase.from(),
                        phase.to()))
            .toList());
  }

  static Times times(Histogram seen) {
    boolean none = seen.getTotalCount() == 0;
    return new Times(
        none ? -1 : seen.getMean() / 1e3,
        millis(seen, 50, 20),
        millis(seen, 90, 100),
        millis(seen, 95, 200),
        millis(seen, 99, 1_000),
        millis(seen, 99.9, 10_000),
        none ? -1 : seen.getMaxValue() / 1e3);
  }

  /** A percentile, or -1 with fewer samples than it needs. */
  static double millis(Histogram seen, double percentile, long samples) {
    return seen.getTotalCount() < samples ? -1 : seen.getValueAtPercentile(percentile) / 1e3;
  }

  static LoadReport.BlockGroup block(Histogram seen) {
    return new LoadReport.BlockGroup(
        seen.getTotalCount(),
        seen.getTotalCount() == 0 ? -1 : seen.getMean() / 1e3,
        millis(seen, 50, 20),
        millis(seen, 95, 200),
        millis(seen, 99, 1_000));
  }

  static Map<String, Double> rates(List<Group> groups) {
    return groups.stream().collect(Collectors.toMap(Group::name, Group::perSecond));
  }

  /** As budgets are checked: the groups of one arm. */
  static ReportArm arm(List<Group> groups) {
    ReportArm.Figure unknown = ReportArm.Figure.UNKNOWN;
    return new ReportArm(
        "load",
        "Load",
        List.of(),
        1,
        -1,
        -1,
        new ReportArm.Work(unknown, unknown, unknown, unknown, unknown, unknown, unknown),
        new ReportArm.Time(-1, -1, -1, -1, -1),
        groups.stream()
            .map(
                g ->
                    new ReportArm.Group(
                        g.name(),
                        g.count(),
                        Map.copyOf(g.errors()),
                        g.response().meanMs(),
                        g.response().p50Ms(),
                        g.response().p95Ms(),
                        g.response().p99Ms(),
                        g.response().maxMs(),
                        g.curve()))
            .toList(),
        List.of());
  }
}
