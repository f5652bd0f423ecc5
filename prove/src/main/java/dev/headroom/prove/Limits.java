package dev.headroom.prove;

import dev.headroom.prove.GeneratorWatch.Generator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/**
 * Beyond which a run is not believed. Two sets: {@link #STRICT} for a generator with a machine of
 * its own, {@link #SHARED} for one that shares a few cores with its target, as in a proof on a
 * laptop. There the kernel lets a ready generator wait for its turn (some milliseconds at the 99th
 * percentile are normal on two busy cores); by the strict limits nearly every run would be invalid.
 * A proof compares blocks in pairs: what delays both arms alike cancels, so a shared run may be
 * late by more, as long as its median is still the target's.
 *
 * @param lateP50Share of a group's median response that the generator's median lag may be
 * @param lateP50FloorMicros below this the median lag does not matter
 * @param lateP99Share of a group's p99 response that the generator's p99 lag may be
 * @param lateP99FloorMicros below this the p99 lag does not matter
 * @param stoodStillMicros longest time the generator may not run at all
 * @param cpuShare of one core that the generator's thread may use
 * @param sentShare of what was due that must have been sent by the end
 * @param stealShare of the machine that a hypervisor may take
 * @param foreignShare of the machine that processes may use which are neither generator nor target;
 *     judged for blocks, where the target's processes are known
 */
public record Limits(
    double lateP50Share,
    long lateP50FloorMicros,
    double lateP99Share,
    long lateP99FloorMicros,
    long stoodStillMicros,
    double cpuShare,
    double sentShare,
    double stealShare,
    double foreignShare) {

  /** The generator has cores of its own. */
  public static final Limits STRICT =
      new Limits(0.05, 200, 0.10, 1_000, 50_000, 0.80, 0.99, 0.01, 0.05);

  /** The generator shares its cores with the target. */
  public static final Limits SHARED =
      new Limits(0.10, 500, 0.25, 10_000, 150_000, 0.80, 0.99, 0.05, 0.25);

  /**
   * The same where the target's processes are not known: they would count as others'.
   *
   * @return limits that allow any use of the machine
   */
  public Limits withoutForeign() {
    return new Limits(
        lateP50Share,
        lateP50FloorMicros,
        lateP99Share,
        lateP99FloorMicros,
        stoodStillMicros,
        cpuShare,
        sentShare,
        stealShare,
        1);
  }

  /** Requests due at the very end may be on their way. */
  private static final long SENT_SLACK = 3;

  String check(LoadResult result) {
    List<String> wrong = new ArrayList<>(faults(result));
    wrong.addAll(behind(result));
    return String.join("; ", wrong);
  }

  /** What is the generator's own fault. */
  List<String> faults(LoadResult result) {
    List<String> wrong = new ArrayList<>();
    if (!result.failure.isEmpty()) {
      wrong.add(result.failure);
    }
    result.groups.forEach((name, group) -> check(name, group, wrong));
    Generator generator = result.generator;
    if (generator.stoodStillNanos() / 1000 > stoodStillMicros) {
      wrong.add(
          String.format(
              Locale.ROOT,
              "the generator stood still for %.0f ms",
              generator.stoodStillNanos() / 1e6));
    }
    if (generator.cpuShare() > cpuShare) {
      wrong.add(percent("the generator's thread used %.0f %% of a core", generator.cpuShare()));
    }
    if (generator.stealShare() > stealShare) {
      wrong.add(percent("%.1f %% of the machine was stolen", generator.stealShare()));
    }
    return wrong;
  }

  /** That the target, through so many connections, did not take what was due. */
  List<String> behind(LoadResult result) {
    long due = result.groups.values().stream().mapToLong(group -> group.scheduled).sum();
    long sent = result.groups.values().stream().mapToLong(group -> group.sentInTime).sum();
    List<String> wrong = new ArrayList<>();
    if (!result.unsent.isEmpty()) {
      wrong.add(result.unsent);
    }
    if (due - sent > Math.max(SENT_SLACK, (1 - sentShare) * due)) {
      wrong.add(
          String.format(
              Locale.ROOT, "only %d of %d due requests could be sent in time", sent, due));
    }
    return wrong;
  }

  private void check(String name, GroupResult group, List<String> wrong) {
    if (group.generatorLate.getTotalCount() == 0) {
      return;
    }
    late(name, 50, lateP50Share, lateP50FloorMicros, group, wrong);
    if (group.generatorLate.getTotalCount() >= 100) {
      late(name, 99, lateP99Share, lateP99FloorMicros, group, wrong);
    }
  }

  private static void late(
      String name,
      int percentile,
      double share,
      long floorMicros,
      GroupResult group,
      List<String> wrong) {
    Histogram lag = group.generatorLate;
    long late = lag.getValueAtPercentile(percentile);
    double limit =
        Math.max((double) floorMicros, share * group.response.getValueAtPercentile(percentile));
    if (late > limit) {
      wrong.add(
          String.format(
              Locale.ROOT,
              "%s: the generator itself was late by %.1f ms at p%d (limit %.1f ms)",
              name,
              late / 1000.0,
              percentile,
              limit / 1000.0));
    }
  }

  /**
   * Whether the generator is fine, as far as one interval tells.
   *
   * @param interval what was seen
   * @return what is wrong, or empty
   */
  public String look(Interval interval) {
    if (interval.stoodStillMicros() > stoodStillMicros) {
      return String.format(
          Locale.ROOT, "it stood still for %.0f ms", interval.stoodStillMicros() / 1e3);
    }
    Histogram all = interval.all();
    double limit =
        Math.max(
            (double) lateP99FloorMicros,
            all.getTotalCount() == 0 ? 0 : lateP99Share * all.getValueAtPercentile(99));
    return interval.generatorLateMicros() > limit
        ? String.format(
            Locale.ROOT, "it was late by %.1f ms at p99", interval.generatorLateMicros() / 1e3)
        : "";
  }

  /** Why others' use of the machine spoils a block, or empty. */
  String checkForeign(double share) {
    return share > foreignShare
        ? percent("other processes used %.0f %% of the machine", share)
        : "";
  }

  private static String percent(String format, double share) {
    return String.format(Locale.ROOT, format, share * 100);
  }
}
