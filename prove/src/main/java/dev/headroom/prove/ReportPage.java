package dev.headroom.prove;

import dev.headroom.loop.Effect;
import dev.headroom.prove.BudgetCheck.State;
import dev.headroom.prove.ReportArm.Figure;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A report as the words and pictures that the page's template puts in place. */
final class ReportPage {

  private static final String[] PARTS = {"database", "pool", "cache", "own"};
  private static final String[] PART_TITLES = {
    "Database", "Waiting for a connection", "Cache look-ups", "Own code"
  };

  private final Report report;
  private final ReportHeadline headline;

  private ReportPage(Report report) {
    this.report = report;
    this.headline = ReportHeadline.of(report);
  }

  static Map<String, Object> of(Report report) {
    ReportPage page = new ReportPage(report);
    Map<String, Object> model = new LinkedHashMap<>();
    model.put("service", report.service());
    model.put("sentence", page.headline.sentence());
    model.put(
        "startedAt", report.startedAt().replace("T", " ").replaceAll(":\\d\\d(\\.\\d+)?Z", " UTC"));
    model.put("seed", String.valueOf(report.seed()));
    model.put("command", report.command());
    model.put("rounds", page.headline.validRounds() + " of " + page.headline.rounds());
    model.put("cpu", page.cpu());
    model.put("worst", page.worst());
    model.put("withoutP95", String.join(", ", page.headline.withoutP95()));
    model.put("budgetWords", page.headline.budgetWords());
    model.put("budgetsFail", page.headline.budgets(State.FAIL) > 0);
    model.put("hasBudgets", !report.budgets().isEmpty());
    model.put("legend", page.legend());
    model.put("work", page.work());
    model.put("comparisons", page.comparisons());
    model.put("charts", page.charts());
    model.put("latency", page.latency());
    model.put("time", page.time());
    model.put("findings", page.findings());
    model.put("promises", ReportPageRun.promises(report));
    model.put("attribution", page.attribution());
    model.put("notAttributed", report.attribution().notJudged());
    model.put("budgets", page.budgets());
    model.put("arms", page.arms());
    model.put("invalid", ReportPageRun.invalid(report, page.headline));
    model.put("notCompared", ReportPageRun.notCompared(report, page.headline));
    model.put("differences", ReportPageRun.differences(report));
    model.put("checked", ReportNumbers.count(report.integrity().checked()));
    model.put("anyChecked", report.integrity().checked() > 0);
    model.put("run", ReportPageRun.facts(report));
    model.put("groups", ReportPageRun.groups(report));
    model.put("timeline", ReportPageRun.timeline(report));
    model.put("oneUser", ReportPageRun.oneUser(report));
    return model;
  }

  private List<Map<String, Object>> cpu() {
    List<Map<String, Object>> lines = new ArrayList<>();
    for (Comparison comparison : headline.toJudged()) {
      comparison
          .line("*", ReportHeadline.CPU)
          .ifPresent(
              line -> {
                Effect effect = line.proof().effect();
                lines.add(
                    Map.of(
                        "first", lines.isEmpty(),
                        "words", ReportNumbers.words(effect),
                        "joint", ReportNumbers.joint(effect),
                        "interval", ReportNumbers.wordsInterval(effect),
                        "than", headline.lower(comparison.before()),
                        "before", ReportNumbers.millis(line.before()),
                        "after", ReportNumbers.millis(line.after()),
                        "proof", line.proof().id()));
              });
    }
    return lines;
  }

  private Map<String, Object> worst() {
    return headline
        .worst()
        .map(
            group ->
                Map.<String, Object>of(
                    "name", group.name(),
                    "p95", ReportNumbers.millis(group.p95Ms()),
                    "raw", group.p95Ms(),
                    "before", ReportNumbers.millis(headline.worstBefore())))
        .orElse(
            Map.of(
                "name",
                "",
                "p95",
                ReportNumbers.UNKNOWN,
                "raw",
                -1,
                "before",
                ReportNumbers.UNKNOWN));
  }

  /** Found is grey, the judged arm has the accent, whatever is between is dashed. */
  private String style(ReportArm arm) {
    return arm.name().equals(report.judgedArm())
        ? "after"
        : arm.equals(report.arms().get(0)) ? "found" : "between";
  }

  private List<Map<String, Object>> legend() {
    return report.arms().stream()
        .map(arm -> Map.<String, Object>of("title", arm.title(), "style", style(arm)))
        .toList();
  }

