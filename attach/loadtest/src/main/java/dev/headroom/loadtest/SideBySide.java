package dev.headroom.loadtest;

import dev.headroom.loop.Verdict;
import dev.headroom.prove.Arm;
import dev.headroom.prove.Block;
import dev.headroom.prove.BlockRunner;
import dev.headroom.prove.Comparison;
import dev.headroom.prove.ConsoleReport;
import dev.headroom.prove.Integrity;
import dev.headroom.prove.Limits;
import dev.headroom.prove.Load;
import dev.headroom.prove.LoadEngine;
import dev.headroom.prove.Preparation;
import dev.headroom.prove.PreparedScenario;
import dev.headroom.prove.ProcessCpu;
import dev.headroom.prove.Report;
import dev.headroom.prove.ReportBuilder;
import dev.headroom.prove.Scenario;
import dev.headroom.prove.ScenarioEndpoints;
import dev.headroom.prove.Target;
import dev.headroom.prove.WorkMeter;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Two services in turn, in pairs of blocks. */
record SideBySide(Scenario scenario, long seed, double rate, Duration warmUp, Duration length) {

  private static final int ROUNDS = 10;
  private static final int ANSWERS = 5;
  private static final Duration SETTLE = Duration.ofMillis(100);
  private static final Arm BEFORE = new Arm("before", Set.of());
  private static final Arm AFTER = new Arm("after", Set.of("after"));

  Report check(Target before, Target after) {
    try {
      return held(before, after);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(
          before.base() + " and " + after.base() + " cannot be loaded: " + e.getMessage(), e);
    }
  }

  private Report held(Target before, Target after) throws Exception {
    PreparedScenario first = Preparation.prepare(before, scenario);
    PreparedScenario second = Preparation.prepare(after, scenario);
    try (LoadEngine one = new LoadEngine(before, first);
        LoadEngine two = new LoadEngine(after, second)) {
      if (!warmUp.isZero()) {
        for (LoadEngine engine : List.of(one, two)) {
          var unused = engine.run(warm());
        }
      }
      Integrity.Result same =
          new Integrity(
                  Map.of(
                      BEFORE, new Integrity.Side(before, first),
                      AFTER, new Integrity.Side(after, second)))
              .check(arm -> {}, List.of(BEFORE, AFTER), ANSWERS, seed);
      WorkMeter meter = new WorkMeter(null, new ProcessCpu(Map.of()));
      Duration block = length.dividedBy(ROUNDS);
      List<Block> blocks =
          new BlockRunner(
                  Map.of(
                      BEFORE, new BlockRunner.Side(one, meter),
                      AFTER, new BlockRunner.Side(two, meter)),
                  new BlockRunner.Options(
                      rate, block, SETTLE, ROUNDS, seed, Limits.SHARED.withoutForeign()),
                  progress -> {})
              .run(List.of(BEFORE, AFTER));
      Report report =
          new ReportBuilder(scenario.name(), blocks)
              .arm("before", before.base().toString(), Set.of())
              .arm("after", after.base().toString(), Set.of())
              .compare("before", "after")
              .run("a test", Clock.systemUTC().instant(), seed)
              .load(
                  new Report.Load(
                      rate > 0 ? "open, Poisson" : "one user",
                      rate,
                      -1,
                      block.toNanos() / 1e9,
                      ROUNDS,
                      ScenarioEndpoints.of(scenario, List.of())))
              .integrity(
                  same.checked(),
                  same.differences().stream()
                      .map(d -> new Report.Integrity.Difference(d.request(), d.arms(), d.detail()))
                      .toList())
              .build();
      List<String> wrong = wrong(report);
      if (!wrong.isEmpty()) {
        throw new AssertionError(
            after.base()
                + " against "
                + before.base()
                + ": "
                + String.join("\n  ", wrong)
                + "\n\n"
                + ConsoleReport.text(report, false, false));
      }
      return report;
    }
  }

  private Load warm() {
    return rate > 0
        ? new Load.Open(rate, Load.Spacing.POISSON, warmUp, seed)
        : new Load.Closed(1, Duration.ZERO, warmUp, seed);
  }

  private static List<String> wrong(Report report) {
    Comparison comparison = report.comparisons().get(0);
    List<String> wrong = new ArrayList<>(comparison.faults());
    for (Comparison.Line line : comparison.lines()) {
      if (line.proof().effect().verdict() == Verdict.SLOWER) {
        wrong.add(
            String.format(
                java.util.Locale.ROOT,
                "%s of %s is slower: %.2f instead of %.2f %s, %.2f times as much (95 %% interval %.2f to %.2f)",
                line.proof().measure(),
                line.proof().endpoint(),
                line.after(),
                line.before(),
                line.unit(),
                line.proof().effect().ratio(),
                line.proof().effect().low(),
                line.proof().effect().high()));
      }
    }
    report
        .integrity()
        .differences()
        .forEach(d -> wrong.add("answers differ: " + d.request() + ": " + d.detail()));
    return wrong;
  }
}
