package dev.headroom.prove;

import dev.headroom.prove.LoadReport.Group;
import dev.headroom.prove.LoadReport.Times;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A load's report as one self-contained page, in the manner of {@link ReportHtml}. */
public final class LoadHtml {

  private static final int MOST_CHARTS = 9;

  private LoadHtml() {}

  /**
   * The page.
   *
   * @param report what was seen
   * @return HTML
   */
  public static String text(LoadReport report) {
    return ReportHtml.fill("load.html", page(report));
  }

  private static Map<String, Object> page(LoadReport report) {
    Group all = report.all();
    Map<String, Object> page = new HashMap<>();
    page.put("scenario", report.scenario());
    page.put("target", report.target());
    page.put("startedAt", report.startedAt().replaceFirst("\\..*", "").replace('T', ' ') + " UTC");
    page.put("seed", report.seed());
    page.put("command", report.command());
    page.put("sentence", sentence(report));
    page.put("model", model(report.plan()));
    page.put("p50", ReportNumbers.millis(all.response().p50Ms()));
    page.put("p95", ReportNumbers.millis(all.response().p95Ms()));
    page.put("p95Raw", all.response().p95Ms());
    page.put("p99", ReportNumbers.millis(all.response().p99Ms()));
    page.put("max", ReportNumbers.millis(all.response().maxMs()));
    page.put("rate", ReportNumbers.number(all.perSecond()));
    page.put("rateRaw", all.perSecond());
    page.put("due", ReportNumbers.number(all.duePerSecond()));
    page.put("count", ReportNumbers.count(all.count()));
    page.put("seconds", ReportNumbers.seconds(report.seconds()));
    page.put("failed", ReportNumbers.count(all.failed()));
    long holds = report.budgets().stream().filter(c -> c.state() == BudgetCheck.State.PASS).count();
    page.put("hasBudgets", !report.budgets().isEmpty());
    page.put("budgetWords", holds + " of " + report.budgets().size() + " hold");
    page.put("bad", report.exitCode() != 0);
    page.put("anyInvalid", !report.invalid().isEmpty());
    page.put("invalid", report.invalid());
    page.put("warnings", report.warnings());
    page.put("timesSvg", LoadSvg.times(report.timeline()));
    page.put("rateSvg", LoadSvg.rate(report.timeline()));
    page.put("manyPhases", report.phases().size() > 1);
    page.put("phases", report.phases().stream().map(LoadHtml::phase).toList());
    page.put(
        "charts",
        report.groups().stream()
            .filter(group -> group.curve().size() > 1)
            .limit(MOST_CHARTS)
            .map(LoadHtml::chart)
            .toList());
    page.put("rows", rows(report));
    LoadTimes.put(all.times(), page);
    page.put(
        "errors",
        all.errors().entrySet().stream()
            .map(
                e ->
                    Map.of(
                        "category",
                        e.getKey(),
                        "count",
                        ReportNumbers.count(e.getValue()),
                        "example",
                        all.examples().getOrDefault(e.getKey(), "")))
            .toList());
    page.put("budgets", report.budgets().stream().map(LoadHtml::budget).toList());
    page.put("generator", generator(report));
    Report.Machine machine = report.machine();
    page.put(
        "machine",
        List.of(
            fact("Generator's machine", machine.cores() + " cores, " + machine.processor()),
            fact("JVM", machine.jvm()),
            fact("Kernel", machine.kernel())));
    return page;
  }

  private static String sentence(LoadReport report) {
    Group all = report.all();
    if (!report.invalid().isEmpty()) {
      return "This run must not be believed";
    }
    if (all.response().p95Ms() < 0) {
      return ReportNumbers.count(all.failed())
          + " of "
          + ReportNumbers.count(all.count())
          + " requests failed";
    }
    return "At "
        + ReportNumbers.number(all.perSecond())
        + " requests a second 95 % were answered within "
        + ReportNumbers.millis(all.response().p95Ms())
        + (all.failed() > 0 ? ", " + ReportNumbers.count(all.failed()) + " failed" : "");
  }

  private static String model(LoadReport.Plan plan) {
    return plan.model().equals("open")
        ? "Open model: requests come when they come, whatever the target does ("
            + plan.arrivals()
            + " arrivals)"
        : "Closed model: users who wait for their answer"
            + (plan.thinkMs() > 0
                ? " and think for " + ReportNumbers.millis(plan.thinkMs())
                : " and do not think, which is latency at saturation");
  }