  private List<Map<String, Object>> work() {
    List<Map<String, Object>> measures = new ArrayList<>();
    for (ComparisonWork work : ComparisonWork.values()) {
      List<Map<String, Object>> bars = new ArrayList<>();
      double max = 0;
      for (ReportArm arm : report.arms()) {
        max = Math.max(max, Math.max(figure(arm, work).value(), figure(arm, work).high()));
      }
      for (ReportArm arm : report.arms()) {
        Figure figure = figure(arm, work);
        if (figure.value() >= 0 && max > 0) {
          bars.add(
              Map.of(
                  "title", arm.title(),
                  "value", ReportNumbers.value(figure.value(), work.unit),
                  "raw", figure.value(),
                  "key", arm.name() + ":" + work.measure,
                  "interval",
                      figure.high() < 0
                          ? ""
                          : ReportNumbers.value(figure.low(), work.unit)
                              + " to "
                              + ReportNumbers.value(figure.high(), work.unit),
                  "svg",
                      ReportSvg.bar(style(arm), figure.value(), figure.low(), figure.high(), max)));
        }
      }
      if (!bars.isEmpty()) {
        measures.add(Map.of("title", title(work.measure), "bars", bars));
      }
    }
    return measures;
  }

  private static Figure figure(ReportArm arm, ComparisonWork work) {
    ReportArm.Work figures = arm.work();
    return switch (work) {
      case CPU -> figures.cpuMs();
      case SERVICE_CPU -> figures.serviceCpuMs();
      case DATABASE_CPU -> figures.databaseCpuMs();
      case REDIS_CPU -> figures.redisCpuMs();
      case STATEMENTS -> figures.statements();
      case ALLOCATED -> figures.allocatedBytes();
      case SENT -> figures.sentBytes();
    };
  }

  static String title(String measure) {
    return switch (measure) {
      case "cpu-per-request" -> "CPU, all parts";
      case "service-cpu-per-request" -> "CPU of the service";
      case "database-cpu-per-request" -> "CPU of PostgreSQL";
      case "redis-cpu-per-request" -> "CPU of Redis";
      case "statements-per-request" -> "Statements";
      case "allocated-per-request" -> "Bytes allocated";
      case "sent-per-request" -> "Bytes sent";
      default -> measure;
    };
  }

  private List<Map<String, Object>> comparisons() {
    List<Map<String, Object>> all = new ArrayList<>();
    for (Comparison comparison : report.comparisons()) {
      List<Map<String, Object>> lines = new ArrayList<>();
      for (Comparison.Line line : comparison.lines()) {
        Effect effect = line.proof().effect();
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("group", group(line.proof().endpoint()));
        row.put("measure", title(line.proof().measure()));
        row.put("before", ReportNumbers.value(line.before(), line.unit()));
        row.put("after", ReportNumbers.value(line.after(), line.unit()));
        row.put("change", ReportNumbers.change(effect.ratio()));
        row.put("raw", effect.ratio());
        row.put("proof", line.proof().id());
        row.put("interval", ReportNumbers.interval(effect));
        row.put("verdict", ReportNumbers.verdict(effect.verdict(), line.proof().measure()));
        row.put("style", effect.verdict().name().toLowerCase(Locale.ROOT));
        row.put("pooled", line.basis() == Comparison.Basis.POOLED);
        row.put("smallest", ReportNumbers.share(effect.smallest()));
        lines.add(row);
      }
      all.add(
          Map.of(
              "open", all.isEmpty(),
              "before", headline.title(comparison.before()),
              "after", headline.title(comparison.after()),
              "rounds", comparison.validRounds() + " of " + comparison.rounds(),
              "lines", lines));
    }
    return all;
  }

  private static String group(String name) {
    return name.equals("*") ? "all requests" : name;
  }

  private List<ReportArm.Group> groups() {
    return report.arms().stream()
        .max(Comparator.comparingInt(arm -> arm.groups().size()))
        .map(ReportArm::groups)
        .orElse(List.of());
  }

  private List<Map<String, Object>> charts() {
    List<Map<String, Object>> charts = new ArrayList<>();
    for (ReportArm.Group group : groups()) {
      List<ReportSvg.Series> series = new ArrayList<>();
      for (ReportArm arm : report.arms()) {
        arm.group(group.name())
            .ifPresent(each -> series.add(new ReportSvg.Series(style(arm), each.curve())));
      }
      String svg =
          ReportSvg.distribution(
              "Response time by percentile, "
                  + group(group.name())
                  + "; the table below has the figures",
              series);
      if (!svg.isEmpty()) {
        charts.add(Map.of("group", group(group.name()), "svg", svg));
      }
    }
    return charts;
  }

  private List<Map<String, Object>> latency() {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (ReportArm.Group group : groups()) {
      boolean first = true;
      for (ReportArm arm : report.arms()) {
        Optional<ReportArm.Group> each = arm.group(group.name());
        if (each.isPresent()) {
          ReportArm.Group g = each.get();
          Map<String, Object> row = new LinkedHashMap<>();
          row.put("group", group(group.name()));
          row.put("first", first);
          row.put("arm", arm.title());
          row.put("key", arm.name() + ":" + group.name());
          row.put("count", ReportNumbers.count(g.count()));
          row.put("failed", ReportNumbers.count(g.failed()));
          row.put("mean", ReportNumbers.millis(g.meanMs()));
          row.put("p50", ReportNumbers.millis(g.p50Ms()));
          row.put("p95", ReportNumbers.millis(g.p95Ms()));
          row.put("p99", ReportNumbers.millis(g.p99Ms()));
          rows.add(row);
          first = false;
        }
      }
    }
    return rows;
  }

