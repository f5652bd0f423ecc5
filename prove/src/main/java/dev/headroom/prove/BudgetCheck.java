package dev.headroom.prove;

import dev.headroom.loop.Budget;
import dev.headroom.loop.Nearest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * A budget and what was measured. Hit rate and rate are minima, all else are maxima; limits are
 * inclusive. A figure that must not be believed, or that too few samples carry, never passes: it is
 * not judged, with the reason.
 *
 * @param budget what is allowed
 * @param state whether it holds
 * @param measured in the budget's unit, for the arm judged; -1 if not known
 * @param reason why it is not judged, or empty
 * @param byArm what was measured for each arm, where known
 */
public record BudgetCheck(
    Budget budget, State state, double measured, String reason, Map<String, Double> byArm) {

  /** Copies. */
  public BudgetCheck {
    byArm = new TreeMap<>(byArm);
  }

  /** The same; where nothing can be said, with who can say it. */
  BudgetCheck orJudgedBy(String other) {
    return state == State.NOT_JUDGED
        ? new BudgetCheck(budget, state, measured, reason + "; " + other + " judges it", byArm)
        : this;
  }

  /** What a budget came to. */
  public enum State {
    /** It holds. */
    PASS,
    /** It does not. */
    FAIL,
    /** Nothing can be said; see the reason. */
    NOT_JUDGED
  }

  /**
   * What is not in an arm's groups.
   *
   * @param rates answers per second by group
   * @param cpuShare of the machine, or -1
   * @param memoryMb or -1
   * @param unknown why one of these is not known
   */
  record Beside(Map<String, Double> rates, double cpuShare, double memoryMb, String unknown) {}

  /**
   * Checks budgets.
   *
   * @param budgets what is allowed
   * @param load tells which group asks an endpoint
   * @param arms all arms, for context
   * @param judged name of the arm that must hold them
   * @return one a budget, in the same order
   */
  static List<BudgetCheck> of(
      List<Budget> budgets, Report.Load load, List<ReportArm> arms, String judged) {
    List<BudgetCheck> checks = new ArrayList<>();
    for (Budget budget : budgets) {
      Map<String, Double> byArm = new TreeMap<>();
      Value value = new Value(-1, "the run has no arm called '" + judged + "'");
      for (ReportArm arm : arms) {
        Value each = measured(budget, load, arm, beside(load, arm));
        if (each.reason().isEmpty()) {
          byArm.put(arm.name(), each.figure());
        }
        if (arm.name().equals(judged)) {
          value = each;
        }
      }
      State state =
          !value.reason().isEmpty()
              ? State.NOT_JUDGED
              : holds(budget, value.figure()) ? State.PASS : State.FAIL;
      checks.add(new BudgetCheck(budget, state, value.figure(), value.reason(), byArm));
    }
    return checks;
  }

  /**
   * Checks the budgets of a load.
   *
   * @param budgets what is allowed; an endpoint is a group
   * @param invalid why its figures must not be believed: then nothing is judged
   * @param load its figures
   * @param beside more of them
   * @return one a budget, in the same order
   */
  static List<BudgetCheck> of(
      List<Budget> budgets, List<String> invalid, ReportArm load, Beside beside) {
    List<BudgetCheck> checks = new ArrayList<>();
    for (Budget budget : budgets) {
      Value value =
          invalid.isEmpty()
              ? measured(budget, budget.endpoint(), load, beside)
              : new Value(-1, "the run must not be believed: " + invalid.get(0));
      boolean judged = value.reason().isEmpty();
      State state =
          !judged ? State.NOT_JUDGED : holds(budget, value.figure()) ? State.PASS : State.FAIL;
      checks.add(
          new BudgetCheck(
              budget,
              state,
              value.figure(),
              value.reason(),
              judged ? Map.of(load.name(), value.figure()) : Map.of()));
    }
    return checks;
  }

  /**
   * In a sentence.
   *
   * @return for example {@code budget menu-p95: p95 of menu is 61.0 ms, allowed is at most 50.0 ms}
   */
  public String toText() {
    String what =
        "budget "
            + budget.id()
            + ": "
            + BudgetWords.measure(budget)
            + " of "
            + (budget.endpoint().equals("*") ? "all requests" : budget.endpoint());
    return state == State.NOT_JUDGED
        ? what + " is not judged: " + reason
        : what
            + " is "
            + BudgetWords.value(budget, measured)
            + ", allowed is "
            + BudgetWords.limit(budget);
  }

  /** 0 when every judged budget holds; 1 when one does not, or when none could be judged. */
  static int exitCode(List<BudgetCheck> checks) {
    boolean fails = checks.stream().anyMatch(check -> check.state() == State.FAIL);
    boolean none =
        !checks.isEmpty() && checks.stream().allMatch(c -> c.state() == State.NOT_JUDGED);
    return fails || none ? 1 : 0;
  }

  private static boolean holds(Budget budget, double figure) {
    return budget.measure().isMinimum() ? figure >= budget.limit() : figure <= budget.limit();
  }

  private static Value measured(Budget budget, Report.Load load, ReportArm arm, Beside beside) {
    String name =
        load.groups().stream()
            .filter(group -> group.endpoints().contains(budget.endpoint()))
            .map(Report.Load.Group::name)
            .findFirst()
            .orElse(budget.endpoint());
    return measured(budget, name, arm, beside);
  }

  /** Rates and CPU of an arm of a proof, whose load is the same for all; memory is not measured. */
  private static Beside beside(Report.Load load, ReportArm arm) {
    double seconds = arm.blocks() * load.blockSeconds();
    Map<String, Double> rates = new TreeMap<>();
    for (ReportArm.Group group : arm.groups()) {
      rates.put(group.name(), seconds > 0 ? (group.count() - group.failed()) / seconds : -1);
    }
    double perRequest = arm.work().serviceCpuMs().value();
    long all = arm.group("*").map(ReportArm.Group::count).orElse(0L);
    return new Beside(
        rates,
        perRequest < 0 || seconds <= 0
            ? -1
            : perRequest * all / 1e3 / seconds / Runtime.getRuntime().availableProcessors(),
        -1,
        "a proof knows the CPU of processes that it started or that --pid names, and no memory: headroom load --pid measures both");
  }

  private static Value measured(Budget budget, String name, ReportArm arm, Beside beside) {
    if (arm.groups().isEmpty()) {
      return new Value(-1, "no valid round");
    }
    ReportArm.Group group = arm.group(name).orElse(null);
    if (group == null) {
      return new Value(
          -1,
          Nearest.unknown(
              "group", name, arm.groups().stream().map(ReportArm.Group::name).toList()));
    }
    if (budget.measure() == Budget.Measure.HIT_RATE) {
      return !name.equals("*")
          ? new Value(-1, "hit rates are measured for all requests together: write endpoint: \"*\"")
          : arm.hitRate() < 0
              ? new Value(-1, "no cache look-up was seen")
              : new Value(arm.hitRate(), "");
    }
    if (budget.measure() == Budget.Measure.CPU_SHARE
        || budget.measure() == Budget.Measure.MEMORY_MB) {
      double seen =
          budget.measure() == Budget.Measure.CPU_SHARE ? beside.cpuShare() : beside.memoryMb();
      return !name.equals("*")
          ? new Value(-1, "CPU and memory are of all requests together: write endpoint: \"*\"")
          : new Value(seen, seen < 0 ? beside.unknown() : "");
    }
    double figure =
        switch (budget.measure()) {
          case P50_MS -> group.p50Ms();
          case P95_MS -> group.p95Ms();
          case P99_MS -> group.p99Ms();
          case MEAN_MS -> group.meanMs();
          case ERROR_SHARE -> group.count() == 0 ? -1 : (double) group.failed() / group.count();
          case RATE -> beside.rates().getOrDefault(name, -1.0);
          case HIT_RATE, CPU_SHARE, MEMORY_MB -> -1;
        };
    return new Value(figure, figure >= 0 ? "" : tooFew(budget.measure(), group.count()));
  }

  private static String tooFew(Budget.Measure measure, long count) {
    String what = measure.name().toLowerCase(Locale.ROOT).replace("_ms", "");
    long needed =
        switch (measure) {
          case P50_MS -> ComparisonLatency.Level.P50.samples;
          case P95_MS -> ComparisonLatency.Level.P95.samples;
          case P99_MS -> ComparisonLatency.Level.P99.samples;
          case MEAN_MS, ERROR_SHARE, HIT_RATE, RATE, CPU_SHARE, MEMORY_MB -> 1;
        };
    return count + " samples; " + what + " needs " + needed;
  }

  private record Value(double figure, String reason) {}
}
