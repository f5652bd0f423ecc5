package dev.headroom.cli;

import dev.headroom.advise.Advice;
import dev.headroom.advise.AdviceOptions;
import dev.headroom.advise.DatabaseAdvice;
import dev.headroom.advise.IndexAdvisor;
import dev.headroom.advise.ScratchCopy;
import dev.headroom.devservices.DevRedis;
import dev.headroom.diagnose.Diagnosis;
import dev.headroom.loop.Finding;
import dev.headroom.loop.Fix;
import dev.headroom.loop.Observations;
import dev.headroom.loop.Profile;
import dev.headroom.loop.StatementObservation;
import dev.headroom.prove.Arm;
import dev.headroom.prove.Block;
import dev.headroom.prove.BlockRunner;
import dev.headroom.prove.BudgetFile;
import dev.headroom.prove.Calibration;
import dev.headroom.prove.Integrity;
import dev.headroom.prove.Limits;
import dev.headroom.prove.Load;
import dev.headroom.prove.LoadEngine;
import dev.headroom.prove.Preparation;
import dev.headroom.prove.PreparedScenario;
import dev.headroom.prove.ProcessCpu;
import dev.headroom.prove.Report;
import dev.headroom.prove.ReportBuilder;
import dev.headroom.prove.ReportHtml;
import dev.headroom.prove.ReportJson;
import dev.headroom.prove.Scenario;
import dev.headroom.prove.ScenarioEndpoints;
import dev.headroom.prove.ServiceClient;
import dev.headroom.prove.Target;
import dev.headroom.prove.WorkMeter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The loop on a reference service, from nothing running to a report: observe, diagnose, advise,
 * fix, prove.
 *
 * <p>The service runs once, on a fresh copy of its data, and never restarts: arms differ by flags
 * read per request and by the indexes that the planner sees ({@code docs/decisions/0002}). The load
 * is what the service's scenario says, at 60 % of the capacity measured as found, so that no arm is
 * measured beyond its knee.
 */
final class Proving {

  static final String AS_FOUND = "as-found";
  static final String BASELINE = "baseline";
  static final String ALL = "all";

  /** Requests of each reading step whose answers are compared between arms. */
  private static final int ANSWERS = 10;

  /**
   * What is asked for.
   *
   * @param service which
   * @param home the checkout
   * @param out folder of the report
   * @param scenario file of the load
   * @param pace how long the parts take
   * @param port of the service, 0 for a free one
   * @param seed of everything random
   * @param only fixes to prove, empty for all that answer a finding
   * @param command what was typed, for the report
   */
  record Request(
      ReferenceService service,
      Path home,
      Path out,
      Path scenario,
      Pace pace,
      int port,
      long seed,
      List<String> only,
      String command) {}

  private final Request request;
  private final Steps steps;
  private final Instant startedAt = Clock.systemUTC().instant();

  Proving(Request request, Steps steps) {
    this.request = request;
    this.steps = steps;
  }

  Report run() throws Exception {
    // Read before anything is started: bad input should not cost a start.
    Scenario scenario = Scenario.read(request.scenario());
    var budgets = BudgetFile.read(request.service().budgets(request.home()));
    Files.createDirectories(request.out());
    try (Running running = Running.proving(request, steps)) {
      running.partial("nothing was measured yet; logs are in " + request.out());
      ServiceClient client = running.client();
      Target target = Target.of(running.base().toString(), Set.of());
      PreparedScenario prepared =
          steps.run("Signing in the scenario's users", () -> Preparation.prepare(target, scenario));
      try (LoadEngine engine = new LoadEngine(target, prepared)) {
        return loop(running, client, scenario, engine, budgets, target, prepared);
      }
    }
  }

