package dev.headroom.prove;

import dev.headroom.loop.Budget;
import java.util.List;
import java.util.Locale;

/**
 * How exactly a budget's figure is known: for a percentile the order statistics that hold it with
 * 95 %, for a share Wilson's interval. Both take requests for independent, so on a service that
 * stalls they are too narrow.
 */
public final class BudgetInterval {

  private static final double Z = 1.959964;

  private BudgetInterval() {}

  /**
   * For a message.
   *
   * @param report of the load
   * @param check one of its budgets
   * @return in parentheses, or empty where there is none
   */
  public static String of(LoadReport report, BudgetCheck check) {
    Budget budget = check.budget();
    LoadReport.Group group =
        report.groups().stream()
            .filter(each -> each.name().equals(budget.endpoint()))
            .findFirst()
            .orElse(null);
    if (group == null || check.measured() < 0) {
      return "";
    }
    return switch (budget.measure()) {
      case P50_MS -> percentile(group, 50);
      case P95_MS -> percentile(group, 95);
      case P99_MS -> percentile(group, 99);
      case ERROR_SHARE -> share(group.failed(), group.count());
      default -> "";
    };
  }

  static String percentile(LoadReport.Group group, double percentile) {
    double share = percentile / 100;
    double off = 100 * Z * Math.sqrt(share * (1 - share) / Math.max(1, group.count()));
    return String.format(
        Locale.ROOT,
        " (95 %% interval %.2f to %.2f ms)",
        at(group, percentile - off),
        at(group, percentile + off));
  }

  /** Between the curve's points in a straight line; beyond its end the longest. */
  private static double at(LoadReport.Group group, double percentile) {
    List<ReportArm.Point> curve = group.curve();
    ReportArm.Point before = new ReportArm.Point(0, 0);
    for (ReportArm.Point point : curve) {
      if (point.percentile() >= percentile) {
        double part =
            (percentile - before.percentile()) / (point.percentile() - before.percentile());
        return before.ms() + part * (point.ms() - before.ms());
      }
      before = point;
    }
    return group.response().maxMs();
  }

  static String share(long failed, long count) {
    double[] ends =
        ComparisonErrors.wilson((double) failed / Math.max(1, count), Math.max(1, count));
    return String.format(
        Locale.ROOT, " (95 %% interval %.3f to %.3f %%)", 100 * ends[0], 100 * ends[1]);
  }
}
