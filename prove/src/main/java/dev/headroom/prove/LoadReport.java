package dev.headroom.prove;

import dev.headroom.loop.Budget;
import java.util.List;
import java.util.Map;

/**
 * What a load saw, for programs: {@code report.json} of {@code headroom load}, told field by field
 * in {@code docs/load-report.md}. Times are milliseconds, shares 0..1; what is not known, or what
 * too few samples carry, is -1.
 *
 * @param version of this shape
 * @param kind {@code load}, unlike the report of a proof
 * @param scenario its name, or the path
 * @param target where
 * @param startedAt when the load began, ISO 8601, UTC
 * @param command what was typed
 * @param seed of arrivals and requests
 * @param machine of the generator
 * @param plan how the load arrived
 * @param seconds measured, without warm-ups
 * @param groups figures of the measured phases, all requests ({@code *}) first
 * @param phases each by itself, warm-ups too
 * @param timeline all requests by when they were answered
 * @param blocks figures of stretches of equal length, from which runs can be compared
 * @param generator how the generator fared
 * @param invalid why the figures must not be believed; empty if they may be
 * @param warnings what to know about them
 * @param budgets what was allowed, and what was measured
 * @param service what its processes used
 */
public record LoadReport(
    int version,
    String kind,
    String scenario,
    String target,
    String startedAt,
    String command,
    long seed,
    Report.Machine machine,
    Plan plan,
    double seconds,
    List<Group> groups,
    List<Phase> phases,
    List<Point> timeline,
    List<Block> blocks,
    Generator generator,
    List<String> invalid,
    List<String> warnings,
    List<BudgetCheck> budgets,
    Service service) {

  /** Of this shape. */
  public static final int VERSION = 1;

  /** Copies the lists. */
  public LoadReport {
    groups = List.copyOf(groups);
    phases = List.copyOf(phases);
    timeline = List.copyOf(timeline);
    blocks = List.copyOf(blocks);
    invalid = List.copyOf(invalid);
    warnings = List.copyOf(warnings);
    budgets = List.copyOf(budgets);
    service = service == null ? Service.UNKNOWN : service; // as earlier reports have none
  }

  /**
   * What the service's processes used while it was measured; -1 where it is not known.
   *
   * @param cpuShare of the machine's processors
   * @param memoryMb highest resident memory, seen about once a second, in MB of 1,000,000 bytes;
   *     each page once
   */
  public record Service(double cpuShare, double memoryMb) {
    static final Service UNKNOWN = new Service(-1, -1);
  }

  /**
   * How the load arrived.
   *
   * @param model {@code open} or {@code closed}
   * @param arrivals {@code poisson} or {@code constant}; empty in the closed model
   * @param thinkMs mean, in the closed model
   * @param phases name, kind, seconds and levels of each: starts per second, or users
   */
  public record Plan(String model, String arrivals, double thinkMs, List<PlanPhase> phases) {}

  /**
   * A phase as planned.
   *
   * @param name unlike the others'
   * @param kind for example {@code steady}
   * @param seconds its length
   * @param from level at its beginning
   * @param to level at its end
   */
  public record PlanPhase(String name, String kind, double seconds, double from, double to) {}

  /**
   * Figures of one group.
   *
   * @param name of the group, or {@code *}
   * @param count requests that ended, well or not
   * @param perSecond answered as expected before the end of the phase in which they were due
   * @param duePerSecond requests that came due
   * @param failed errors
   * @param errors by category
   * @param examples the first error of a category in words, where there is more to say
   * @param response from the intended time to the last byte
   * @param service from the write to the last byte
   * @param generatorLate lag that is the generator's own
   * @param targetSlow lag because no connection was free
   * @param bytes of bodies received
   * @param curve the distribution of responses
   * @param steps where it has several
   * @param times where the time went, by what the target says; empty if it says nothing
   */
  public record Group(
      String name,
      long count,
      double perSecond,
      double duePerSecond,
      long failed,
      Map<String, Long> errors,
      Map<String, String> examples,
      Times response,
      Times service,
      Times generatorLate,
      Times targetSlow,
      long bytes,
      List<ReportArm.Point> curve,
      List<Step> steps,
      List<ServerTimes.Band> times) {}

  /**
   * A distribution.
   *
   * @param meanMs mean
   * @param p50Ms median, from 20 samples on
   * @param p90Ms from 100 samples on
   * @param p95Ms from 200 samples on
   * @param p99Ms from 1,000 samples on
   * @param p999Ms from 10,000 samples on
   * @param maxMs longest
   */
  public record Times(
      double meanMs,
      double p50Ms,
      double p90Ms,
      double p95Ms,
      double p99Ms,
      double p999Ms,
      double maxMs) {}

  /**
   * One step of a group.
   *
   * @param name its name
   * @param count requests that ended
   * @param errors by category
   * @param response from the intended time to the last byte
   */
  public record Step(String name, long count, Map<String, Long> errors, Times response) {}

  /**
   * One phase.
   *
   * @param name as planned
   * @param measured whether it is in the figures of the whole
   * @param seconds its length
   * @param duePerSecond requests that came due
   * @param perSecond answered as expected before its end
   * @param failed errors
   * @param response from the intended time to the last byte
   */
  public record Phase(
      String name,
      boolean measured,
      double seconds,
      double duePerSecond,
      double perSecond,
      long failed,
      Times response) {}

  /**
   * A moment.
   *
   * @param second its beginning, since the load began
   * @param seconds its length
   * @param phase that it began in
   * @param perSecond answers
   * @param failed errors
   * @param waiting requests that wait for a connection at its end
   * @param p50Ms median; percentiles from 5 samples above on
   * @param p95Ms 95th percentile
   * @param p99Ms 99th percentile
   * @param maxMs longest
   */
  public record Point(
      double second,
      double seconds,
      String phase,
      double perSecond,
      long failed,
      int waiting,
      double p50Ms,
      double p95Ms,
      double p99Ms,
      double maxMs) {}

  /**
   * A stretch of the measured phases.
   *
   * @param second its beginning, since the load began
   * @param seconds its length
   * @param groups by name, {@code *} too
   */
  public record Block(double second, double seconds, Map<String, BlockGroup> groups) {}

  /**
   * A group in a block.
   *
   * @param count answers
   * @param meanMs mean response
   * @param p50Ms median, from 20 samples on
   * @param p95Ms from 200 samples on
   * @param p99Ms from 1,000 samples on
   */
  public record BlockGroup(long count, double meanMs, double p50Ms, double p95Ms, double p99Ms) {}

  /**
   * How the generator fared; -1 where it is not known.
   *
   * @param cpuShare of one core that its thread used
   * @param waitShare of the time that it waited for a core
   * @param stealShare of the machine that a hypervisor took
   * @param stoodStillMs longest time that it did not look
   * @param longestGcMs longest pause of its garbage collector
   * @param mostPerSecond what it reached against a server that does nothing, just before
   */
  public record Generator(
      double cpuShare,
      double waitShare,
      double stealShare,
      double stoodStillMs,
      double longestGcMs,
      double mostPerSecond) {}

  /**
   * All requests.
   *
   * @return the first group
   */
  public Group all() {
    return groups.get(0);
  }

  /**
   * Whether a budget says how many errors are too many.
   *
   * @return false where none may fail
   */
  public boolean errorsAllowed() {
    return budgets.stream()
        .anyMatch(check -> check.budget().measure() == Budget.Measure.ERROR_SHARE);
  }

  /**
   * 0 when there is no error, the figures may be believed and every budget holds; else 1. Where
   * budgets of the error share are set, they alone say how many errors are too many.
   *
   * @return the exit code
   */
  public int exitCode() {
    boolean failed = !errorsAllowed() && all().failed() > 0;
    boolean broken = !budgets.isEmpty() && BudgetCheck.exitCode(budgets) != 0;
    return failed || broken || !invalid.isEmpty() ? 1 : 0;
  }
}