  private Report loop(
      Running running,
      ServiceClient client,
      Scenario scenario,
      LoadEngine engine,
      List<dev.headroom.loop.Budget> budgets,
      Target target,
      PreparedScenario prepared)
      throws Exception {
    Pace pace = request.pace();
    Calibration calibration = new Calibration(engine, scenario, request.seed());
    Map<String, Double> capacity = new LinkedHashMap<>();

    List<Fix> offered = client.fixes().stream().map(ServiceClient.SwitchableFix::fix).toList();
    Arms.refuseUnknown(offered, request.only());
    client.switchTo(Set.of());
    steps.run("Warming up as found", () -> warm(calibration, 0, pace.warmUp()));
    capacity.put(AS_FOUND, steps.run("Finding its capacity", () -> capacity(calibration)));
    double rate = Calibration.SHARE * capacity.get(AS_FOUND);

    client.clearObservations();
    steps.run(
        "Observing under load",
        () -> {
          Duration time = pace.observe(rate);
          engine.run(new Load.Open(rate, Load.Spacing.POISSON, time, request.seed()));
          steps.outcome(
              String.format(
                  "%.0f requests/s, 60 %% of its capacity, for %d s", rate, time.toSeconds()));
          return true;
        });
    Observations seen = client.observations();
    List<Finding> found = new ArrayList<>(client.findings());
    List<StatementObservation> workload = client.workload();
    List<Profile> asFound = client.profiles();
    Advice advice =
        steps.run("Advising indexes on a scratch copy", () -> advise(running, workload));
    long requestNanos = seen.endpoints().stream().mapToLong(e -> e.totalNanos()).sum();
    found.addAll(advice.findings(requestNanos));
    found.addAll(DatabaseAdvice.superfluous(running.databaseUrl()));
    List<Finding> findings = Diagnosis.ranked(found);
    running.partial(Partial.write(request.out(), findings));

    Arms arms = Arms.of(offered, findings, advice, request.only());
    try (Indexes indexes =
        steps.run("Building indexes, advised and by hand", () -> build(running, advice))) {
      Arm.Switch switching =
          arm -> {
            client.switchTo(arms.flags(arm.on()));
            indexes.visible(arm.on());
          };
      for (Arm arm : List.of(arms.baseline(), arms.all())) {
        switching.to(arm);
        steps.run("Warming up " + arm.name(), () -> warm(calibration, rate, pace.warmArm()));
        capacity.put(arm.name(), steps.run("Finding its capacity", () -> capacity(calibration)));
      }
      Integrity integrity = new Integrity(target, prepared);
      Integrity.Result same =
          steps.run(
              "Comparing answers of all arms",
              () -> {
                Integrity.Result result =
                    integrity.check(switching, arms.three(), ANSWERS, request.seed());
                steps.outcome(
                    result.checked() + " compared, " + result.differences().size() + " different");
                return result;
              });

      WorkMeter meter = new WorkMeter(client, new ProcessCpu(running.processes()));
      List<Block> blocks =
          steps.run(
              "Measuring in blocks: as found, baseline, all",
              () ->
                  blocks(
                      engine,
                      switching,
                      meter,
                      rate,
                      pace.block(),
                      pace.settle(),
                      pace.rounds(),
                      arms.three()));
      List<String> factors = arms.factors(pace.factors());
      if (!factors.isEmpty()) {
        blocks.addAll(
            steps.run(
                "Telling the fixes apart",
                () ->
                    blocks(
                        engine,
                        switching,
                        meter,
                        rate,
                        pace.factorBlock(),
                        pace.settle(),
                        pace.factorRounds(),
                        arms.design(factors))));
      }
      List<Block> alone = new ArrayList<>();
      if (!pace.oneUser().isZero()) {
        alone.addAll(
            steps.run(
                "One user alone",
                () ->
                    blocks(
                        engine,
                        switching,
                        meter,
                        0,
                        pace.oneUser(),
                        pace.settle(),
                        1,
                        arms.three())));
      }
      steps.run(
          "Sampling all fixes for flame graphs",
          () -> {
            switching.to(arms.all());
            List<Profile> fixed =
                new Flames(client, engine, rate, pace.observe(), request.seed()).sample();
            String title = request.service().name() + ", as found and with all fixes";
            steps.outcome(Flames.write(request.out(), title, asFound, fixed));
            return true;
          });
      ReportBuilder report =
          new ReportBuilder(request.service().name(), blocks)
              .arm(AS_FOUND, "As found", arms.asFound().on())
              .arm(BASELINE, "Competent baseline", arms.baseline().on())
              .arm(ALL, "All fixes", arms.all().on())
              .compare(AS_FOUND, ALL)
              .compare(BASELINE, ALL)
              .compare(AS_FOUND, BASELINE)
              .run(request.command(), startedAt, request.seed())
              .load(
                  new Report.Load(
                      "open, Poisson",
                      rate,
                      Calibration.SHARE,
                      pace.block().toMillis() / 1000.0,
                      pace.rounds(),
                      ScenarioEndpoints.of(
                          scenario, seen.endpoints().stream().map(e -> e.endpoint()).toList())))
              .oneUser(alone)
              .attributed(factors)
              .findings(findings, arms.known())
              .budgets(budgets, ALL)
              .integrity(
                  same.checked(),
                  same.differences().stream()
                      .map(d -> new Report.Integrity.Difference(d.request(), d.arms(), d.detail()))
                      .toList());
      capacity.forEach(report::capacity);
      steps.done().forEach(step -> report.step(step.name(), step.seconds()));
      return write(report.build());
    }
  }

