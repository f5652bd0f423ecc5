package dev.headroom.prove;

import dev.headroom.loop.Budget;

/** A budget in words. */
final class BudgetWords {

  private BudgetWords() {}

  static String measure(Budget budget) {
    return switch (budget.measure()) {
      case P50_MS -> "p50";
      case P95_MS -> "p95";
      case P99_MS -> "p99";
      case MEAN_MS -> "mean";
      case ERROR_SHARE -> "errors";
      case HIT_RATE -> "cache hits";
      case RATE -> "answers per second";
      case CPU_SHARE -> "CPU";
      case MEMORY_MB -> "memory";
    };
  }

  static String limit(Budget budget) {
    return (budget.measure().isMinimum() ? "at least " : "at most ")
        + value(budget, budget.limit());
  }

  static String value(Budget budget, double value) {
    return switch (budget.measure()) {
      case ERROR_SHARE, HIT_RATE, CPU_SHARE -> ReportNumbers.share(value);
      case RATE -> ReportNumbers.number(value) + "/s";
      case MEMORY_MB -> ReportNumbers.bytes(value * 1e6);
      case P50_MS, P95_MS, P99_MS, MEAN_MS -> ReportNumbers.millis(value);
    };
  }

  static String state(BudgetCheck.State state) {
    return switch (state) {
      case PASS -> "holds";
      case FAIL -> "fails";
      case NOT_JUDGED -> "not judged";
    };
  }
}
