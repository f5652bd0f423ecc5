package dev.headroom.prove;

import dev.headroom.prove.LoadReport.Group;
import dev.headroom.prove.LoadReport.Times;
import java.util.Locale;
import java.util.StringJoiner;

/** A load's report for a console of 100 columns. */
public final class LoadText {

  private LoadText() {}

  /**
   * The report.
   *
   * @param report what was seen
   * @return lines, each ended
   */
  public static String of(LoadReport report) {
    StringBuilder text = new StringBuilder();
    text.append(head(report)).append(System.lineSeparator());
    row(text, "", "requests", "per s", "p50 ms", "p95 ms", "p99 ms", "max ms", "failed");
    for (Group group : report.groups()) {
      figures(
          text,
          group.name().equals("*") ? "all" : group.name(),
          ReportNumbers.count(group.count()),
          group.perSecond(),
          group.response(),
          group.failed());
      for (LoadReport.Step step : group.steps()) {
        long failed = step.errors().values().stream().mapToLong(Long::longValue).sum();
        figures(
            text,
            "  " + step.name(),
            ReportNumbers.count(step.count()),
            step.count() / Math.max(1e-9, report.seconds()),
            step.response(),
            failed);
      }
    }
    if (report.phases().size() > 1) {
      text.append(System.lineSeparator());
      row(text, "phase", "due per s", "per s", "p50 ms", "p95 ms", "p99 ms", "max ms", "failed");
      for (LoadReport.Phase phase : report.phases()) {
        figures(
            text,
            phase.name() + (phase.measured() ? "" : " (not counted)"),
            rate(phase.duePerSecond()),
            phase.perSecond(),
            phase.response(),
            phase.failed());
      }
    }
    errors(text, report.all());
    times(text, report.all());
    text.append(System.lineSeparator()).append(generator(report));
    for (BudgetCheck check : report.budgets()) {
      text.append(
          String.format(
              Locale.ROOT,
              "budget %-24s %s %s %s, measured %s: %s%s%n",
              check.budget().id(),
              check.budget().endpoint(),
              BudgetWords.measure(check.budget()),
              BudgetWords.limit(check.budget()),
              check.measured() < 0
                  ? "nothing"
                  : BudgetWords.value(check.budget(), check.measured()),
              BudgetWords.state(check.state()),
              check.reason().isEmpty() ? "" : " (" + check.reason() + ")"));
    }
    report
        .warnings()
        .forEach(line -> text.append("! ").append(line).append(System.lineSeparator()));
    report
        .invalid()
        .forEach(
            line ->
                text.append("Not to be believed: ").append(line).append(System.lineSeparator()));
    return text.toString();
  }

  private static String head(LoadReport report) {
    LoadReport.Plan plan = report.plan();
    return String.format(
            Locale.ROOT,
            "%s at %s: %s measured, %s model%s",
            report.scenario(),
            report.target(),
            ReportNumbers.seconds(report.seconds()),
            plan.model(),
            plan.arrivals().isEmpty() ? "" : ", " + plan.arrivals() + " arrivals")
        + System.lineSeparator();
  }

  private static void figures(
      StringBuilder text, String name, String count, double perSecond, Times times, long failed) {
    row(
        text,
        name,
        count,
        rate(perSecond),
        millis(times.p50Ms()),
        millis(times.p95Ms()),
        millis(times.p99Ms()),
        millis(times.maxMs()),
        ReportNumbers.count(failed));
  }

  private static void row(StringBuilder text, String name, Object... cells) {
    Object[] all = new Object[cells.length + 1];
    all[0] = name.length() <= 30 ? name : name.substring(0, 29) + "~";
    System.arraycopy(cells, 0, all, 1, cells.length);
    text.append(String.format(Locale.ROOT, "%-30s %9s %9s %8s %8s %8s %9s %8s%n", all));
  }

  private static void errors(StringBuilder text, Group all) {
    all.errors()
        .forEach(
            (category, count) ->
                text.append(
                    String.format(
                        Locale.ROOT,
                        "  %,d x %s%s%n",
                        count,
                        category,
                        example(all.examples().getOrDefault(category, "")))));
  }

  private static String example(String example) {
    String cut = example.length() <= 70 ? example : example.substring(0, 67) + "...";
    return cut.isEmpty() ? "" : ": " + cut;
  }

  private static void times(StringBuilder text, Group all) {
    if (all.times().isEmpty()) {
      return;
    }
    text.append(System.lineSeparator()).append("Where the time went, by Server-Timing:");
    text.append(System.lineSeparator());
    for (ServerTimes.Band band : all.times()) {
      if (band.count() > 0) {
        StringJoiner parts = new StringJoiner(", ");
        for (ServerTimes.Part part : band.parts()) {
          parts.add(
              part.name()
                  + " "
                  + String.format(
                      Locale.ROOT, "%.0f %%", 100 * part.ms() / Math.max(1e-9, band.responseMs())));
        }
        text.append(
            String.format(
                Locale.ROOT, "  %-10s %s ms: %s%n", band.name(), millis(band.responseMs()), parts));
      }
    }
  }

  private static String generator(LoadReport report) {
    LoadReport.Generator g = report.generator();
    Times late = report.all().generatorLate();
    return String.format(
        Locale.ROOT,
        "generator: %s; itself late by %s ms at p50 and %s ms at p99, %s of a core%s%n%s",
        report.invalid().isEmpty() ? "fine" : "NOT fine",
        millis(late.p50Ms()),
        millis(late.p99Ms()),
        ReportNumbers.share(g.cpuShare()),
        g.mostPerSecond() < 0
            ? ""
            : String.format(Locale.ROOT, ", could do %,.0f/s here", g.mostPerSecond()),
        service(report.service()));
  }

  private static String service(LoadReport.Service service) {
    return service.cpuShare() < 0 && service.memoryMb() < 0
        ? ""
        : String.format(
            Locale.ROOT,
            "service: %s of the machine's processors, %s resident at most%n",
            ReportNumbers.share(service.cpuShare()),
            ReportNumbers.bytes(service.memoryMb() * 1e6));
  }

  private static String rate(double perSecond) {
    return String.format(Locale.ROOT, "%,.1f", perSecond);
  }

  private static String millis(double ms) {
    return ms < 0
        ? ReportNumbers.UNKNOWN
        : String.format(Locale.ROOT, ms >= 1_000 ? "%,.0f" : ms >= 100 ? "%.1f" : "%.2f", ms);
  }
}