  private Report write(Report measured) throws Exception {
    Report report = measured.withPromises(PromiseFile.add(request.out(), measured, System.err));
    ReportJson.write(report, request.out().resolve("report.json"));
    ReportHtml.write(report, request.out().resolve("report.html"));
    Partial.remove(request.out());
    return report;
  }

  private boolean warm(Calibration calibration, double rate, Duration most)
      throws InterruptedException {
    Calibration.Warmth warmth = calibration.warmUp(rate, most);
    steps.outcome(warmth.level() ? "level" : "not level yet after " + most.toSeconds() + " s");
    return warmth.level();
  }

  private double capacity(Calibration calibration) throws InterruptedException {
    Calibration.Capacity capacity = calibration.capacity(request.pace().capacity());
    steps.outcome(String.format("%.0f requests/s", capacity.perSecond()));
    return capacity.perSecond();
  }

  private Advice advise(Running running, List<StatementObservation> workload) throws Exception {
    try (ScratchCopy copy = running.scratch()) {
      Advice advice =
          new IndexAdvisor(
                  AdviceOptions.defaults().within(request.pace().advise()), steps::progress)
              .advise(copy.url(), workload);
      steps.outcome(
          advice.indexes().size()
              + " advised, "
              + advice.refused().size()
              + " considered and refused");
      return advice;
    }
  }

  private Indexes build(Running running, Advice advice) throws Exception {
    Indexes indexes =
        Indexes.build(
            running.databaseUrl(),
            request.service().indexesByHand(request.home()),
            advice,
            steps::progress);
    steps.outcome(
        indexes.advised()
            + " advised, "
            + indexes.byHand()
            + " by hand; hidden until an arm shows them");
    return indexes;
  }

  private List<Block> blocks(
      LoadEngine engine,
      Arm.Switch switching,
      WorkMeter meter,
      double rate,
      Duration block,
      Duration settle,
      int rounds,
      List<Arm> arms)
      throws Exception {
    BlockRunner.Options options =
        new BlockRunner.Options(rate, block, settle, rounds, request.seed(), Limits.SHARED);
    int[] invalid = new int[1];
    List<Block> blocks =
        new BlockRunner(
                engine,
                switching,
                meter,
                options,
                progress -> {
                  invalid[0] += progress.block().invalid().isEmpty() ? 0 : 1;
                  steps.progress(progress.done() + " of " + progress.of() + " blocks");
                })
            .run(arms);
    steps.outcome(
        blocks.size()
            + " blocks"
            + (invalid[0] == 0 ? "" : ", " + invalid[0] + " not to be believed"));
    return new ArrayList<>(blocks);
  }

  /** A free port unless one was asked for. */
  static int port(int asked) {
    return asked == 0 ? DevRedis.freePort() : asked;
  }
}