  private Map<String, Object> time() {
    double max = report.arms().stream().mapToDouble(arm -> arm.time().totalMs()).max().orElse(-1);
    List<Map<String, Object>> rows = new ArrayList<>();
    for (ReportArm arm : report.arms()) {
      ReportArm.Time time = arm.time();
      if (time.totalMs() >= 0 && max > 0) {
        double[] parts = {time.databaseMs(), time.poolMs(), time.cacheMs(), time.ownMs()};
        List<Map<String, Object>> cells = new ArrayList<>();
        for (double part : parts) {
          cells.add(
              Map.of(
                  "value",
                  ReportNumbers.millis(part),
                  "share",
                  part < 0 ? "" : Math.round(100 * part / time.totalMs()) + " %"));
        }
        rows.add(
            Map.of(
                "title", arm.title(),
                "total", ReportNumbers.millis(time.totalMs()),
                "cells", cells,
                "svg", ReportSvg.stack(parts, PARTS, max)));
      }
    }
    List<Map<String, Object>> parts = new ArrayList<>();
    for (int i = 0; i < PARTS.length; i++) {
      parts.add(Map.of("style", PARTS[i], "title", PART_TITLES[i]));
    }
    return Map.of("rows", rows, "parts", parts, "known", !rows.isEmpty());
  }

  private List<Map<String, Object>> findings() {
    List<Map<String, Object>> findings = new ArrayList<>();
    for (Report.Cause cause : report.findings()) {
      findings.add(ReportPageCause.of(findings.size() + 1, cause));
    }
    return findings;
  }

  private Map<String, Object> attribution() {
    List<Attribution.Part> parts =
        report.attribution().parts().stream()
            .filter(part -> part.group().equals("*") && part.measure().equals(ReportHeadline.CPU))
            .sorted(Comparator.comparingDouble(part -> part.effect().ratio()))
            .toList();
    double low = parts.stream().mapToDouble(p -> p.effect().low()).min().orElse(1);
    double high = parts.stream().mapToDouble(p -> p.effect().high()).max().orElse(1);
    double from = Math.min(low, 0.9) * 0.92;
    double to = Math.max(high, 1.1) * 1.08;
    List<Map<String, Object>> rows = new ArrayList<>();
    for (Attribution.Part part : parts) {
      Effect effect = part.effect();
      Optional<Attribution.Part> mean =
          report.attribution().parts().stream()
              .filter(p -> p.fix().equals(part.fix()))
              .filter(p -> p.group().equals("*") && p.measure().equals("mean"))
              .findFirst();
      rows.add(
          Map.of(
              "fix", part.fix(),
              "change", ReportNumbers.change(effect.ratio()),
              "raw", effect.ratio(),
              "interval", ReportNumbers.interval(effect),
              "mean",
                  mean.map(m -> ReportNumbers.change(m.effect().ratio()))
                      .orElse(ReportNumbers.UNKNOWN),
              "verdict", ReportNumbers.verdict(effect.verdict(), part.measure()),
              "svg",
                  ReportSvg.ratio("dot", effect.ratio(), effect.low(), effect.high(), from, to)));
    }
    return Map.of(
        "rows",
        rows,
        "known",
        !rows.isEmpty(),
        "runs",
        report.attribution().validRuns() + " of " + report.attribution().runs(),
        "axis",
        ReportSvg.axis(from, to));
  }

  private List<Map<String, Object>> budgets() {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (BudgetCheck check : report.budgets()) {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("id", check.budget().id());
      row.put(
          "what", group(check.budget().endpoint()) + ", " + BudgetWords.measure(check.budget()));
      row.put("limit", BudgetWords.limit(check.budget()));
      row.put(
          "measured",
          check.measured() < 0
              ? ReportNumbers.UNKNOWN
              : BudgetWords.value(check.budget(), check.measured()));
      row.put("raw", check.measured());
      Double found =
          report.arms().isEmpty() ? null : check.byArm().get(report.arms().get(0).name());
      row.put(
          "found",
          found == null ? ReportNumbers.UNKNOWN : BudgetWords.value(check.budget(), found));
      row.put("state", BudgetWords.state(check.state()));
      row.put("style", check.state().name().toLowerCase(Locale.ROOT).replace('_', '-'));
      row.put("reason", check.reason());
      rows.add(row);
    }
    return rows;
  }

  private List<Map<String, Object>> arms() {
    return report.arms().stream()
        .map(
            arm ->
                Map.<String, Object>of(
                    "title", arm.title(),
                    "fixes", arm.fixes().isEmpty() ? "none" : String.join(", ", arm.fixes()),
                    "capacity",
                        arm.capacityPerSecond() < 0
                            ? ReportNumbers.UNKNOWN
                            : ReportNumbers.number(arm.capacityPerSecond()) + " /s",
                    "hitRate", ReportNumbers.share(arm.hitRate()),
                    "blocks", String.valueOf(arm.blocks())))
        .toList();
  }
}