  private static Map<String, Object> phase(LoadReport.Phase phase) {
    Map<String, Object> row = times(phase.name(), phase.response(), phase.failed());
    row.put("measured", phase.measured());
    row.put("length", ReportNumbers.seconds(phase.seconds()));
    row.put("due", ReportNumbers.number(phase.duePerSecond()));
    row.put("rate", ReportNumbers.number(phase.perSecond()));
    return row;
  }

  private static Map<String, Object> chart(Group group) {
    String name = group.name().equals("*") ? "all requests" : group.name();
    return Map.of(
        "name",
        name,
        "svg",
        ReportSvg.distribution(
            "Response time of " + name + " by percentile",
            List.of(new ReportSvg.Series("after", group.curve()))));
  }

  private static List<Map<String, Object>> rows(LoadReport report) {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (Group group : report.groups()) {
      Map<String, Object> row =
          times(
              group.name().equals("*") ? "all requests" : group.name(),
              group.response(),
              group.failed());
      row.put("first", true);
      row.put("count", ReportNumbers.count(group.count()));
      row.put("rate", ReportNumbers.number(group.perSecond()));
      rows.add(row);
      for (LoadReport.Step step : group.steps()) {
        long failed = step.errors().values().stream().mapToLong(Long::longValue).sum();
        Map<String, Object> own = times("– " + step.name(), step.response(), failed);
        own.put("first", false);
        own.put("count", ReportNumbers.count(step.count()));
        own.put("rate", ReportNumbers.number(step.count() / Math.max(1e-9, report.seconds())));
        rows.add(own);
      }
    }
    return rows;
  }

  private static Map<String, Object> times(String name, Times times, long failed) {
    Map<String, Object> row = new HashMap<>();
    row.put("name", name);
    row.put("p50", ReportNumbers.millis(times.p50Ms()));
    row.put("p95", ReportNumbers.millis(times.p95Ms()));
    row.put("p99", ReportNumbers.millis(times.p99Ms()));
    row.put("max", ReportNumbers.millis(times.maxMs()));
    row.put("failed", ReportNumbers.count(failed));
    return row;
  }

  private static Map<String, Object> budget(BudgetCheck check) {
    return Map.of(
        "id", check.budget().id(),
        "what", check.budget().endpoint() + " " + BudgetWords.measure(check.budget()),
        "limit", BudgetWords.limit(check.budget()),
        "measured",
            check.measured() < 0
                ? ReportNumbers.UNKNOWN
                : BudgetWords.value(check.budget(), check.measured()),
        "state", BudgetWords.state(check.state()),
        "style", check.state() == BudgetCheck.State.PASS ? "" : "fail",
        "reason", check.reason());
  }

  private static List<Map<String, String>> generator(LoadReport report) {
    LoadReport.Generator seen = report.generator();
    Times late = report.all().generatorLate();
    Times slow = report.all().targetSlow();
    return List.of(
        fact(
            "Late by itself",
            ReportNumbers.millis(late.p50Ms())
                + " at p50, "
                + ReportNumbers.millis(late.p99Ms())
                + " at p99"),
        fact(
            "Waited for a connection",
            ReportNumbers.millis(slow.p50Ms())
                + " at p50, "
                + ReportNumbers.millis(slow.p99Ms())
                + " at p99: the target's"),
        fact(
            "The service itself",
            ReportNumbers.share(report.service().cpuShare())
                + " of the machine's processors, "
                + ReportNumbers.bytes(report.service().memoryMb() * 1e6)
                + " resident at most"),
        fact("Stood still", ReportNumbers.millis(seen.stoodStillMs()) + " at the longest"),
        fact("CPU", ReportNumbers.share(seen.cpuShare()) + " of a core"),
        fact("Waited for a core", ReportNumbers.share(seen.waitShare()) + " of the time"),
        fact("Stolen from the machine", ReportNumbers.share(seen.stealShare())),
        fact("Garbage collector", seen.longestGcMs() + " ms at the longest"),
        fact(
            "Could do here",
            seen.mostPerSecond() < 0
                ? ReportNumbers.UNKNOWN
                : String.format(
                    Locale.ROOT,
                    "%,.0f requests a second against a server that does nothing",
                    seen.mostPerSecond())));
  }

  private static Map<String, String> fact(String name, String value) {
    return Map.of("name", name, "value", value);
  }
}
