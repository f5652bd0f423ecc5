package dev.headroom.prove;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** How the run was made and what of it does not count, as the page shows it. */
final class ReportPageRun {

  private ReportPageRun() {}

  static List<Map<String, Object>> invalid(Report report, ReportHeadline headline) {
    return report.invalid().stream()
        .map(
            block ->
                Map.<String, Object>of(
                    "round", String.valueOf(block.round() + 1),
                    "arm", headline.title(block.arm()),
                    "reason", block.reason()))
        .toList();
  }

  static List<Map<String, Object>> notCompared(Report report, ReportHeadline headline) {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (Comparison comparison : report.comparisons()) {
      for (Comparison.NotCompared missing : comparison.notCompared()) {
        rows.add(
            Map.of(
                "arms",
                headline.title(comparison.before())
                    + " \u2192 "
                    + headline.title(comparison.after()),
                "group",
                missing.group().equals("*") ? "all requests" : missing.group(),
                "measure",
                missing.measure().equals("*") ? "everything" : ReportPage.title(missing.measure()),
                "reason",
                missing.reason()));
      }
    }
    return rows;
  }

  static List<Map<String, Object>> differences(Report report) {
    return report.integrity().differences().stream()
        .map(
            difference ->
                Map.<String, Object>of(
                    "request", difference.request(),
                    "arms", difference.arms(),
                    "detail", difference.detail()))
        .toList();
  }

  static List<Map<String, Object>> facts(Report report) {
    List<Map<String, Object>> facts = new ArrayList<>();
    Report.Machine machine = report.machine();
    Report.Load load = report.load();
    add(
        facts,
        "Processor",
        machine.cores()
            + " cores"
            + (machine.processor().isEmpty() ? "" : ", " + machine.processor()));
    add(facts, "Memory", ReportNumbers.bytes((double) machine.memoryBytes()));
    add(facts, "JVM", machine.jvm());
    add(facts, "System", machine.kernel());
    add(facts, "Load", load.model());
    if (load.ratePerSecond() >= 0) {
      add(facts, "Rate", ReportNumbers.number(load.ratePerSecond()) + " requests a second");
    }
    if (load.shareOfCapacity() >= 0) {
      add(
          facts,
          "Share of capacity",
          ReportNumbers.share(load.shareOfCapacity()) + " of the as-found arm's");
    }
    if (load.blockSeconds() >= 0) {
      add(
          facts,
          "Blocks",
          ReportNumbers.seconds(load.blockSeconds())
              + " each, "
              + load.rounds()
              + " rounds, arms in random order");
    }
    return facts;
  }

  static List<Map<String, Object>> groups(Report report) {
    return report.load().groups().stream()
        .map(
            group ->
                Map.<String, Object>of(
                    "name", group.name(),
                    "requests", String.valueOf(group.requests()),
                    "concurrent", String.valueOf(group.concurrent()),
                    "endpoints", group.endpoints()))
        .toList();
  }

  static Map<String, Object> timeline(Report report) {
    double longest = report.timeline().stream().mapToDouble(Report.Step::seconds).max().orElse(0);
    double total = report.timeline().stream().mapToDouble(Report.Step::seconds).sum();
    List<Map<String, Object>> steps = new ArrayList<>();
    for (Report.Step step : report.timeline()) {
      steps.add(
          Map.of(
              "name", step.name(),
              "seconds", ReportNumbers.seconds(step.seconds()),
              "svg", longest > 0 ? ReportSvg.bar("found", step.seconds(), -1, -1, longest) : ""));
    }
    return Map.of("steps", steps, "known", !steps.isEmpty(), "total", ReportNumbers.seconds(total));
  }

  static Map<String, Object> oneUser(Report report) {
    List<ReportArm> arms = report.arms().stream().filter(arm -> !arm.oneUser().isEmpty()).toList();
    TreeSet<String> names = new TreeSet<>();
    arms.forEach(arm -> arm.oneUser().forEach(one -> names.add(one.group())));
    List<Map<String, Object>> rows = new ArrayList<>();
    for (String name : names) {
      List<String> cells = new ArrayList<>();
      for (ReportArm arm : arms) {
        cells.add(
            arm.oneUser().stream()
                .filter(one -> one.group().equals(name))
                .findFirst()
                .map(one -> ReportNumbers.millis(one.p50Ms()))
                .orElse(ReportNumbers.UNKNOWN));
      }
      rows.add(Map.of("group", name.equals("*") ? "all requests" : name, "cells", cells));
    }
    return Map.of(
        "known",
        !rows.isEmpty(),
        "titles",
        arms.stream().map(ReportArm::title).toList(),
        "rows",
        rows);
  }

  private static void add(List<Map<String, Object>> facts, String name, String value) {
    if (!value.isEmpty()) {
      facts.add(Map.of("name", name, "value", value));
    }
  }

  /** How well the rules' expectations held. */
  static Map<String, Object> promises(Report report) {
    return Map.of(
        "known",
        !report.promises().isEmpty(),
        "over",
        report.promises().stream().anyMatch(Report.Promise::overPromises),
        "rows",
        report.promises().stream()
            .map(
                promise ->
                    Map.<String, Object>of(
                        "kind", promise.kind(),
                        "fixes", ReportNumbers.count(promise.fixes()),
                        "ratio", ReportNumbers.share(promise.ratio()),
                        "raw", promise.ratio(),
                        "over", promise.overPromises(),
                        "words", words(promise)))
            .toList());
  }

  private static String words(Report.Promise promise) {
    return promise.overPromises() ? "promises too much" : "";
  }
}
