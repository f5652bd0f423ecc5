package dev.headroom.prove;

import java.util.Locale;

/** A load in a few lines of Markdown, for a pull request. */
public final class LoadSummary {

  private LoadSummary() {}

  /**
   * The summary.
   *
   * @param report what was seen
   * @return Markdown
   */
  public static String text(LoadReport report) {
    LoadReport.Group all = report.all();
    StringBuilder text = new StringBuilder();
    String verdict =
        !report.invalid().isEmpty()
            ? "this run must not be believed"
            : report.exitCode() == 0 ? "all well" : "not within what is allowed";
    text.append("### Load of ").append(cell(report.scenario())).append(": ").append(verdict);
    text.append("\n\n");
    report.invalid().forEach(line -> text.append("- **").append(cell(line)).append("**\n"));
    report.warnings().forEach(line -> text.append("- ").append(cell(line)).append('\n'));
    if (!report.budgets().isEmpty()) {
      text.append("\n| budget | | limit | measured | |\n|---|---|---|---|---|\n");
      for (BudgetCheck check : report.budgets()) {
        text.append(
            String.format(
                Locale.ROOT,
                "| %s | %s %s | %s | %s | %s%s |%n",
                cell(check.budget().id()),
                cell(check.budget().endpoint()),
                BudgetWords.measure(check.budget()),
                BudgetWords.limit(check.budget()),
                check.measured() < 0
                    ? ReportNumbers.UNKNOWN
                    : BudgetWords.value(check.budget(), check.measured()),
                check.state() == BudgetCheck.State.PASS
                    ? "holds"
                    : "**" + BudgetWords.state(check.state()) + "**",
                check.reason().isEmpty() ? "" : ": " + cell(check.reason())));
      }
    }
    text.append(
        "\n| | requests | per s | p50 | p95 | p99 | failed |\n|---|---|---|---|---|---|---|\n");
    for (LoadReport.Group group : report.groups()) {
      LoadReport.Times times = group.response();
      text.append(
          String.format(
              Locale.ROOT,
              "| %s | %s | %s | %s | %s | %s | %s |%n",
              group.name().equals("*") ? "all" : cell(group.name()),
              ReportNumbers.count(group.count()),
              ReportNumbers.number(group.perSecond()),
              ReportNumbers.millis(times.p50Ms()),
              ReportNumbers.millis(times.p95Ms()),
              ReportNumbers.millis(times.p99Ms()),
              ReportNumbers.count(group.failed())));
    }
    if (!all.errors().isEmpty()) {
      text.append("\nErrors: ");
      text.append(cell(all.errors().toString())).append('\n');
    }
    text.append("\n`").append(report.command().replace('`', '\'').replace('\n', ' ')).append("`\n");
    return text.toString();
  }

  /** Names are the scenario's and the target's: none of them is markup. */
  private static String cell(String text) {
    return text.replaceAll("[\\r\\n]+", " ").replaceAll("([\\\\`*_{}\\[\\]<>|#])", "\\\\$1");
  }
}
